#include "promise/policy/words.hpp"

#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {
namespace words {

Words const& bases() {
  static Words const words{"consent",         "contract",    "legal_obligation",
                           "vital_interests", "public_task", "legitimate_interests"};
  return words;
}

Words const& uses() {
  static Words const words{
      "delivery", "payment",          "complaints",        "bookkeeping", "legal_claims",
      "account",  "direct_marketing", "partner_marketing", "newsletter",  "messages",
      "site",     "statistics",       "enquiries",         "publication", "security"};
  return words;
}

Words const& channels() {
  static Words const words{"email", "sms", "phone", "post"};
  return words;
}

Words const& channel_grounds() {
  static Words const words{"of_purpose", "consent", "soft_opt_in", "opt_out"};
  return words;
}

Words const& read_logs() {
  static Words const words{"buffered", "durable"};
  return words;
}

Words const& transfer_bases() {
  static Words const words{"none", "adequacy", "safeguards", "consent"};
  return words;
}

Words const& disclosure_grounds() {
  static Words const words{"processor",        "law",         "legal_proceedings", "own_rights",
                           "sale_of_business", "court_order", "speculative"};
  return words;
}

Words const& rights() {
  static Words const words{"access",      "rectification", "erasure",    "restriction",
                           "portability", "objection",     "withdrawal", "complaint"};
  return words;
}

Words const& third_party_marketing() {
  static Words const words{"never", "express_consent", "opt_out"};
  return words;
}

Words const& opt_out_places() {
  static Words const words{"controller", "recipient"};
  return words;
}

Words const& notices() {
  static Words const words{"page", "email", "account"};
  return words;
}

Words const& safeguards() {
  static Words const words{"adequacy", "standard_contractual_clauses", "binding_corporate_rules",
                           "code_of_conduct", "certification"};
  return words;
}

}  // namespace words

std::string_view name_of(Basis basis) {
  return words::bases()[static_cast<std::size_t>(basis)];
}

std::string_view name_of(Use use) {
  return words::uses()[static_cast<std::size_t>(use)];
}

std::string_view name_of(ChannelGround ground) {
  return words::channel_grounds()[static_cast<std::size_t>(ground)];
}

}  // namespace lofte::promise::policy

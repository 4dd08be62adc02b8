// Lint: on what legal basis a purpose rests, and its channels.
#include "promise/policy/errors.hpp"
#include "promise/policy/law.hpp"
#include "promise/policy/lint.hpp"

namespace lofte::promise::policy {
namespace {

void lint_alternatives(Purpose const& purpose, Findings& findings) {
  if (purpose.bases.size() < 2) {
    return;
  }
  std::vector<std::string> names;
  names.reserve(purpose.bases.size());
  for (Basis const basis : purpose.bases) {
    names.emplace_back(name_of(basis));
  }
  findings.push_back({.code = "basis.alternative",
                      .severity = Severity::warning,
                      .at = purpose.at,
                      .message = quoted(purpose.name) + in_clauses(purpose.clauses) +
                                 " rests on one of " + listed(names) + ", without saying which",
                      .source = std::string(law::lawful_basis) +
                                "; what a person may ask for depends on the basis",
                      .meanwhile = "the first applies: " + quoted(names.front()),
                      .remedy = "make a purpose of each, with its own data and term"});
}

bool is_electronic(std::string const& channel) {
  return channel == "email" || channel == "sms";
}

// Whether the channel may be used at all under marknadsföringslagen 19 §.
bool is_allowed(Purpose const& purpose, ChannelGround ground) {
  switch (ground) {
    case ChannelGround::consent:
      return true;
    case ChannelGround::soft_opt_in:
      return !serves(purpose, Use::partner_marketing);
    case ChannelGround::opt_out:
      return false;
    case ChannelGround::of_purpose:
      break;
  }
  return purpose.basis == Basis::consent;
}

void lint_electronic(Purpose const& purpose, Findings& findings) {
  if (!serves_marketing(purpose) && !serves(purpose, Use::newsletter)) {
    return;
  }
  std::vector<std::string> wrong;
  for (std::size_t i = 0; i < purpose.channels.size(); ++i) {
    if (is_electronic(purpose.channels[i]) && !is_allowed(purpose, purpose.channel_grounds[i])) {
      wrong.push_back(purpose.channels[i]);
    }
  }
  if (!wrong.empty()) {
    findings.push_back(
        {.code = "basis.conflict",
         .severity = Severity::warning,
         .at = purpose.at,
         .message = quoted(purpose.name) + in_clauses(purpose.clauses) + " markets by " +
                    listed(wrong) + " without consent",
         .source = std::string(law::electronic_marketing),
         .meanwhile = "these channels are used with consent, or by soft opt-in after a sale",
         .remedy = "say on what each channel rests: channels = { email = \"soft_opt_in\", post = "
                   "\"opt_out\" }"});
  }
}

void lint_law(Purpose const& purpose, Findings& findings) {
  if (purpose.basis == Basis::legal_obligation && purpose.law.value_or("").empty()) {
    findings.push_back({.code = "basis.law_missing",
                        .severity = Severity::warning,
                        .at = purpose.at,
                        .message = quoted(purpose.name) +
                                   " is a legal obligation and does not say which law obliges",
                        .source = "GDPR article 6(3)",
                        .meanwhile = "a later version can't lengthen it, even if the law does",
                        .remedy = "add law = \"…\", with chapter and section"});
  }
}

}  // namespace

void lint_basis(Policy const& policy, Findings& findings) {
  for (Purpose const& purpose : policy.purposes) {
    lint_alternatives(purpose, findings);
    lint_electronic(purpose, findings);
    lint_law(purpose, findings);
  }
}

}  // namespace lofte::promise::policy

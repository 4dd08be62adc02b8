#include "custody/webauthn/messages.hpp"

#include <boost/json.hpp>

#include "base/base64.hpp"
#include "custody/webauthn/cose_key.hpp"

namespace lofte::custody::webauthn {

namespace json = boost::json;

namespace {

constexpr std::string_view credential_type = "public-key";
constexpr std::size_t message_bytes_max = 64 * 1024;

json::array descriptors(std::vector<Bytes> const& ids) {
  json::array list;
  for (Bytes const& id : ids) {
    list.push_back(json::object{{"type", credential_type}, {"id", to_base64url(id)}});
  }
  return list;
}

std::int64_t timeout_milliseconds() {
  return std::chrono::milliseconds(ceremony_minutes_max).count();
}

// The answer of either ceremony: an object whose parts are read one by one.
class Answer {
 public:
  explicit Answer(std::string_view text) {
    json::error_code error;
    if (text.size() <= message_bytes_max) {
      value_ = json::parse(text, error);
    }
    bool const whole = !error && value_.is_object() && value_.get_object().contains("response") &&
                       value_.at("response").is_object();
    response_ = whole ? &value_.at("response").get_object() : nullptr;
  }

  // "" when there is none.
  Bytes id() const { return response_ == nullptr ? Bytes() : bytes(value_.get_object(), "rawId"); }
  Bytes part(std::string_view name) const {
    return response_ == nullptr ? Bytes() : bytes(*response_, name);
  }
  bool is_whole() const {
    auto const* const type =
        response_ == nullptr ? nullptr : value_.get_object().if_contains("type");
    return type != nullptr && *type == json::value(credential_type) && !id().empty() &&
           bytes(value_.get_object(), "id") == id();
  }

 private:
  static Bytes bytes(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    return value != nullptr && value->is_string()
               ? from_base64url(value->get_string()).value_or(Bytes())
               : Bytes();
  }

  json::value value_;
  json::object const* response_ = nullptr;
};

}  // namespace

std::string to_json(ToMake const& options) {
  json::array parameters;
  for (Algorithm const algorithm : algorithms) {
    parameters.push_back(
        json::object{{"type", credential_type}, {"alg", static_cast<int>(algorithm)}});
  }
  return json::serialize(
      json::object{{"rp", json::object{{"id", options.relying_party.id}, {"name", options.shop}}},
                   {"user", json::object{{"id", to_base64url(options.owner.handle)},
                                         {"name", options.owner.name},
                                         {"displayName", options.owner.name}}},
                   {"challenge", options.challenge},
                   {"pubKeyCredParams", std::move(parameters)},
                   {"timeout", timeout_milliseconds()},
                   {"excludeCredentials", descriptors(options.known)},
                   {"authenticatorSelection", json::object{{"residentKey", "required"},
                                                           {"requireResidentKey", true},
                                                           {"userVerification", "required"}}},
                   {"attestation", "none"}});
}

std::string to_json(ToUse const& options) {
  return json::serialize(json::object{{"challenge", options.challenge},
                                      {"timeout", timeout_milliseconds()},
                                      {"rpId", options.relying_party.id},
                                      {"allowCredentials", descriptors(options.allowed)},
                                      {"userVerification", "required"}});
}

std::optional<Made> read_made(std::string_view json) {
  Answer const answer(json);
  return answer.is_whole()
             ? std::optional(Made{.id = answer.id(),
                                  .client_data = answer.part("clientDataJSON"),
                                  .attestation_object = answer.part("attestationObject")})
             : std::nullopt;
}

std::optional<Used> read_used(std::string_view json) {
  Answer const answer(json);
  return answer.is_whole()
             ? std::optional(Used{.id = answer.id(),
                                  .client_data = answer.part("clientDataJSON"),
                                  .authenticator_data = answer.part("authenticatorData"),
                                  .signature = answer.part("signature"),
                                  .user_handle = answer.part("userHandle")})
             : std::nullopt;
}

}  // namespace lofte::custody::webauthn

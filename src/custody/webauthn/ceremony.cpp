#include "custody/webauthn/ceremony.hpp"

#include <boost/json.hpp>

#include "custody/webauthn/authenticator_data.hpp"

namespace lofte::custody::webauthn {

namespace json = boost::json;

namespace {

constexpr std::size_t client_data_bytes_max = 8 * 1024;

// Collected client data (5.8.1).
struct ClientData {
  std::string type;
  std::string challenge;
  std::string origin;
  bool is_embedded = false;
};

std::string text_of(json::object const& object, std::string_view name) {
  auto const* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::optional<ClientData> read_client_data(BytesView bytes) {
  if (bytes.size() > client_data_bytes_max) {
    return std::nullopt;
  }
  json::error_code error;
  json::value const value = json::parse(bytes, error);
  if (error || !value.is_object()) {
    return std::nullopt;
  }
  auto const& object = value.get_object();
  auto const* const cross_origin = object.if_contains("crossOrigin");
  bool const crosses = cross_origin != nullptr && *cross_origin != json::value(false);
  return ClientData{.type = text_of(object, "type"),
                    .challenge = text_of(object, "challenge"),
                    .origin = text_of(object, "origin"),
                    .is_embedded = crosses || object.contains("topOrigin")};
}

// Steps 5 to 11 of 7.1, and 9 to 14 of 7.2.
std::optional<Refusal> against_client(Asked const& asked, std::string_view type, BytesView bytes) {
  auto const client = read_client_data(bytes);
  if (!client) {
    return Refusal::client_data;
  }
  if (client->type != type) {
    return Refusal::type;
  }
  if (client->challenge.empty() || client->challenge != asked.challenge) {
    return Refusal::challenge;
  }
  if (client->origin != asked.relying_party.origin) {
    return Refusal::origin;
  }
  return client->is_embedded ? std::optional(Refusal::embedded) : std::nullopt;
}

// Steps 14 to 18 of 7.1, and 15 to 19 of 7.2. A passkey stands for a password: the user is
// verified.
std::optional<Refusal> against_authenticator(Asked const& asked, AuthenticatorData const& data) {
  if (data.rp_id_hash != crypto::sha256({asked.relying_party.id})) {
    return Refusal::relying_party;
  }
  if (!data.is_user_present()) {
    return Refusal::user_not_present;
  }
  if (!data.is_user_verified()) {
    return Refusal::user_unverified;
  }
  return data.is_backed_up() && !data.is_backup_eligible() ? std::optional(Refusal::backup)
                                                           : std::nullopt;
}

Credential::Backup backup_of(AuthenticatorData const& data) {
  using Backup = Credential::Backup;
  return data.is_backed_up() ? Backup::done
                             : (data.is_backup_eligible() ? Backup::eligible : Backup::none);
}

}  // namespace

std::optional<std::string> challenge_of(BytesView client_data) {
  auto client = read_client_data(client_data);
  return client && !client->challenge.empty() ? std::optional(std::move(client->challenge))
                                              : std::nullopt;
}

std::expected<Credential, Refusal> verify_made(Asked const& asked, Made const& made) {
  if (auto const refusal = against_client(asked, "webauthn.create", made.client_data)) {
    return std::unexpected(*refusal);
  }
  auto const attested = authenticator_data_of(made.attestation_object);
  auto const data = attested ? AuthenticatorData::read(*attested) : std::nullopt;
  if (!data || !data->attested) {
    return std::unexpected(Refusal::malformed);
  }
  if (auto const refusal = against_authenticator(asked, *data)) {
    return std::unexpected(*refusal);
  }
  if (made.id != data->attested->id) {
    return std::unexpected(Refusal::id);
  }
  return Credential{.id = made.id,
                    .public_key = Bytes(data->attested->public_key),
                    .counter = data->counter,
                    .backup = backup_of(*data)};
}

std::expected<Credential, Refusal> verify_used(Asked const& asked, Used const& used,
                                               Credential const& known) {
  if (used.id != known.id) {
    return std::unexpected(Refusal::id);
  }
  if (auto const refusal = against_client(asked, "webauthn.get", used.client_data)) {
    return std::unexpected(*refusal);
  }
  auto const data = AuthenticatorData::read(used.authenticator_data);
  if (!data) {
    return std::unexpected(Refusal::malformed);
  }
  if (auto const refusal = against_authenticator(asked, *data)) {
    return std::unexpected(*refusal);
  }
  if (data->is_backup_eligible() != (known.backup != Credential::Backup::none)) {
    return std::unexpected(Refusal::backup);
  }
  BytesView key_bytes = known.public_key;
  auto const key = CoseKey::take(key_bytes);
  Bytes const signed_bytes =
      used.authenticator_data + Bytes(crypto::view(crypto::sha256({used.client_data})));
  if (!key || !key->has_signed(signed_bytes, used.signature)) {
    return std::unexpected(Refusal::signature);
  }
  if ((data->counter != 0 || known.counter != 0) && data->counter <= known.counter) {
    return std::unexpected(Refusal::counter);
  }
  Credential after = known;
  after.counter = data->counter;
  after.backup = backup_of(*data);
  return after;
}

}  // namespace lofte::custody::webauthn

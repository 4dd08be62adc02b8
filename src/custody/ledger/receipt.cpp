#include "custody/ledger/receipt.hpp"

#include <boost/json.hpp>

#include "base/base64.hpp"
#include "base/failure.hpp"

namespace lofte::custody::ledger {

namespace json = boost::json;

namespace {

constexpr std::int64_t receipt_format = 1;

json::array to_json(std::vector<Hash> const& hashes) {
  json::array array;
  for (Hash const& hash : hashes) {
    array.push_back(json::string(to_base64(crypto::view(hash))));
  }
  return array;
}

[[noreturn]] void malformed() {
  throw Failure(FailureKind::bad_input, {.code = "receipt.malformed",
                                         .message = "this is not a receipt, or not all of it",
                                         .remedy = "use the file as it was given out, unchanged"});
}

[[noreturn]] void not_proved(std::string code, std::string message) {
  throw Failure(FailureKind::damaged, {.code = std::move(code),
                                       .message = std::move(message),
                                       .remedy = "the receipt proves nothing as it is"});
}

json::value const& member(json::object const& object, std::string_view name) {
  auto const* value = object.if_contains(name);
  if (value == nullptr) {
    malformed();
  }
  return *value;
}

std::string text_of(json::value const& value) {
  if (!value.is_string()) {
    malformed();
  }
  return {value.get_string().begin(), value.get_string().end()};
}

json::object const& object_of(json::value const& value) {
  if (!value.is_object()) {
    malformed();
  }
  return value.get_object();
}

Bytes bytes_of(json::value const& value) {
  auto bytes = from_base64(text_of(value));
  if (!bytes) {
    malformed();
  }
  return std::move(*bytes);
}

std::uint64_t number_of(json::value const& value) {
  if (!value.is_number()) {
    malformed();
  }
  boost::system::error_code error;
  auto const number = value.to_number<std::uint64_t>(error);
  if (error) {
    malformed();
  }
  return number;
}

Receipt::Place place_of(json::object const& object) {
  Receipt::Place place{.index = number_of(member(object, "index")), .proof = {}};
  auto const& proof = member(object, "proof");
  if (!proof.is_array() || proof.get_array().size() > 64) {
    malformed();
  }
  for (auto const& hash : proof.get_array()) {
    Bytes const bytes = bytes_of(hash);
    if (bytes.size() != sizeof(Hash)) {
      malformed();
    }
    place.proof.push_back(crypto::digest_from(bytes));
  }
  return place;
}

json::object parse_object(std::string_view text) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 8;
  auto const value = json::parse(text, error, {}, options);
  if (error || text.size() > receipt_bytes_max || !value.is_object()) {
    malformed();
  }
  return value.get_object();
}

// A member of a statement; nullopt when the statement has none.
std::optional<std::uint64_t> number_in(std::string_view statement, std::string_view name) {
  json::object const object = parse_object(statement);
  auto const* value = object.if_contains(name);
  return value == nullptr ? std::nullopt : std::optional(number_of(*value));
}

std::string text_in(std::string_view statement, std::string_view name) {
  json::object const object = parse_object(statement);
  auto const* value = object.if_contains(name);
  return value == nullptr ? std::string() : text_of(*value);
}

bool is_in_log(BytesView entry, Receipt::Place const& place, Checkpoint const& checkpoint) {
  return is_included(leaf_hash(entry), {.index = place.index, .size = checkpoint.size}, place.proof,
                     checkpoint.root);
}

}  // namespace

std::string Receipt::text() const {
  json::object object{{"lofte_receipt", receipt_format},
                      {"statement", opening.statement},
                      {"salt", to_base64(opening.salt)},
                      {"index", place.index},
                      {"proof", to_json(place.proof)}};
  if (tick) {
    object["tick"] = {{"statement", tick->statement},
                      {"index", tick->place.index},
                      {"proof", to_json(tick->place.proof)}};
  }
  object["checkpoint"] = checkpoint.text();
  return json::serialize(object) + "\n";
}

Receipt Receipt::parse(std::string_view text) {
  json::object const object = parse_object(text);
  auto const format = number_of(member(object, "lofte_receipt"));
  if (format > receipt_format) {
    throw Failure(FailureKind::too_new, {.code = "receipt.too_new",
                                         .message = "the receipt was made by a newer version",
                                         .remedy = "verify it with that version or a later one"});
  }
  Receipt receipt;
  receipt.opening = {.salt = bytes_of(member(object, "salt")),
                     .statement = text_of(member(object, "statement"))};
  receipt.place = place_of(object);
  if (auto const* tick = object.if_contains("tick")) {
    json::object const& its = object_of(*tick);
    receipt.tick = Tick{.statement = text_of(member(its, "statement")), .place = place_of(its)};
  }
  auto const checkpoint = SignedCheckpoint::parse(text_of(member(object, "checkpoint")));
  if (!checkpoint || receipt.opening.salt.size() != salt_bytes) {
    malformed();
  }
  receipt.checkpoint = *checkpoint;
  return receipt;
}

void verify(Receipt const& receipt, VerifierKey const& log) {
  if (receipt.checkpoint.checkpoint.origin != log.name || !receipt.checkpoint.is_signed_by(log)) {
    not_proved("receipt.another_key",
               "the receipt's checkpoint is not signed by the key " + log.name);
  }
  auto const& checkpoint = receipt.checkpoint.checkpoint;
  if (!is_in_log(receipt.opening.entry(), receipt.place, checkpoint)) {
    not_proved("receipt.not_in_log", "the statement is not an entry of the signed log");
  }
  auto const generation = number_in(receipt.opening.statement, "generation");
  if (generation && !receipt.tick) {
    not_proved("receipt.tick_missing",
               "the receipt of an erasure names no tick that carried it out");
  }
  if (!receipt.tick) {
    return;
  }
  if (!is_in_log(receipt.tick->statement, receipt.tick->place, checkpoint) ||
      text_in(receipt.tick->statement, "act") != "tick") {
    not_proved("receipt.tick_not_in_log", "the tick is not an entry of the signed log");
  }
  auto const reached = number_in(receipt.tick->statement, "generation");
  if (!generation || !reached || *reached <= *generation ||
      receipt.tick->place.index <= receipt.place.index) {
    not_proved("receipt.tick_too_early", "the tick came before what it should have carried out");
  }
}

Worth worth_of(Receipt const& receipt) {
  Worth worth;
  auto const& checkpoint = receipt.checkpoint.checkpoint;
  worth.proves.push_back("entry " + std::to_string(receipt.place.index) + " of the ledger " +
                         checkpoint.origin + " says: " + receipt.opening.statement);
  worth.proves.push_back(
      "the entry can't be changed or taken back without breaking the log that was "
      "signed at size " +
      std::to_string(checkpoint.size));
  if (receipt.tick) {
    worth.proves.push_back("the keys it gave up were destroyed by the tick that entry " +
                           std::to_string(receipt.tick->place.index) +
                           " says: " + receipt.tick->statement);
  }
  worth.cannot_prove.push_back(
      "that the shop has no copy outside Löfte, such as a printout or an export");
  worth.cannot_prove.push_back(
      "that copies of the keys in backups are gone: they live as long as the policy page says");
  worth.cannot_prove.push_back(
      "that the log was shown to everybody alike: compare checkpoints, or ask for a witness's "
      "cosignature");
  return worth;
}

}  // namespace lofte::custody::ledger

#include "custody/backup/recovery_key.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/failure.hpp"
#include "base/hex.hpp"
#include "base/personal.hpp"

namespace lofte::custody::backup {

namespace {

constexpr std::string_view public_mark = "lofte-recovery+";
constexpr std::string_view private_mark = "PRIVATE+KEY+";
constexpr std::size_t digest_bytes = 4;

BytesView view(crypto::BoxPublicKey const& key) {
  return {reinterpret_cast<char const*>(key.data()), key.size()};
}

// "lofte-recovery+1f2e3d4c+"
std::string name_of(crypto::BoxPublicKey const& key) {
  return std::string(public_mark) + to_hex(crypto::hash(view(key)).substr(0, digest_bytes)) + "+";
}

std::optional<Bytes> bytes_after_name(std::string_view text) {
  std::size_t const name_bytes = public_mark.size() + 2 * digest_bytes + 1;
  auto bytes = text.size() < name_bytes ? std::nullopt : from_base64(text.substr(name_bytes));
  return bytes && bytes->size() == crypto::key_bytes ? std::move(bytes) : std::nullopt;
}

}  // namespace

std::string RecoveryPublicKey::text() const {
  return name_of(key) + to_base64(view(key));
}

std::optional<RecoveryPublicKey> RecoveryPublicKey::parse(std::string_view text) {
  auto const bytes = bytes_after_name(text);
  if (!bytes) {
    return std::nullopt;
  }
  RecoveryPublicKey parsed;
  std::ranges::copy(*bytes, reinterpret_cast<char*>(parsed.key.data()));
  return parsed.text() == text ? std::optional(parsed) : std::nullopt;
}

RecoveryPublicKey parse_recovery_public_key(std::string_view text) {
  if (auto const parsed = RecoveryPublicKey::parse(text)) {
    return *parsed;
  }
  throw Failure(FailureKind::bad_input,
                {.code = "backup.recovery_key_malformed",
                 .message = "this is not the public half of a recovery key, or not all of it",
                 .remedy = "give it as lofte keys recovery-key FILE prints it: "
                           "lofte-recovery+8 digits+base64"});
}

RecoveryKey RecoveryKey::random(Random& random) {
  return RecoveryKey(crypto::Key::random(random));
}

std::string RecoveryKey::text() const {
  return std::string(private_mark) + name_of(box_.public_key()) + to_base64(secret_.view()) + "\n";
}

std::optional<RecoveryKey> RecoveryKey::parse(std::string_view text) {
  if (!text.starts_with(private_mark)) {
    return std::nullopt;
  }
  auto const line = text.substr(private_mark.size(), text.find('\n') - private_mark.size());
  auto bytes = bytes_after_name(line);
  if (!bytes) {
    return std::nullopt;
  }
  RecoveryKey const parsed(crypto::Key::from_bytes(*bytes));
  wipe(*bytes);
  return line.starts_with(name_of(parsed.box_.public_key())) ? std::optional(parsed) : std::nullopt;
}

}  // namespace lofte::custody::backup

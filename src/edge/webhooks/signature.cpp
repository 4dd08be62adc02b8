#include "edge/webhooks/signature.hpp"

#include "base/base64.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/crypto/hmac.hpp"

namespace lofte::edge::webhooks {

namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t secret_bytes = custody::crypto::key_bytes;

}  // namespace

std::string fresh_secret(Random& random) {
  return std::string(prefix) + to_base64(custody::crypto::Key::random(random).view());
}

std::optional<Bytes> key_of(std::string_view secret) {
  if (!secret.starts_with(prefix)) {
    return std::nullopt;
  }
  auto key = from_base64(secret.substr(prefix.size()));
  return key && key->size() == secret_bytes ? std::move(key) : std::nullopt;
}

std::vector<http::Header> signature_of(Signed const& message, BytesView key) {
  auto const seconds =
      std::chrono::duration_cast<std::chrono::seconds>(message.at.time_since_epoch()).count();
  std::string const timestamp = std::to_string(seconds);
  auto const digest = custody::crypto::hmac_sha256(
      {.key = key, .message = message.id + "." + timestamp + "." + message.body});
  return {{.name = "webhook-id", .value = message.id},
          {.name = "webhook-timestamp", .value = timestamp},
          {.name = "webhook-signature", .value = "v1," + to_base64(custody::crypto::view(digest))}};
}

}  // namespace lofte::edge::webhooks

// How a notice is signed, so that its recipient knows who sent it: Standard Webhooks 1.0, symmetric
// (github.com/standard-webhooks). Pure.
//
//   webhook-id: msg_0f3a…
//   webhook-timestamp: 1795824000
//   webhook-signature: v1,base64(HMAC-SHA256(secret; id "." timestamp "." body))
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/wire.hpp"
#include "edge/http/request.hpp"
#include "edge/http/response.hpp"

namespace lofte::edge::webhooks {

// "whsec_" and base64 of 32 random bytes.
std::string fresh_secret(Random& random);
// The key; nullopt for what is no such secret.
std::optional<Bytes> key_of(std::string_view secret);

struct Signed {
  std::string id;
  Instant at;
  std::string body;
};
// The three header fields. `key` is of key_of().
std::vector<http::Header> signature_of(Signed const& message, BytesView key);

}  // namespace lofte::edge::webhooks

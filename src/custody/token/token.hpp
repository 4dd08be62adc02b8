// A token (an HSM, a smart card, SoftHSM 2) as the root slot sees it: keys that are made in it, are
// used in it, and never leave it. Only their names and what they have sealed come out.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/wire.hpp"
#include "custody/crypto/crypto.hpp"

namespace lofte::custody::token {

// The name of one key among those of one label.
struct KeyName {
  std::uint64_t generation = 0;
  std::uint64_t number = 0;  // random, so that a name is never given twice
  auto operator<=>(KeyName const&) const = default;
};

// What a key of the token has sealed (AES-256-GCM). Such a key seals one message in its life.
struct Sealed {
  Bytes nonce;
  Bytes bytes;  // ciphertext ‖ tag
};

// Logged in; one thread. Its label stands for one root slot: keys of other labels are not touched.
// Every method throws Failure: unavailable ("token.gone", "token.failed", "token.full"), bad_input
// ("token.unfit").
class Session {
 public:
  virtual ~Session() = default;

  virtual std::vector<KeyName> keys() = 0;
  // Makes a key that can't be taken out of the token, and has it seal `plain`. A key whose sealing
  // failed may be left behind.
  virtual Sealed seal_under_new(KeyName const& name, crypto::Key const& plain,
                                BytesView associated) = 0;
  // Throws Failure also: damaged ("token.key_missing"), and damaged ("token.unsealable") when key,
  // bytes or associated data are not the ones sealed.
  virtual crypto::Key open(KeyName const& name, Sealed const& sealed, BytesView associated) = 0;
  // A key that is not there is no failure: it is gone.
  virtual void destroy(KeyName const& name) = 0;
};

class Token {
 public:
  virtual ~Token() = default;

  // Finds the token and logs in. Any thread, one at a time. Throws Failure: see pkcs11_token.hpp.
  virtual std::unique_ptr<Session> open(std::string const& label) = 0;
  // Maker and serial number, for telling one token from another; known once it was opened.
  virtual std::string identity() const = 0;
};

// Behind a PKCS#11 module; nothing is loaded until it is opened. Throws Failure (bad_input,
// "token.uri") when the URI is none.
std::unique_ptr<Token> pkcs11_token(std::string const& uri);

}  // namespace lofte::custody::token

// Roots sealed by keys that never leave a token: one key for each root, destroyed when the root
// leaves the slot. From then on no copy of the slot's file, wherever it was kept, opens that root.
#pragma once

#include <memory>

#include "base/random.hpp"
#include "custody/keys/root_sealing.hpp"

namespace lofte::custody::keys {

// Keys in the token are made before the file names them, and destroyed after it no longer does. A
// crash between the two leaves a key that opens nothing: it is destroyed when its generation is
// over or current, by the next settle().
class TokenSealing final : public RootSealing {
 public:
  TokenSealing(std::unique_ptr<token::Token> token, Random& random)
      : token_(std::move(token)), random_(&random) {}

  // A slot of its own in the token of `uri`, without a root yet: for seal() to begin from. Throws
  // Failure (bad_input, "token.uri").
  static TokenRoots blank(std::string const& uri, Random& random);

  // Throws Failure, beside what the token throws: damaged ("root_slot.superseded") when the token
  // has gone on to a later generation, "token.another" when the file is of another token,
  // "token.key_missing" when the key is not there for another reason.
  Roots open(HeldRoots const& held) override;
  HeldRoots seal(Replacement const& replacement) override;
  void settle(HeldRoots const& held) override;

  // Whether the token has the keys of `roots`; whether they open them is not tried.
  bool has_keys_of(TokenRoots const& roots);
  // Destroys every key of the slot: it has moved elsewhere.
  void abandon(TokenRoots const& roots);

 private:
  std::unique_ptr<token::Token> token_;
  Random* random_;
};

}  // namespace lofte::custody::keys

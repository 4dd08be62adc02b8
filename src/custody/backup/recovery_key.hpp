// The recovery key: what the root keys in a copy of the key plane may be sealed to. Whoever makes
// copies has its public half, which opens none of them; the secret half is kept away from the
// server, and needed to restore.
//
//   lofte-recovery+1f2e3d4c+BASE64                  the public half: 8 digits of its hash, 32 bytes
//   PRIVATE+KEY+lofte-recovery+1f2e3d4c+BASE64      the secret half: the same digits, 32 bytes
//
// The digits tell a slip, which would otherwise be noticed when a restore is needed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "custody/crypto/sealed_box.hpp"

namespace lofte::custody::backup {

struct RecoveryPublicKey {
  crypto::BoxPublicKey key{};

  std::string text() const;
  // Nullopt for anything that text() would not have written.
  static std::optional<RecoveryPublicKey> parse(std::string_view text);
  bool operator==(RecoveryPublicKey const&) const = default;
};
// As parse(). Throws Failure (bad_input, "backup.recovery_key_malformed").
RecoveryPublicKey parse_recovery_public_key(std::string_view text);

// Wiped when it dies.
class RecoveryKey {
 public:
  static RecoveryKey random(Random& random);

  RecoveryPublicKey public_half() const { return {.key = box_.public_key()}; }
  std::optional<Bytes> try_open(BytesView sealed) const { return box_.try_open(sealed); }

  // A secret; with a line feed, as its file has it.
  std::string text() const;
  static std::optional<RecoveryKey> parse(std::string_view text);

 private:
  explicit RecoveryKey(crypto::Key const& secret) : secret_(secret), box_(secret) {}
  crypto::Key secret_;
  crypto::BoxKey box_;
};

}  // namespace lofte::custody::backup

// Checkpoints: the log's size and root, signed (C2SP tlog-checkpoint, signed-note and
// tlog-cosignature). Pure.
//
//   shop.example/ledger
//   1729
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
//   — shop.example/ledger Az3grlgt…
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "custody/crypto/signing.hpp"
#include "custody/ledger/merkle.hpp"

namespace lofte::custody::ledger {

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root{};
  // The three lines that are signed.
  std::string text() const;
  static std::optional<Checkpoint> parse(std::string_view text);
  bool operator==(Checkpoint const&) const = default;
};

// Whose signature is believed, as one line: "shop.example/ledger+033de0ae+Ac4zct…" (Go's and C2SP's
// form). A witness's key has another type than a log's.
struct VerifierKey {
  enum class Type : std::uint8_t { ed25519 = 1, cosignature = 4 };
  std::string name;
  Type type = Type::ed25519;
  crypto::PublicKey key{};

  std::string text() const;
  static std::optional<VerifierKey> parse(std::string_view text);
  std::array<std::uint8_t, 4> id() const;
};

// A name has no space, plus sign or control character, and is not empty.
bool is_signer_name(std::string_view name);

// A checkpoint and the signatures under it.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  struct Line {
    std::string name;
    std::array<std::uint8_t, 4> key_id{};
    Bytes signature;
  };
  std::vector<Line> signatures;

  std::string text() const;
  // Nullopt for anything else than a well-formed signed checkpoint.
  static std::optional<SignedCheckpoint> parse(std::string_view note);

  // Whether one of the signatures is that of `key` over this checkpoint.
  bool is_signed_by(VerifierKey const& key) const;
  // When a witness says to have seen it; nullopt when it has not signed.
  std::optional<Instant> cosigned_at(VerifierKey const& witness) const;
};

// Signs for a log or, with Type::cosignature, for a witness.
class Signer {
 public:
  Signer(std::string name, VerifierKey::Type type, crypto::SigningKey const& key);
  VerifierKey const& verifier() const { return verifier_; }

  void sign(SignedCheckpoint& checkpoint) const;                  // as a log
  void cosign(SignedCheckpoint& checkpoint, Instant seen) const;  // as a witness

 private:
  VerifierKey verifier_;
  crypto::SigningKey key_;
};

}  // namespace lofte::custody::ledger

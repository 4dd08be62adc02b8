// What an entry of the ledger says, and how it is committed to without being told.
//
// A statement is one line of JSON: what was done, when, and what is needed to judge it; never a
// value of personal data. What was done to a person is in the log as a salted commitment only:
//   entry    = 0x01 ‖ SHA-256(salt ‖ statement)
//   opening  = salt ‖ statement, kept sealed under the subject's ledger key
// What the shop did by itself (a tick, a publication) is public: the entry is the statement.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "custody/crypto/sha256.hpp"

namespace lofte::custody::ledger {

class Statement {
 public:
  Statement(std::string_view act, Instant at);

  Statement& say(std::string_view name, std::string_view value);
  Statement& say(std::string_view name, std::uint64_t value);
  Statement& say(std::string_view name, std::span<std::string const> values);
  Statement& say(std::string_view name, Uuid const& id);

  std::string text() const { return text_ + "}"; }

 private:
  Statement& name(std::string_view name);
  std::string text_;
};

// In bytes.
inline constexpr std::size_t salt_bytes = 16;
inline constexpr std::size_t statement_bytes_max = 32 * 1024;

struct Opening {
  Bytes salt;  // salt_bytes
  std::string statement;

  static Opening of(Statement const& statement, Random& random);
  Bytes entry() const;
  Bytes encode() const { return salt + statement; }
  // Throws Failure (damaged) for fewer bytes than a salt.
  static Opening decode(BytesView bytes);
  bool operator==(Opening const&) const = default;
};

inline bool is_public(BytesView entry) {
  return entry.starts_with('{');
}

}  // namespace lofte::custody::ledger

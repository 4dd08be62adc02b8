// A receipt: what a person can keep to show, years later and without us, what was done at their
// word. A small JSON file; format: docs/formats/receipt.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "custody/ledger/checkpoint.hpp"
#include "custody/ledger/statement.hpp"

namespace lofte::custody::ledger {

inline constexpr std::size_t receipt_bytes_max = 256 * 1024;

struct Receipt {
  struct Place {
    std::uint64_t index = 0;
    std::vector<Hash> proof;  // of inclusion under the checkpoint
  };
  Opening opening;
  Place place;
  // Of an erasure: the public statement of the tick that destroyed the key.
  struct Tick {
    std::string statement;
    Place place;
  };
  std::optional<Tick> tick;
  SignedCheckpoint checkpoint;

  std::string text() const;
  // Throws Failure: bad_input ("receipt.malformed"), too_new ("receipt.too_new").
  static Receipt parse(std::string_view text);
};

// Throws Failure (damaged) when the receipt does not prove what it says: "receipt.another_key",
// "receipt.not_in_log", "receipt.tick_missing", "receipt.tick_not_in_log",
// "receipt.tick_too_early".
void verify(Receipt const& receipt, VerifierKey const& log);

// In plain words, one sentence each.
struct Worth {
  std::vector<std::string> proves;
  std::vector<std::string> cannot_prove;
};
Worth worth_of(Receipt const& receipt);

}  // namespace lofte::custody::ledger

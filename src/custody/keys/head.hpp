// The head of a bucket: what every transaction on the bucket reads first. Format:
// docs/formats/keys.md.
#pragma once

#include <optional>
#include <vector>

#include "base/day.hpp"
#include "base/wire.hpp"

namespace lofte::custody::keys {

// A leaf's place in its bucket's tree.
using Slot = std::uint32_t;

struct Head {
  std::uint64_t generation = 0;          // of the root that wraps the bucket key
  std::uint32_t renewal = 0;             // how often the bucket key has been drawn afresh
  std::uint16_t policy_version = 0;      // that writers must compute with
  std::optional<Day> destroyed_through;  // horizons up to this day are gone; a write with an
                                         // earlier one is refused
  std::uint32_t doomed = 0;              // leaves that die at the next tick
  Slot next_slot = 0;                    // never used yet
  std::vector<Slot> free_slots;  // some whose leaf has died; more may be in the free_slot table
  std::uint32_t stored_free_slots = 0;  // how many are in that table
  Bytes bucket_key;                     // wrapped under the root

  Bytes encode() const;
  static Head decode(BytesView bytes);  // throws Failure: damaged, too_new
};

}  // namespace lofte::custody::keys

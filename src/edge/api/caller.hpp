// Who calls: what an API key may do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"
#include "promise/gate/gate.hpp"

namespace lofte::edge::api {

// Beyond reading and writing for its purposes, which every key may.
enum class Power : std::uint8_t {
  rights,    // see all that is held of a person; restrict and erase
  holds,     // take and release legal holds
  holdings,  // see what is held in all
};
std::string_view name_of(Power power);
std::optional<Power> parse_power(std::string_view name);

// An API key, without the key itself. Immutable once made.
struct Caller {
  std::uint32_t id = 0;  // 1: the owner
  std::string name;      // names a system, not a person
  std::vector<std::string> purposes;
  std::vector<Power> powers;
  bool is_owner = false;  // may do everything
  Instant created;
  std::vector<promise::retention::NameHash> purpose_hashes;  // sorted

  // Borrows from the caller.
  promise::gate::Actor actor() const {
    return {.id = id, .purposes = purpose_hashes, .all_purposes = is_owner};
  }
  bool may(Power power) const;
  bool is_bound_to(std::string_view purpose) const;
};

inline constexpr std::uint32_t owner_id = 1;

}  // namespace lofte::edge::api

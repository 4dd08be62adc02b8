// Upkeep: the tick that destroys keys, the reclaiming of bytes, and publication. One at a time; any
// thread may call.
#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "custody/upkeep/editions.hpp"
#include "custody/upkeep/plan.hpp"

namespace lofte::custody::upkeep {

// The key of the blind index is drawn afresh by the first tick after this many days.
inline constexpr int index_key_days_max = 365;

struct TickReport {
  std::uint64_t generation = 0;  // of the root after the tick
  std::uint64_t terms_destroyed = 0;
  std::uint64_t leaves_destroyed = 0;
  std::optional<Day> destroyed_through;
  bool frozen = false;  // the clock has jumped: nothing was destroyed
  std::string frozen_because;
};

struct ReclaimReport {
  std::uint64_t records_gone = 0;
  std::uint64_t records_narrowed = 0;  // some compartments gone
  std::uint64_t subjects_gone = 0;
};

class Upkeep {
 public:
  explicit Upkeep(vault::Vault& vault) : vault_(&vault) {}

  // Destroys the keys of every term past its horizon and of every doomed leaf, and replaces the
  // root. A crash at any point is mended by the next tick, and so is a publication that was cut off
  // before every bucket had been told of it.
  TickReport tick(Progress const& progress = {});

  // Deletes the bytes that no living key opens: records, compartments, facts, index entries,
  // subjects. Nothing before the day's tick, nor while the clock is
  // not believed; and once for a day, as what ends otherwise than by date goes with the act that
  // ends it.
  ReclaimReport reclaim(Progress const& progress = {});

  // Publishes `policy_text` as the next edition if `plan_hash` is the hash of plan() now; else
  // Failure (conflict, "plan.stale"). What it ends earlier is hidden at once and destroyed after
  // cooling_off_days.
  promise::policy::Version publish(std::string_view policy_text, std::string_view plan_hash,
                                   Progress const& progress = {});

  // Moves what was collected under earlier versions to what a version that has cooled off asks for:
  // fields taken from a purpose, anchors that have changed. Part of every tick; a crash is mended
  // by the next.
  std::uint64_t migrate(Progress const& progress = {});

  // Runs `act` while no work of upkeep does: the key plane then hangs under roots that stay.
  void undisturbed(std::function<void()> const& act);

  // Accepts a clock that has jumped forward.
  void accept_clock();

  // Draws a fresh key for the blind index and rewrites every entry under it; the old key dies at
  // the next tick.
  void rotate_index_key(Progress const& progress = {});

 private:
  std::uint64_t destroy_terms(Day today, std::uint64_t generation, crypto::Key const& root);
  void note_tick_cut_off();
  void rotate_index_key_when_due();
  bool has_anything_to_do(Day today) const;

  vault::Vault* vault_;
  std::mutex one_at_a_time_;
};

}  // namespace lofte::custody::upkeep

// Mistakes that the simulation plants in the house to prove that it would notice them. They exist
// in one build alone, the rehearsal: the house compiled a second time for the simulation, with
// LOFTE_REHEARSAL defined. Everywhere else planted() is false when it is compiled, and nothing of
// this is left in the program.
//
// Each mistake is one line at the place where somebody might make it. What they are called and how
// they show: simulation/planted_bugs.cpp.
#pragma once

#include <cstdint>

#if defined(LOFTE_REHEARSAL) && defined(LOFTE_RELEASE)
#error "what users run has no place for planted bugs"
#endif

namespace lofte {

enum class Bug : std::uint8_t {
  none,
  // The calendar
  off_by_one_day,
  leap_day_overflows,
  fiscal_year_is_calendar_year,
  cooling_off_skipped,
  longer_law_waits,
  // Who may open what
  consent_not_asked,
  restriction_ignored,
  objection_ends_nothing,
  lapsed_is_revived,
  // Leases
  hold_ignored,
  leaf_of_ended_hold_kept,
  person_key_kept,
  replaced_value_kept,
  clock_not_wound,
  layout_not_moved,
  // Keys and the tick
  stale_key_remembered,
  doomed_leaf_not_counted,
  bucket_key_kept,
  cut_off_tick_begins_anew,
  root_replaced_before_buckets,
  tick_not_synced,
  jumped_clock_believed,
  publication_not_noticed,
  // Bytes
  reclaimed_a_day_early,
  migration_skipped,
  index_entry_kept,
  rotation_drops_entry,
  acknowledged_before_durable,
  sync_forgotten,
  // The ledger
  receipt_signed_before_the_tick,
  checkpoint_shown_before_durable,
  entries_sent_twice,
  failed_sequencing_forgotten,
  openings_kept,
  refusal_not_noted,
  // Backups
  restore_not_replayed,
  restored_with_old_keys,
  expired_copy_accepted,
  ended_copy_kept,
  restored_log_keeps_its_name,
};

#ifdef LOFTE_REHEARSAL
inline constexpr bool is_rehearsal = true;
// Set once, before anything else runs.
inline Bug planted_bug = Bug::none;
inline bool planted(Bug bug) {
  return planted_bug == bug;
}
#else
inline constexpr bool is_rehearsal = false;
constexpr bool planted(Bug) {
  return false;
}
#endif

}  // namespace lofte

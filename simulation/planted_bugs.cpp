#include "simulation/planted_bugs.hpp"

namespace lofte::simulation {

std::span<PlantedBug const> planted_bugs() {
  static constexpr PlantedBug bugs[] = {
      {Bug::off_by_one_day, "off_by_one_day", "a term in days ends a day late"},
      {Bug::leap_day_overflows, "leap_day_overflows", "a year after 29 February is 1 March"},
      {Bug::fiscal_year_is_calendar_year, "fiscal_year_is_calendar_year",
       "a fiscal year is taken to end in December"},
      {Bug::cooling_off_skipped, "cooling_off_skipped", "a publication destroys at once"},
      {Bug::consent_not_asked, "consent_not_asked", "a purpose goes on without its consent"},
      {Bug::restriction_ignored, "restriction_ignored", "what is restricted is read"},
      {Bug::objection_ends_nothing, "objection_ends_nothing",
       "after an objection or a withdrawal the records keep their leases"},
      {Bug::lapsed_is_revived, "lapsed_is_revived", "a later event brings back what has lapsed"},
      {Bug::hold_ignored, "hold_ignored", "a legal hold keeps nothing"},
      {Bug::leaf_of_ended_hold_kept, "leaf_of_ended_hold_kept",
       "the key of a hold outlives the hold"},
      {Bug::person_key_kept, "person_key_kept", "a person is not re-keyed"},
      {Bug::replaced_value_kept, "replaced_value_kept",
       "the old value's key opens after a correction"},
      {Bug::clock_not_wound, "clock_not_wound", "a later order does not move the subject's clocks"},
      {Bug::layout_not_moved, "layout_not_moved", "a purpose that loses a field keeps its key"},
      {Bug::stale_key_remembered, "stale_key_remembered",
       "the cache of keys survives a renewal of the bucket"},
      {Bug::doomed_leaf_not_counted, "doomed_leaf_not_counted",
       "a tick does not know that a bucket has something to destroy"},
      {Bug::bucket_key_kept, "bucket_key_kept", "a renewed bucket keeps its key"},
      {Bug::cut_off_tick_begins_anew, "cut_off_tick_begins_anew",
       "the tick after one that was cut off draws another root"},
      {Bug::root_replaced_before_buckets, "root_replaced_before_buckets",
       "the old root goes before the buckets hang under the new one"},
      {Bug::tick_not_synced, "tick_not_synced", "the old root goes before the buckets are durable"},
      {Bug::jumped_clock_believed, "jumped_clock_believed", "a clock that jumps is believed"},
      {Bug::publication_not_noticed, "publication_not_noticed",
       "who publishes goes on with the old policy"},
      {Bug::reclaimed_a_day_early, "reclaimed_a_day_early", "bytes go on their last day"},
      {Bug::migration_skipped, "migration_skipped",
       "what a policy that has cooled off asks for is taken as done"},
      {Bug::index_entry_kept, "index_entry_kept",
       "an erased person's reference stays in the index"},
      {Bug::rotation_drops_entry, "rotation_drops_entry",
       "a rotation of the index key loses the references"},
      {Bug::acknowledged_before_durable, "acknowledged_before_durable",
       "the vault answers before the commit is on disk"},
      {Bug::sync_forgotten, "sync_forgotten", "the store never syncs"},
  };
  return bugs;
}

}  // namespace lofte::simulation

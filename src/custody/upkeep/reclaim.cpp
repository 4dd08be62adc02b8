// Deleting the bytes that no living key opens. What a record has lost by date alone can be told
// from its outline, and goes without opening the record; the rest goes as its session finds it.
#include <algorithm>
#include <span>

#include "base/planted.hpp"
#include "custody/upkeep/state.hpp"
#include "custody/upkeep/upkeep.hpp"

namespace lofte::custody::upkeep {

using promise::policy::FieldSet;
using promise::retention::Rules;
using promise::retention::SubjectView;
using promise::retention::Until;
using subjects::RecordOutline;

namespace {

// What one transaction takes, so that writers of the bucket needn't wait for long.
constexpr std::size_t subjects_per_transaction_max = 64;

struct Lapse {
  vault::CompartmentSet gone = 0;
  FieldSet fields_left = 0;
  bool by_date = true;  // no lease of it has a leaf of its own that would have to be doomed
};

Lapse lapse_of(Rules const& rules, RecordOutline const& record, SubjectView const& view,
               Day today) {
  Lapse lapse{.fields_left = record.facts.fields};
  auto const present = vault::compartments_present(rules, record.facts);
  auto const leasing =
      vault::leasing_of(rules, record.facts, view, present,
                        today + std::chrono::days{planted(Bug::reclaimed_a_day_early) ? 1 : 0});
  auto const& layout = rules.compartments(record.facts);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    if ((present >> i & 1) != 0 && leasing.until[i].kind == Until::Kind::gone) {
      lapse.gone |= vault::CompartmentSet{1} << i;
      lapse.fields_left &= ~layout[i].fields;
    }
  }
  if (lapse.gone != 0) {
    for (auto const& hold : rules.holds(record.facts, view)) {
      lapse.by_date = lapse.by_date && hold.term && hold.term->anchor && !hold.term->limit;
    }
  }
  return lapse;
}

// Whether a tick has accepted this day, and moved what is held to what the rules ask for. If not,
// the clock may have jumped, or a key that is still there would lose its lease.
bool has_ticked(vault::Vault::Ground const& ground, Rules const& rules, Day today) {
  auto const view = ground.store.read(store::system_bucket);
  auto const destroyed =
      keys::KeyTree(ground.ring, *view, store::system_bucket).head().destroyed_through;
  return destroyed && *destroyed + std::chrono::days{1} >= today &&
         State(ground.store).migrated_through() >=
             settled_version(rules.history(), ground.clock.now());
}

// The subjects of one bucket that have lost something, or are empty and old.
std::vector<SubjectId> look_through(vault::Vault const& vault, Rules const& rules, Bucket bucket,
                                    Day today, ReclaimReport& report) {
  std::vector<SubjectId> found;
  for (SubjectOutline const& subject : facts_of_bucket(vault, bucket)) {
    bool lapsed = false;
    each_record(rules, subject, [&](RecordOutline const& record, SubjectView const& view) {
      Lapse const lapse = lapse_of(rules, record, view, today);
      if (lapse.gone != 0) {
        lapsed = true;
        (lapse.fields_left == 0 ? report.records_gone : report.records_narrowed) += 1;
      }
    });
    bool const is_old = subject.created + std::chrono::days{vault::subject_empty_days_max} < today;
    if (lapsed || (subject.records.empty() && is_old)) {
      found.push_back(subject.id);
    }
  }
  return found;
}

// Deletes what has lapsed of the subject as it is now: it may have changed since it was looked at.
void delete_lapsed(vault::SubjectSession& session) {
  Rules const& rules = session.rules();
  for (RecordOutline const& outline : session.outlines()) {
    auto const view = rules.view(session.standing().facts, outline.facts.version);
    Lapse const lapse = lapse_of(rules, outline, view, session.today());
    if (lapse.gone == 0) {
      continue;
    }
    if (lapse.by_date && session.standing().listed(outline.id) != nullptr) {
      session.let_lapse(outline.id, lapse.gone);
    } else {
      session.settle(outline.id);
    }
  }
}

// That reclaiming is done, and the entry that tells of it when there was something to reclaim.
void note_reclaimed(vault::Vault::Ground const& ground, ReclaimReport const& report,
                    State::Reclaimed const& through) {
  auto const transaction = ground.store.begin(store::system_bucket);
  State::set_reclaimed(*transaction, through);
  if (report.records_gone + report.records_narrowed + report.subjects_gone > 0) {
    ground.ledger.note_public(*transaction, store::system_bucket,
                              ground.ledger.statement("reclaimed")
                                  .say("records_gone", report.records_gone)
                                  .say("records_narrowed", report.records_narrowed)
                                  .say("subjects_gone", report.subjects_gone));
  }
  ground.ledger.commit(*transaction, store::system_bucket, store::Durability::synced);
}

}  // namespace

ReclaimReport Upkeep::reclaim(Progress const& progress) {
  std::lock_guard lock(one_at_a_time_);
  auto const& ground = vault_->ground();
  auto const rules = vault_->in_force().kept;
  Day const today = vault_->today();
  State::Reclaimed const now{.day = today,
                             .settled = settled_version(rules->history(), ground.clock.now())};
  if (!has_ticked(ground, *rules, today) || State(ground.store).reclaimed() == now) {
    return {};
  }
  std::vector<ReclaimReport> reports(sweep_workers(*vault_));
  sweep(*vault_, progress, [&](unsigned worker, Bucket bucket) {
    auto const found = look_through(*vault_, *rules, bucket, today, reports[worker]);
    for (std::span<SubjectId const> rest = found; !rest.empty();) {
      std::size_t const size = std::min(rest.size(), subjects_per_transaction_max);
      auto const empty = vault_->act_on_each(bucket, rest.first(size), delete_lapsed);
      if (!empty.empty()) {
        reports[worker].subjects_gone += vault_->erase_empty(bucket, empty);
      }
      rest = rest.subspan(size);
    }
  });
  ground.store.sync();
  ReclaimReport all;
  for (ReclaimReport const& report : reports) {
    all.records_gone += report.records_gone;
    all.records_narrowed += report.records_narrowed;
    all.subjects_gone += report.subjects_gone;
  }
  note_reclaimed(ground, all, now);
  return all;
}

}  // namespace lofte::custody::upkeep

// Deleting the bytes that no living key opens. What a record has lost by date alone can be told
// from the facts pages, and goes without opening the record; the rest goes through a session of its
// subject.
#include <algorithm>
#include <atomic>

#include "custody/store/tables.hpp"
#include "custody/upkeep/state.hpp"
#include "custody/upkeep/upkeep.hpp"

namespace lofte::custody::upkeep {

using promise::policy::FieldSet;
using promise::retention::Rules;
using promise::retention::SubjectView;
using promise::retention::Until;

namespace {

struct Lapse {
  vault::CompartmentSet gone = 0;
  FieldSet fields_left = 0;
  bool by_date = true;  // no lease of it has a leaf of its own that would have to be doomed
};

Lapse lapse_of(Rules const& rules, RecordRow const& record, SubjectView const& view, Day today) {
  Lapse lapse{.fields_left = record.facts.fields};
  auto const present = vault::compartments_present(rules, record.facts);
  auto const leasing = vault::leasing_of(rules, record.facts, view, present, today);
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

// Reclaims within one bucket, in one transaction.
class BucketReclaim {
 public:
  BucketReclaim(vault::Vault& vault, Bucket bucket)
      : transaction_(vault.ground().store.begin(bucket)),
        tree_(vault.ground().ring, *transaction_, bucket),
        pages_(tree_, *transaction_) {}

  void apply(SubjectId const& subject, RecordRow const& record, Lapse const& lapse) {
    // The facts were read before the transaction began: whatever has been written since decides
    // anew, next time.
    if (!pages_.is_unchanged(record.page, {.subject = subject,
                                           .record = record.id,
                                           .collected = record.collected,
                                           .facts = record.facts,
                                           .standing = {}})) {
      return;
    }
    changed_ = true;
    if (lapse.fields_left == 0) {
      transaction_->erase(store::Plane::keys, vault::record_key(subject, record.id));
      vault::CompartmentRow{}.save(*transaction_, subject, record.id);
      pages_.remove(record.page, subject, record.id);
      return;
    }
    if (auto row = vault::CompartmentRow::load(*transaction_, subject, record.id)) {
      std::erase_if(row->compartments, [&](auto const& sealed) {
        return (lapse.gone >> sealed.compartment & 1) != 0;
      });
      row->save(*transaction_, subject, record.id);
    }
    promise::retention::RecordFacts facts = record.facts;
    facts.fields = lapse.fields_left;
    pages_.update(record.page, {.subject = subject,
                                .record = record.id,
                                .collected = record.collected,
                                .facts = facts,
                                .standing = {}});
  }

  void commit() {
    if (changed_) {
      pages_.save();
      tree_.save(*transaction_);
      transaction_->commit(store::Durability::deferred);
    }
  }

 private:
  std::unique_ptr<store::Transaction> transaction_;
  keys::KeyTree tree_;
  vault::FactsPages pages_;
  bool changed_ = false;
};

}  // namespace

ReclaimReport Upkeep::reclaim(Progress const& progress) {
  std::lock_guard lock(one_at_a_time_);
  auto const& ground = vault_->ground();
  auto const rules = vault_->in_force().kept;
  Day const today = vault_->today();
  State state(ground.store);
  State::Reclaimed const now{.day = today,
                             .settled = settled_version(rules->history(), ground.clock.now())};
  if (!has_ticked(ground, *rules, today) || state.reclaimed() == now) {
    return {};
  }
  std::atomic<std::uint64_t> gone{0};
  std::atomic<std::uint64_t> narrowed{0};
  std::atomic<std::uint64_t> subjects{0};
  sweep(progress, [&](unsigned, Bucket bucket) {
    std::vector<SubjectId> to_settle;
    std::vector<SubjectId> to_erase;
    std::optional<BucketReclaim> by_date;
    for (SubjectRows const& subject : facts_of_bucket(*vault_, bucket)) {
      std::size_t left = subject.records.size();
      bool settle = false;
      each_record(*rules, subject, [&](RecordRow const& record, SubjectView const& view) {
        Lapse const lapse = lapse_of(*rules, record, view, today);
        if (lapse.gone == 0) {
          return;
        }
        (lapse.fields_left == 0 ? gone : narrowed) += 1;
        left -= lapse.fields_left == 0 ? 1 : 0;
        settle = settle || !lapse.by_date;
        if (lapse.by_date) {
          if (!by_date) {
            by_date.emplace(*vault_, bucket);
          }
          by_date->apply(subject.id, record, lapse);
        }
      });
      bool const had_records = !subject.records.empty();
      bool const is_old =
          subject.created + std::chrono::days{vault::subject_empty_days_max} < today;
      if (settle) {
        to_settle.push_back(subject.id);
      }
      if (left == 0 && (had_records || is_old)) {
        to_erase.push_back(subject.id);
      }
    }
    if (by_date) {
      by_date->commit();
      by_date.reset();
    }
    for (SubjectId const& subject : to_settle) {
      vault_->act(subject, store::Durability::deferred, [](vault::SubjectSession& session) {
        session.settle_all();
        return true;
      });
    }
    for (SubjectId const& subject : to_erase) {
      subjects += vault_->erase_if_empty(subject) ? 1 : 0;
    }
  });
  ground.store.sync();
  state.set_reclaimed(now);
  return {.records_gone = gone, .records_narrowed = narrowed, .subjects_gone = subjects};
}

}  // namespace lofte::custody::upkeep

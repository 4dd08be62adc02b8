// Publishing the next edition, and moving what is held to what it asks for once it has cooled off.
#include <algorithm>
#include <atomic>
#include <utility>

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "custody/upkeep/state.hpp"
#include "custody/upkeep/upkeep.hpp"

namespace lofte::custody::upkeep {

using promise::policy::Basis;
using promise::policy::Version;
using promise::retention::Footing;
using promise::retention::Rules;
using promise::retention::SubjectView;
using subjects::RecordOutline;

namespace {

// Whether a purpose that the record's own version let go on may not do so any more: it has come to
// need a consent that was never asked for, or the law has ceased to require it of somebody who has
// asked for its end.
bool has_lost_its_footing(Rules const& rules, RecordOutline const& record, SubjectView const& view,
                          promise::policy::PurposeIndex purpose) {
  Basis const basis = rules.history().of(record.facts.version).purposes[purpose].basis;
  switch (rules.footing(record.facts, view, purpose)) {
    case Footing::no_consent:
      return basis != Basis::consent;
    case Footing::ended:
      return basis == Basis::legal_obligation;
    case Footing::sound:
      return false;
  }
  std::unreachable();
}

// Whether the clause ends on a day of its own, whatever has happened to the record: a later version
// no longer has it.
bool has_ended(Rules const& rules, promise::retention::Term const& without_anchor) {
  return rules.horizon(without_anchor).has_value();
}

// Whether the record is leased by what no longer says everything.
bool needs_moving(Rules const& rules, RecordOutline const& record, SubjectView const& view,
                  Version through) {
  if (record.facts.version >= through) {
    return false;
  }
  if (rules.layout(record.facts.version, record.facts.shape) > record.facts.layout) {
    return true;
  }
  auto const& policy = rules.history().of(record.facts.version);
  for (std::size_t i = 0; i < policy.clauses.size(); ++i) {
    promise::retention::Term term;
    term.version = record.facts.version;
    term.clause = static_cast<promise::policy::ClauseIndex>(i);
    auto const& holding = policy.holdings[policy.clauses[i].holding];
    if (holding.shape == record.facts.shape &&
        (rules.superseded(term) || has_ended(rules, term) ||
         has_lost_its_footing(rules, record, view, holding.purpose))) {
      return true;
    }
  }
  // It may have had no date, or another, which no clause of its own tells.
  return has_limit(rules.holds(record.facts, view));
}

// Stores the edition. When that fails it may have been stored all the same, and is then followed.
Version add_followed(vault::Vault& vault, std::string_view policy_text) {
  auto const& ground = vault.ground();
  try {
    return add_edition(ground.store, ground.ledger, policy_text);
  } catch (Failure const&) {
    vault.put_in_force(rules_in_force(ground.store, ground.clock.now()));
    throw;
  }
}

}  // namespace

Version Upkeep::publish(std::string_view policy_text, std::string_view plan_hash,
                        Progress const& progress) {
  std::lock_guard lock(one_at_a_time_);
  auto const& ground = vault_->ground();
  auto const current = vault_->in_force().shown->history().current().number;
  if (edition_text(ground.store, current) == policy_text) {
    throw Failure(
        FailureKind::conflict,
        {.code = "policy.unchanged",
         .message = "this policy is in force already, as version " + std::to_string(current),
         .remedy = "there is nothing to publish"});
  }
  if (plan(*vault_, policy_text, progress).hash != plan_hash) {
    throw Failure(FailureKind::conflict,
                  {.code = "plan.stale",
                   .message = "what publishing would do is not what the plan showed",
                   .remedy = "run lofte plan again, and publish with the hash that it prints"});
  }
  Version const number = add_followed(*vault_, policy_text);
  if (!planted(Bug::publication_not_noticed)) {
    vault_->put_in_force(rules_in_force(ground.store, ground.clock.now()));
  }
  for (unsigned bucket = 0; bucket <= store::system_bucket; ++bucket) {
    auto const transaction = ground.store.begin(static_cast<Bucket>(bucket));
    keys::KeyTree tree(ground.ring, *transaction, static_cast<Bucket>(bucket));
    tree.follow_policy(number);
    tree.save(*transaction);
    transaction->commit(store::Durability::deferred);
  }
  ground.store.sync();
  return number;
}

std::uint64_t Upkeep::migrate(Progress const& progress) {
  auto const& ground = vault_->ground();
  // First what has cooled off by now: else it would be taken as moved, by rules that do not know
  // it.
  vault_->put_in_force(rules_in_force(ground.store, ground.clock.now()));
  auto const rules = vault_->in_force().kept;
  Version const settled = settled_version(rules->history(), ground.clock.now());
  if (State(ground.store).migrated_through() >= settled) {
    return 0;
  }
  std::atomic<std::uint64_t> moved{0};
  sweep(*vault_, progress, [&](unsigned, Bucket bucket) {
    for (SubjectOutline const& subject : facts_of_bucket(*vault_, bucket)) {
      bool any = false;
      each_record(*rules, subject, [&](RecordOutline const& record, SubjectView const& view) {
        any = any || needs_moving(*rules, record, view, settled);
      });
      if (any && !planted(Bug::migration_skipped)) {
        vault_->act(subject.id, store::Durability::deferred, [](vault::SubjectSession& session) {
          session.settle_all();
          return true;
        });
        ++moved;
      }
    }
  });
  ground.store.sync();
  ground.ledger.announce(
      ground.ledger.statement("policy_carried_out")
          .say("version", settled)
          .say("subjects_moved", moved.load()),
      [&](store::Transaction& transaction) { State::set_migrated_through(transaction, settled); });
  return moved;
}

void Upkeep::rotate_index_key(Progress const& progress) {
  auto const& ground = vault_->ground();
  ground.references.begin_rotation();
  sweep(*vault_, progress, [&](unsigned, Bucket bucket) {
    for (SubjectOutline const& subject : facts_of_bucket(*vault_, bucket)) {
      std::vector<Uuid> tokens;
      vault_->act(subject.id, store::Durability::deferred, [&](vault::SubjectSession& session) {
        tokens = session.standing().references;
        return false;
      });
      for (Uuid const& token : tokens) {
        ground.references.rotate(token, subject.id);
        if (!vault_->has_subject(subject.id)) {  // it has gone meanwhile
          ground.references.remove(token, subject.id);
        }
      }
    }
  });
  ground.store.sync();
  ground.references.retire();
  ground.ledger.announce(ground.ledger.statement("index_key_replaced"),
                         [&](store::Transaction& transaction) {
                           State::set_index_key_since(transaction, vault_->today());
                         });
}

}  // namespace lofte::custody::upkeep

// The tick, DESIGN: ARCHITECTURE.md, "The tick". From root generation g to g + 1:
//   1. the slot durably holds both roots;
//   2. every bucket, each in a transaction of its own, drops what is doomed and hangs under root g
//   + 1; the system
//      bucket last, with the terms that are past, so that no writer can lease under a term that has
//      gone;
//   3. root g leaves the slot. Until then nothing is gone for good, and any step may be repeated.
#include <map>

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "custody/mail_queue/mail_queue.hpp"
#include "custody/tickets/tickets.hpp"
#include "custody/upkeep/clock_guard.hpp"
#include "custody/upkeep/state.hpp"
#include "custody/upkeep/upkeep.hpp"

namespace lofte::custody::upkeep {

using keys::KeyTree;
using keys::Roots;

namespace {

// Mail that nobody has sent by then goes, whether or not there is a mail server.
constexpr std::chrono::days mail_kept_max{14};

void drop_what_nobody_sent(KeyTree& tree, store::Transaction& transaction, Instant now) {
  using mail_queue::Line;
  mail_queue::drop_old(tree, transaction, {.line = Line::letters, .before = now - mail_kept_max});
  mail_queue::drop_old(tree, transaction,
                       {.line = Line::notices, .before = now - mail_queue::notices_kept_max});
}

// "bookkeeping of order": what the terms of a clause hold.
std::string name_of(promise::retention::Rules const& rules, promise::retention::Term const& term) {
  auto const& policy = rules.history().of(term.version);
  auto const& holding = policy.holdings[policy.clauses[term.clause].holding];
  return policy.purposes[holding.purpose].name + " of " + policy.shapes[holding.shape].name;
}

ledger::Statement tick_statement(ledger::Ledger const& ledger, TickReport const& report) {
  ledger::Statement statement = ledger.statement("tick");
  statement.say("generation", report.generation)
      .say("terms_destroyed", report.terms_destroyed)
      .say("other_keys_destroyed", report.leaves_destroyed)
      .say("destroyed_through", lofte::to_string(*report.destroyed_through));
  return statement;
}

// What the ledger no longer needs in a bucket, and tickets that are void, go with the bucket's part
// of the tick.
void clear_what_is_over(ledger::Ledger const& ledger, store::Transaction& transaction,
                        Bucket bucket) {
  ledger.clear_outbox(transaction, bucket);
  ledger.receipts().clear(transaction);
  tickets::Tickets::clear(transaction, ledger.now());
}

// Both roots are in the slot when this returns.
Roots begin_generation(keys::RootSlot& slot, Random& random) {
  Roots const before = slot.load();
  if (before.next && !planted(Bug::cut_off_tick_begins_anew)) {
    return before;  // a tick was cut off: go on with its root
  }
  Roots both = before;
  both.next = crypto::Key::random(random);
  if (!slot.replace(before, both)) {
    throw Failure(FailureKind::conflict, {.code = "tick.another",
                                          .message = "another process has begun a tick",
                                          .remedy = "let it finish, then try again"});
  }
  return both;
}

}  // namespace

// A tick may have been cut off when all of it was done but its entry in the ledger.
void Upkeep::note_tick_cut_off() {
  auto const& ground = vault_->ground();
  Roots const roots = ground.ring.slot().load();
  auto const view = ground.store.read(store::system_bucket);
  auto const head = KeyTree(ground.ring, *view, store::system_bucket).head();
  if (!roots.next && head.destroyed_through && head.generation == roots.generation) {
    ground.ledger.note_tick(roots.generation, ground.ledger.statement("tick")
                                                  .say("generation", roots.generation)
                                                  .say("note", "its tally was lost in a crash"));
  }
}

bool Upkeep::has_anything_to_do(Day today) const {
  auto const& ground = vault_->ground();
  auto const published = vault_->in_force().shown->history().current().number;
  if (ground.ring.slot().load().next) {
    return true;
  }
  for (unsigned bucket = 0; bucket <= store::system_bucket; ++bucket) {
    auto const view = ground.store.read(static_cast<Bucket>(bucket));
    auto const head = KeyTree(ground.ring, *view, static_cast<Bucket>(bucket)).head();
    if (head.doomed > 0 || !head.destroyed_through ||
        *head.destroyed_through < today - std::chrono::days{1} || head.policy_version < published) {
      return true;
    }
  }
  return false;
}

std::uint64_t Upkeep::destroy_terms(Day today, std::uint64_t generation, crypto::Key const& root) {
  auto const& ground = vault_->ground();
  auto const rules = vault_->in_force().kept;
  bool const migrated = State(ground.store).migrated_through() >=
                        settled_version(rules->history(), ground.clock.now());
  auto const transaction = ground.store.begin(store::system_bucket);
  KeyTree tree(ground.ring, *transaction, store::system_bucket);
  if (tree.head().generation == generation) {
    ground.terms.forget();  // in case the commit's outcome was unknown
    return 0;
  }
  std::map<std::string, std::uint64_t> lapsed;  // terms, by purpose and shape
  std::uint64_t const destroyed = ground.terms.doom(*transaction, tree, [&](BytesView name) {
    auto const term = subjects::decode_term(name);
    auto const last = rules->horizon(term);
    bool const ends = (last && *last < today) || (migrated && rules->superseded(term));
    if (ends) {
      ++lapsed[name_of(*rules, term)];
    }
    return ends;
  });
  for (auto const& [what, terms] : lapsed) {
    ground.ledger.note_public(*transaction, store::system_bucket,
                              ground.ledger.statement("terms_lapsed")
                                  .say("of", what)
                                  .say("terms", terms)
                                  .say("through", lofte::to_string(today - std::chrono::days{1})));
  }
  clear_what_is_over(ground.ledger, *transaction, store::system_bucket);
  auto& destroyed_through = tree.head_for_update().destroyed_through;
  destroyed_through =
      std::max(destroyed_through.value_or(Day::min()), today - std::chrono::days{1});
  tree.follow_policy(vault_->in_force().shown->history().current().number);
  tree.renew(*transaction, generation, root);
  tree.save(*transaction);
  ground.ledger.commit(
      *transaction, store::system_bucket,
      planted(Bug::tick_not_synced) ? store::Durability::deferred : store::Durability::synced);
  ground.terms.forget();
  return destroyed;
}

TickReport Upkeep::tick(Progress const& progress) {
  std::lock_guard lock(one_at_a_time_);
  auto const& ground = vault_->ground();
  TickReport report;
  if (auto const why = ClockGuard(ground.store, ground.clock).check()) {
    report.generation = ground.ring.slot().load().generation;
    report.frozen = true;
    report.frozen_because = *why;
    return report;
  }
  note_tick_cut_off();
  migrate(progress);
  Day const today = vault_->today();
  report.destroyed_through = today - std::chrono::days{1};
  if (!has_anything_to_do(today)) {
    report.generation = ground.ring.slot().load().generation;
    rotate_index_key_when_due();
    return report;
  }
  Roots const roots = begin_generation(ground.ring.slot(), ground.ring.random());
  report.generation = roots.generation + 1;
  Roots after;
  after.generation = report.generation;
  after.current = *roots.next;
  if (planted(Bug::root_replaced_before_buckets)) {
    ground.ring.slot().replace(roots, after);
  }
  // A publication that was cut off has told some buckets only.
  auto const published = vault_->in_force().shown->history().current().number;
  for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
    auto const transaction = ground.store.begin(static_cast<Bucket>(bucket));
    KeyTree tree(ground.ring, *transaction, static_cast<Bucket>(bucket));
    if (tree.head().generation == report.generation) {
      continue;
    }
    drop_what_nobody_sent(tree, *transaction, ground.clock.now());
    report.leaves_destroyed += tree.head().doomed;
    auto& destroyed_through = tree.head_for_update().destroyed_through;
    destroyed_through =
        std::max(destroyed_through.value_or(*report.destroyed_through), *report.destroyed_through);
    tree.follow_policy(published);
    tree.renew(*transaction, report.generation, *roots.next);
    tree.save(*transaction);
    clear_what_is_over(ground.ledger, *transaction, static_cast<Bucket>(bucket));
    transaction->commit(store::Durability::deferred);
  }
  report.terms_destroyed = destroy_terms(today, report.generation, *roots.next);
  require(planted(Bug::root_replaced_before_buckets) || ground.ring.slot().replace(roots, after),
          "a tick that holds the slot finishes");
  ground.ledger.note_tick(after.generation, tick_statement(ground.ledger, report));
  // Last, as it looks at every subject and nothing that is due today is to wait for it. The old key
  // dies with the next tick.
  rotate_index_key_when_due();
  if (progress) {
    progress(bucket_count);
  }
  return report;
}

void Upkeep::rotate_index_key_when_due() {
  auto& store = vault_->ground().store;
  auto const since = State(store).index_key_since();
  Day const today = vault_->today();
  if (!since) {
    auto const transaction = store.begin(store::system_bucket);
    State::set_index_key_since(*transaction, today);
    transaction->commit(store::Durability::synced);
  } else if (*since + std::chrono::days{index_key_days_max} < today) {
    rotate_index_key();
  }
}

void Upkeep::undisturbed(std::function<void()> const& act) {
  std::lock_guard lock(one_at_a_time_);
  act();
}

void Upkeep::accept_clock() {
  std::lock_guard lock(one_at_a_time_);
  ClockGuard(vault_->ground().store, vault_->ground().clock).accept();
  vault_->ground().ledger.announce(vault_->ground().ledger.statement("clock_accepted"));
}

}  // namespace lofte::custody::upkeep

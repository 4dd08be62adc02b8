#include "simulation/life.hpp"

#include <algorithm>
#include <utility>

namespace lofte::simulation {

using custody::store::Fault;

namespace {

constexpr std::size_t trouble_in = 5;  // acts

Instant noon(Day day) {
  return Instant{std::chrono::milliseconds{day.time_since_epoch()}} + std::chrono::hours{12};
}

// Days on which much ends or begins, and one that is none of them.
std::string first_day(std::uint64_t seed) {
  static constexpr char const* days[] = {"2024-03-05", "2024-02-20", "2023-12-28",
                                         "2027-06-25", "2028-02-26", "2025-10-24"};
  return days[seed % std::size(days)];
}

PolicyDraft first_draft(std::uint64_t seed) {
  static constexpr char const* ends[] = {"12-31", "06-30", "04-30"};
  PolicyDraft draft;
  if (seed % 3 == 0) {
    draft.club_keep = "1 year after latest order completed";
  }
  draft.fiscal_year_ends = ends[seed / 2 % std::size(ends)];
  return draft;
}

// The seven days of docs/policy-language.md, counted once more.
promise::policy::Version cooled_off(promise::policy::History const& history, Instant now) {
  promise::policy::Version settled = 1;
  for (auto const& edition : history.editions) {
    if (now - edition.published >= std::chrono::hours{7 * 24}) {
      settled = std::max(settled, edition.number);
    }
  }
  return settled;
}

}  // namespace

Life::Life(LifeSettings const& settings)
    : settings_(settings),
      draws_(settings.seed),
      draft_(first_draft(settings.seed)),
      shop_(first_day(settings.seed), draft_.text(), settings.seed) {
  model_.today = *parse_day(first_day(settings.seed));
  follow_policies();
}

void Life::step(unsigned number) {
  struct Act {
    char const* name;
    unsigned weight;
    void (Life::*happens)();
  };
  static constexpr Act acts[] = {{"meet", 3, &Life::meet_someone},
                                 {"add record", 14, &Life::add_record},
                                 {"buy again", 5, &Life::buy_again},
                                 {"event", 11, &Life::happen},
                                 {"replace field", 3, &Life::replace_field},
                                 {"consent", 6, &Life::change_consent},
                                 {"object", 3, &Life::object},
                                 {"erase", 2, &Life::erase},
                                 {"restriction", 3, &Life::change_restriction},
                                 {"hold", 6, &Life::change_hold},
                                 {"read", 3, &Life::read},
                                 {"clock", 13, &Life::move_clock},
                                 {"clock jumps", 1, &Life::jump_clock},
                                 {"tick", 8, &Life::tick},
                                 {"publish", 4, &Life::publish},
                                 {"longer law", 1, &Life::lengthen_law},
                                 {"reclaim", 2, &Life::reclaim},
                                 {"rotate index", 1, &Life::rotate_index_key},
                                 {"sequence", 4, &Life::sequence},
                                 {"crash", 2, &Life::crash},
                                 {"back up", 2, &Life::back_up_data},
                                 {"copy keys", 4, &Life::copy_keys},
                                 {"lose data", 1, &Life::lose_data},
                                 {"lose everything", 2, &Life::lose_everything},
                                 {"nothing left", 1, &Life::check_leftovers}};
  static constexpr unsigned total = [] {
    unsigned sum = 0;
    for (Act const& act : acts) {
      sum += act.weight;
    }
    return sum;
  }();
  number_ = number;
  draws_ = Draws(seed_of(settings_.seed, number));
  shop_.draw_from(seed_of(~settings_.seed, number));
  model_.settle();
  auto drawn = static_cast<unsigned>(draws_.below(total));
  Act const* act = acts;
  for (; drawn >= act->weight; ++act) {
    drawn -= act->weight;
  }
  ++tally_.acts[act->name];
  has_crashed_ = false;
  (this->*act->happens)();
  follow_policies();
  model_.settle();
  if (has_crashed_) {
    forget_the_gone();
  }
  if (shop_.store().unsynced() == 0) {
    not_durable_.clear();
    gone_.clear();
  }
}

void Life::finish() {
  shop_.tick();
  shop_.tick();  // what was doomed after a cut waits for the tick after
  follow_policies();
  check();
  check_leftovers();
  check_old_receipts();
}

// --- Trouble

std::optional<Trouble> Life::draw_trouble() {
  if (settings_.weather == Weather::fair || !draws_.one_in(trouble_in)) {
    return std::nullopt;
  }
  static constexpr Site sites[] = {Site::begin,  Site::read,   Site::get,
                                   Site::scan,   Site::commit, Site::commit,
                                   Site::commit, Site::sync,   Site::root_slot};
  static constexpr Fault of_commits[] = {Fault::before_commit, Fault::before_commit_unknown,
                                         Fault::after_commit_unknown, Fault::crash_before,
                                         Fault::crash_after};
  static constexpr Fault of_slots[] = {Fault::before_commit, Fault::after_commit_unknown,
                                       Fault::crash_before, Fault::crash_after};
  static constexpr Fault of_syncs[] = {Fault::before_commit, Fault::crash_before,
                                       Fault::crash_after};
  static constexpr Fault of_others[] = {Fault::before_commit, Fault::crash_before};
  Trouble trouble{.site = draws_.one_of(sites),
                  .calls_before = draws_.below(std::size_t{1} << draws_.below(9))};
  switch (trouble.site) {
    case Site::commit:
      trouble.fault = draws_.one_of(of_commits);
      break;
    case Site::root_slot:
      trouble.fault = draws_.one_of(of_slots);
      trouble.calls_before = draws_.below(2);
      break;
    case Site::sync:
      trouble.fault = draws_.one_of(of_syncs);
      trouble.calls_before = 0;
      break;
    default:
      trouble.fault = draws_.one_of(of_others);
  }
  return trouble;
}

Life::Outcome Life::attempt(std::optional<Bucket> bucket, std::function<void()> const& act) {
  auto const trouble = draw_trouble();
  Outcome outcome;
  bool crashed = false;
  {
    FaultPlan plan(shop_, trouble);
    try {
      act();
    } catch (Failure const& failure) {
      outcome.failure = failure.code();
    } catch (custody::store::Crash const&) {
      crashed = true;
      outcome.failure = "crash";
    }
    outcome.struck = plan.has_struck();
    outcome.commit = bucket ? plan.commit_in(*bucket) : std::nullopt;
  }
  if (outcome.struck) {
    ++tally_.faults[kind_of(*trouble)];
    outcome.told = " [" + told(*trouble) + "]";
  }
  if (!outcome.failure.empty()) {
    outcome.told += " (" + outcome.failure + ")";
  }
  if (crashed) {
    std::size_t const unsynced = shop_.store().unsynced();
    std::size_t const surviving[] = {0, draws_.below(unsynced + 1), unsynced};
    restart(draws_.one_of(surviving));
    if (outcome.commit && *outcome.commit > shop_.store().commits()) {
      outcome.commit = std::nullopt;
      outcome.lost = true;
    }
  }
  return outcome;
}

void Life::restart(std::size_t surviving) {
  has_crashed_ = true;
  std::size_t const unsynced = shop_.store().unsynced();
  tell("  the process dies; of " + std::to_string(unsynced) + " commits that were not durable " +
       std::to_string(surviving) + " survive");
  try {
    FaultPlan const plan(shop_, draw_trouble());
    shop_.crash(surviving);
  } catch (Failure const&) {
    tell("  and fails to start");
    shop_.crash();
  } catch (custody::store::Crash const&) {
    tell("  and dies again while it starts");
    shop_.crash();
  }
  put_back_what_was_lost();
  follow_policies();
}

void Life::put_back_what_was_lost() {
  auto const lost = std::ranges::find_if(not_durable_, [&](NotDurable const& entry) {
    return entry.commit > shop_.store().commits();
  });
  if (lost != not_durable_.end()) {
    tell("  and with it what was done without being made durable");
    for (ModelSubject const& subject : std::exchange(model_.subjects, lost->before.subjects)) {
      excused_[subject.reference] = number_;
      if (find(subject.reference) == nullptr) {
        claimed_in_vain_.insert(subject.reference);
      }
    }
  }
  for (ModelSubject const& subject : gone_) {
    if (find(subject.reference) == nullptr && shop_.vault().has_subject(subject.id) &&
        !is_unreachable(subject)) {
      tell("  " + subject.reference + " is back");
      model_.subjects.push_back(subject);
    }
  }
  not_durable_.clear();
  gone_.clear();
  model_.settle();
}

bool Life::done(SubjectId const& subject, Deed const& deed) {
  Outcome const outcome = attempt(bucket_of(subject), deed.act);
  tell(deed.told + outcome.told);
  if (!outcome.struck && outcome.failure.empty() != deed.expected) {
    complain(deed.told +
             (deed.expected ? " fails with " + outcome.failure : " should have failed"));
  }
  bool const is_done = outcome.struck ? outcome.commit.has_value() : outcome.failure.empty();
  excuse(subject, outcome);
  if (!is_done) {
    return false;
  }
  if (deed.durability == custody::store::Durability::deferred) {
    note_deferred(outcome);
  }
  auto const its = std::ranges::find(model_.subjects, subject, &ModelSubject::id);
  if (its == model_.subjects.end()) {
    complain(deed.told + " is done to somebody who is not there");
    return false;
  }
  deed.change(*its);
  return true;
}

// What a crash has taken back was written all the same: whoever kept it has leases that no tick
// knows of.
void Life::excuse(SubjectId const& subject, Outcome const& outcome) {
  auto const its = std::ranges::find(model_.subjects, subject, &ModelSubject::id);
  if (outcome.lost && its != model_.subjects.end()) {
    excused_[its->reference] = number_;
  }
}

void Life::note_deferred(Outcome const& outcome) {
  if (shop_.store().unsynced() > 0) {
    not_durable_.push_back({outcome.commit.value_or(shop_.store().commits()), model_});
  }
}

void Life::follow_policies() {
  auto const in_force = shop_.vault().in_force();
  if (in_force.kept == known_) {
    return;
  }
  model_.settle();
  known_ = in_force.kept;
  model_.history = in_force.shown->history();
  model_.settled = cooled_off(model_.history, noon(model_.today));
  model_.settle();
}

// --- Names

std::string Life::draw_name() {
  std::size_t const customer = draws_.below(settings_.customers);
  std::string const name(1, static_cast<char>('A' + customer));
  return customer == settings_.without || parted_.contains(name) ? std::string() : name;
}

ModelSubject* Life::find(std::string const& name) {
  auto const found = std::ranges::find(model_.subjects, name, &ModelSubject::reference);
  return found == model_.subjects.end() ? nullptr : &*found;
}

std::pair<ModelSubject*, ModelRecord*> Life::any_record() {
  ModelSubject* const subject = anyone();
  bool const has_any = subject != nullptr && !subject->records.empty();
  return {subject, has_any ? &draws_.one_of(subject->records) : nullptr};
}

std::string Life::name_of(ModelSubject const& subject, ModelRecord const& record) {
  std::string name = subject.reference + "'s " + record.shape;
  for (auto const& [field, value] : record.values) {
    name += " " + value;
  }
  return name;
}

ModelRecord& Life::record_of(ModelSubject& subject, RecordId const& id) {
  auto const found = std::ranges::find(subject.records, id, &ModelRecord::id);
  require(found != subject.records.end(), "the model has the record");
  return *found;
}

}  // namespace lofte::simulation

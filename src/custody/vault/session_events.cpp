// What an event changes: the record's own terms, and the subject's clocks with all that they hold.
// What has lapsed before it happens stays lapsed.
#include <algorithm>

#include "base/planted.hpp"
#include "custody/vault/subject_session.hpp"

namespace lofte::custody::vault {

using promise::policy::ClauseIndex;
using promise::policy::ClauseKind;
using promise::policy::Policy;
using promise::policy::PurposeIndex;
using promise::policy::PurposeSet;
using promise::retention::LatestEvent;
using promise::retention::name_hash;
using promise::retention::RecordFacts;
using promise::retention::Rules;
using promise::retention::Term;
using promise::retention::Until;

namespace {

LatestEvent* find_same(std::vector<LatestEvent>& latest, LatestEvent const& event) {
  auto const found = std::ranges::find_if(latest, [&](LatestEvent const& known) {
    return known.shape == event.shape && known.event == event.event;
  });
  return found == latest.end() ? nullptr : &*found;
}

// The record's events that come later than the subject's latest.
std::vector<LatestEvent> later_events(Rules const& rules, RecordFacts const& facts,
                                      std::vector<LatestEvent>& latest) {
  auto const& shape = rules.history().of(facts.version).shapes[facts.shape];
  std::vector<LatestEvent> later;
  for (std::size_t i = 0; i < shape.events.size(); ++i) {
    if (!facts.events[i]) {
      continue;
    }
    LatestEvent const event{.shape = name_hash(shape.name),
                            .event = name_hash(shape.events[i].name),
                            .day = *facts.events[i]};
    LatestEvent const* const known = find_same(latest, event);
    if (known == nullptr || known->day < event.day) {
      later.push_back(event);
    }
  }
  return later;
}

bool counts_from(Policy const& policy, promise::policy::Clause const& clause,
                 LatestEvent const& event) {
  if (clause.kind != ClauseKind::after_latest) {
    return false;
  }
  auto const& shape = policy.shapes[clause.event_shape];
  return name_hash(shape.name) == event.shape &&
         name_hash(shape.events[clause.event].name) == event.event;
}

bool any_superseded(Rules const& rules) {
  for (auto const& edition : rules.history().editions) {
    for (std::size_t i = 0; i < edition.policy->clauses.size(); ++i) {
      Term term;
      term.version = edition.number;
      term.clause = static_cast<ClauseIndex>(i);
      if (rules.superseded(term)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

// Whether some record is leased by a date alone, which a later version has given it and a clock can
// move.
bool SubjectSession::is_held_by_a_date() {
  Rules const& rules = ground_.rules;
  return rules.history().editions.size() > 1 &&
         std::ranges::any_of(outlines(), [&](subjects::RecordOutline const& record) {
           auto const view = rules.view(standing_.facts, record.facts.version);
           return has_limit(rules.holds(record.facts, view));
         });
}

// Else the day is part of some record's own terms, decides which clauses of it count, or is too
// late for what has lapsed.
bool SubjectSession::winds_clocks_only(LatestEvent const& event) {
  Rules const& rules = ground_.rules;
  LatestEvent const* const before = find_same(standing_.facts.latest, event);
  for (auto const& edition : rules.history().editions) {
    Policy const& policy = *edition.policy;
    for (std::size_t i = 0; i < policy.clauses.size(); ++i) {
      if (!counts_from(policy, policy.clauses[i], event)) {
        continue;
      }
      if (before == nullptr || policy.holdings[policy.clauses[i].holding].cap ||
          any_superseded(rules) || is_held_by_a_date()) {
        return false;
      }
      Term term;
      term.version = edition.number;
      term.clause = static_cast<ClauseIndex>(i);
      term.anchor = before->day;
      auto const last = rules.horizon(term);
      if (last && *last < ground_.today) {
        return false;
      }
    }
  }
  return true;
}

PurposeSet SubjectSession::lapsed_purposes(RecordFacts const& facts) const {
  auto const view = ground_.rules.view(standing_.facts, facts.version);
  PurposeSet lapsed = 0;
  auto const count = ground_.rules.history().of(facts.version).purposes.size();
  for (std::size_t i = 0; i < count; ++i) {
    Until const until = ground_.rules.until(facts, view, static_cast<PurposeIndex>(i));
    if (until.kind == Until::Kind::dated && !until.covers(ground_.today)) {
      lapsed |= PurposeSet{1} << i;
    }
  }
  return lapsed;
}

void SubjectSession::end_revived(Loaded& loaded, PurposeSet lapsed) {
  PurposeSet const revived =
      planted(Bug::lapsed_is_revived) ? 0 : lapsed & ~lapsed_purposes(loaded.stored.facts);
  loaded.stored.facts.ended |= revived;
  loaded.changed = loaded.changed || revived != 0;
}

void SubjectSession::append_event(RecordId const& record, promise::policy::EventIndex event,
                                  Day day) {
  Loaded& loaded = get(record);
  settle(record);
  PurposeSet const lapsed = lapsed_purposes(loaded.stored.facts);
  loaded.stored.facts.events[event] = day;
  loaded.changed = true;
  end_revived(loaded, lapsed);
  note_latest(loaded.stored.facts);
  settle(record);
}

void SubjectSession::note_latest(RecordFacts const& facts) {
  auto& latest = standing_.facts.latest;
  std::vector<LatestEvent> const later = later_events(ground_.rules, facts, latest);
  if (later.empty()) {
    return;
  }
  bool const touches_records = !std::ranges::all_of(
      later, [&](LatestEvent const& event) { return winds_clocks_only(event); });
  std::map<RecordId, PurposeSet> lapsed;
  if (touches_records) {
    settle_all();
    for (auto const& [id, loaded] : records_) {
      lapsed.emplace(id, lapsed_purposes(loaded.stored.facts));
    }
  }
  for (LatestEvent const& event : later) {
    if (LatestEvent* const known = find_same(latest, event)) {
      known->day = event.day;
    } else {
      latest.push_back(event);
    }
  }
  standing_changed_ = true;
  if (!planted(Bug::clock_not_wound)) {
    openers_.wind_clocks_to_latest();
  }
  for (auto const& [id, purposes] : lapsed) {
    end_revived(get(id), purposes);
  }
  if (touches_records) {
    settle_all();
  }
}

}  // namespace lofte::custody::vault

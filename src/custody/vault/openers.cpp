#include "custody/vault/openers.hpp"

#include <algorithm>

namespace lofte::custody::vault {

using promise::policy::ClauseIndex;
using promise::policy::Version;
using promise::retention::Term;
using promise::retention::Until;
using subjects::Opener;
using subjects::SubjectClock;

std::optional<crypto::Key> Openers::key_of(Opener const& opener) const {
  return opener.term ? ground_.terms.find(subjects::encode(*opener.term))
                     : place_.tree.leaf(opener.leaf.value());
}

std::optional<crypto::Key> Openers::lease_key(Opener const& opener) {
  auto const key = key_of(opener);
  return key ? std::optional(crypto::combine(person_, *key)) : std::nullopt;
}

std::optional<crypto::Key> Openers::lease_key_of_clock(Version version, ClauseIndex clause) {
  auto const key = clock_key(version, clause);
  return key ? std::optional(crypto::combine(person_, *key)) : std::nullopt;
}

Opener Openers::make(std::optional<Term> const& term) {
  if (term) {
    ground_.terms.ensure(subjects::encode(*term));
    return {.term = term, .leaf = std::nullopt};
  }
  return {
      .term = std::nullopt,
      .leaf = place_.tree.plant(place_.transaction, crypto::Key::random(ground_.ring.random()))};
}

void Openers::drop(Opener const& opener) {
  if (opener.leaf) {
    place_.tree.doom(place_.transaction, *opener.leaf);
  }
}

Until Openers::until(Opener const& opener) const {
  auto const last = opener.term ? ground_.rules.horizon(*opener.term) : std::nullopt;
  if (!last || *last < ground_.today) {
    return {};
  }
  return {.kind = Until::Kind::dated, .last = last};
}

Until Openers::until_of_clock(Version version, ClauseIndex clause) const {
  SubjectClock const* const clock = find_clock(version, clause);
  if (clock == nullptr) {
    return {};
  }
  return clock->opener.leaf ? Until{.kind = Until::Kind::open, .last = std::nullopt}
                            : until(clock->opener);
}

SubjectClock* Openers::find_clock(Version version, ClauseIndex clause) const {
  auto& clocks = place_.standing.clocks;
  auto const found = std::ranges::find_if(clocks, [&](auto const& clock) {
    return clock.version == version && clock.clause == clause;
  });
  return found == clocks.end() ? nullptr : &*found;
}

std::optional<crypto::Key> Openers::clock_key(Version version, ClauseIndex clause) {
  if (auto const opened = clock_keys_.find({version, clause}); opened != clock_keys_.end()) {
    return opened->second;
  }
  SubjectClock const* const clock = find_clock(version, clause);
  auto const under = clock == nullptr ? std::nullopt : lease_key(clock->opener);
  if (!under) {
    return std::nullopt;
  }
  crypto::Key const key =
      crypto::unwrap(*under, clock->key, subjects::clock_place(place_.subject, *clock));
  clock_keys_.emplace(std::pair{version, clause}, key);
  return key;
}

void Openers::wrap(SubjectClock& clock, crypto::Key const& key) {
  clock.key = crypto::wrap(lease_key(clock.opener).value(), key,
                           subjects::clock_place(place_.subject, clock), ground_.ring.random());
  changed_ = true;
}

void Openers::wind_clock(Version version, ClauseIndex clause, std::optional<Term> const& term) {
  SubjectClock* clock = find_clock(version, clause);
  bool const stands =
      clock != nullptr && (term ? clock->opener.term == term : clock->opener.leaf.has_value());
  if (stands && key_of(clock->opener)) {
    return;
  }
  auto const known =
      clock != nullptr && has_run_out(*clock) ? std::nullopt : clock_key(version, clause);
  crypto::Key const key = known.value_or(crypto::Key::random(ground_.ring.random()));
  if (clock == nullptr) {
    clock = &place_.standing.clocks.emplace_back();
    clock->version = version;
    clock->clause = clause;
  } else {
    drop(clock->opener);
  }
  clock->opener = make(term);
  clock_keys_.insert_or_assign({version, clause}, key);
  wrap(*clock, key);
}

void Openers::wind_clocks_to_latest() {
  for (std::size_t i = 0; i < place_.standing.clocks.size(); ++i) {
    SubjectClock const& clock = place_.standing.clocks[i];
    auto const view = ground_.rules.view(place_.standing.facts, clock.version);
    if (auto const latest = view.latest[ground_.rules.latest_slot(clock.version, clock.clause)]) {
      Term term;
      term.version = clock.version;
      term.clause = clock.clause;
      term.anchor = latest;
      if (until({.term = term, .leaf = std::nullopt}).kind != Until::Kind::gone) {
        wind_clock(term.version, term.clause, term);
      }
    }
  }
}

bool Openers::has_run_out(SubjectClock const& clock) const {
  return clock.opener.term && until(clock.opener).kind == Until::Kind::gone;
}

void Openers::change_person(crypto::Key const& person) {
  for (SubjectClock const& clock : place_.standing.clocks) {
    clock_key(clock.version, clock.clause);
  }
  person_ = person;
  std::erase_if(place_.standing.clocks, [&](SubjectClock& clock) {
    auto const key = clock_keys_.find({clock.version, clock.clause});
    if (key == clock_keys_.end()) {
      return true;
    }
    wrap(clock, key->second);
    return false;
  });
}

}  // namespace lofte::custody::vault

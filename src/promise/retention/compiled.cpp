#include "promise/retention/compiled.hpp"

#include <algorithm>
#include <concepts>
#include <ranges>
#include <span>

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "promise/retention/compare.hpp"
#include "promise/retention/rules.hpp"

namespace lofte::promise::retention {

namespace {

using policy::Clause;
using policy::ClauseKind;
using policy::Holding;
using policy::Policy;
using policy::Purpose;

constexpr std::string_view legal_claims_name = "legal_claims";

bool cites_law(Purpose const& purpose) {
  return purpose.basis == policy::Basis::legal_obligation && purpose.law;
}

bool cited(Purpose const* purpose) {
  return purpose != nullptr && cites_law(*purpose);
}

// Tests the purpose of that name in each version from `from` on; nullptr where there is none.
template <std::predicate<Purpose const*> Test>
bool in_every_version(policy::History const& history, Version from, std::string_view name,
                      Test test) {
  return std::all_of(history.editions.begin() + from - 1, history.editions.end(),
                     [&](policy::Edition const& edition) {
                       return test(find_named(edition.policy->purposes, name));
                     });
}

// One holding of one version, and what became of it in the versions that followed.
struct Lineage {
  policy::History const& history;
  Version version;
  Policy const& policy;
  Holding const& holding;
  bool follows_law = false;
  std::vector<Sighting> later;  // where it is still held, without a gap, oldest first
  std::vector<Sighting> asked;  // where a law asks for it that has no say yet
  Day ended = open_ended;

  Lineage(policy::History const& all, Version number, Holding const& one)
      : history(all), version(number), policy(all.of(number)), holding(one) {
    std::string const& purpose = policy.purposes[holding.purpose].name;
    follows_law = in_every_version(history, version, purpose, cited);
    for (std::size_t i = version; i < history.editions.size(); ++i) {
      auto const& edition = history.editions[i];
      Holding const* found = find_counterpart(*edition.policy, own());
      if (found == nullptr) {
        ended = edition.policy->timezone->day_of(edition.published) - std::chrono::days{1};
        break;
      }
      later.push_back({.in = edition.policy.get(), .holding = found, .version = edition.number});
    }
  }

  // The versions that have no say yet: what a law asks for in them is not let go meanwhile.
  void add_asked(std::span<policy::Edition const> without_a_say) {
    for (policy::Edition const& edition : without_a_say) {
      Holding const* found = find_counterpart(*edition.policy, own());
      if (!follows_law || ended != open_ended || found == nullptr ||
          !cites_law(edition.policy->purposes[found->purpose])) {
        return;
      }
      asked.push_back({.in = edition.policy.get(), .holding = found, .version = edition.number});
    }
  }

  Sighting own() const { return {.in = &policy, .holding = &holding, .version = version}; }

  // The versions whose phrases have a say, oldest first.
  std::vector<Sighting> binding() const {
    if (follows_law && !later.empty()) {
      return {later.back()};
    }
    std::vector<Sighting> all{own()};
    all.insert(all.end(), later.begin(), later.end());
    return all;
  }
};

// How a term of `clause` reads in `there`. Where there is no such clause, the longest duration
// stands in for it; nothing does where the phrase has an `until`.
std::vector<Step> steps_in(Sighting const& there, Sighting const& own, Clause const& clause) {
  auto const clauses = clauses_of(there);
  bool const same_version = there.version == own.version;
  bool const comparable = std::ranges::any_of(clauses, [&](Clause const& other) {
    return same_clause({there.in, &other}, {own.in, &clause});
  });
  std::vector<Step> steps;
  for (Clause const& other : clauses) {
    bool const counts = same_version ? &other == &clause
                        : comparable ? same_clause({there.in, &other}, {own.in, &clause})
                                     : true;
    if (!counts) {
      continue;
    }
    bool const has_event = other.kind != ClauseKind::until_withdrawn;
    bool const has_duration = has_event && other.kind != ClauseKind::until_event;
    if (!has_event || (!has_duration && !comparable)) {
      return {};
    }
    steps.push_back({.duration = has_duration ? other.duration : policy::Duration{},
                     .fiscal_year_ends = there.in->fiscal_year_ends,
                     .or_next = true});
  }
  if (!steps.empty()) {
    steps.back().or_next = false;
  }
  return steps;
}

using Alternatives = std::vector<Step>;  // of one version: the latest of them counts

bool same_unit(Step const& one, Step const& other) {
  return one.duration.unit == other.duration.unit && one.fiscal_year_ends == other.fiscal_year_ends;
}

// Without the alternatives that another version, counting fewer of the same unit, always precedes.
std::vector<Step> flatten(std::vector<Alternatives> const& versions) {
  std::vector<Alternatives> kept;
  for (Alternatives const& version : versions) {
    auto const same = std::ranges::find_if(kept, [&](Alternatives const& other) {
      return other.size() == 1 && version.size() == 1 && same_unit(other[0], version[0]);
    });
    if (same == kept.end()) {
      kept.push_back(version);
    } else if (version[0].duration.count < (*same)[0].duration.count) {
      *same = version;
    }
  }
  std::vector<Step> steps;
  for (Alternatives const& version : kept) {
    steps.insert(steps.end(), version.begin(), version.end());
  }
  return steps;
}

// How terms of the clause read where all these versions have a say.
Reading reading_in(std::span<Sighting const> versions, Sighting const& own, Clause const& clause) {
  std::vector<Alternatives> from_anchor;
  std::vector<Alternatives> from_cap;
  for (Sighting const& there : versions) {
    from_anchor.push_back(steps_in(there, own, clause));
    if (there.holding->cap && same_cap_event(there, own)) {
      from_cap.push_back({{.duration = there.holding->cap->duration,
                           .fiscal_year_ends = there.in->fiscal_year_ends}});
    }
  }
  Reading reading{.from_anchor = flatten(from_anchor), .from_cap = flatten(from_cap)};
  if (reading.from_anchor.empty()) {
    reading.from_anchor = steps_in(own, own, clause);
  }
  return reading;
}

// Whether the version counts from something that terms of the clause do not say.
bool counts_anew(Sighting const& there, Sighting const& own, Clause const& clause) {
  bool const same_anchor = std::ranges::any_of(clauses_of(there), [&](Clause const& other) {
    return same_clause({there.in, &other}, {own.in, &clause});
  });
  return !same_anchor || (there.holding->cap && !same_cap_event(there, own));
}

CompiledClause compile_clause(Lineage const& lineage, Clause const& clause) {
  auto const is_new = [&](Sighting const& there) {
    return counts_anew(there, lineage.own(), clause);
  };
  auto const binding = lineage.binding();
  CompiledClause compiled{.own = reading_in(binding, lineage.own(), clause),
                          .ended = lineage.ended,
                          .moved = std::ranges::any_of(binding, is_new),
                          .moving = std::ranges::any_of(lineage.asked, is_new)};
  for (Sighting const& there : lineage.asked) {
    compiled.asked.push_back(reading_in({&there, 1}, lineage.own(), clause));
  }
  compiled.rephrased = std::ranges::any_of(
      lineage.later, [&](Sighting const& there) { return !same_phrase(there, lineage.own()); });
  return compiled;
}

std::uint8_t slot_of(Compiled& all, SubjectClock const& clock) {
  auto const found = std::ranges::find(all.clocks, clock);
  if (found != all.clocks.end()) {
    return static_cast<std::uint8_t>(found - all.clocks.begin());
  }
  if (all.clocks.size() == std::tuple_size_v<decltype(SubjectView::latest)>) {
    throw Failure(FailureKind::bad_input,
                  {.code = "policy.too_many_clocks",
                   .message = "the versions of the policy count from more than 64 events of the "
                              "subject (\"after latest\")",
                   .remedy = "Count from fewer events."});
  }
  all.clocks.push_back(clock);
  return static_cast<std::uint8_t>(all.clocks.size() - 1);
}

std::uint8_t slot_of(Compiled& all, Policy const& policy, Clause const& clause) {
  if (clause.kind != ClauseKind::after_latest) {
    return 0;
  }
  auto const& shape = policy.shapes[clause.event_shape];
  return slot_of(
      all, {.shape = name_hash(shape.name), .event = name_hash(shape.events[clause.event].name)});
}

// The phrase of `there` in terms of the events of `own`.
Phrase compile_phrase(Compiled& all, Sighting const& there, Sighting const& own) {
  auto const& shape = own.in->shapes[own.holding->shape];
  auto const translate = [&](EventIndex event) {
    auto const& name = there.in->shapes[there.holding->shape].events[event].name;
    auto const* found = find_named(shape.events, name);
    return found ? static_cast<EventIndex>(found - shape.events.data()) : never;
  };
  Phrase phrase{.fiscal_year_ends = there.in->fiscal_year_ends};
  for (Clause const& clause : clauses_of(there)) {
    bool const own_event =
        clause.kind == ClauseKind::after || clause.kind == ClauseKind::until_event;
    phrase.clauses.push_back({.kind = clause.kind,
                              .duration = clause.duration,
                              .event = own_event ? translate(clause.event) : never,
                              .slot = slot_of(all, *there.in, clause)});
  }
  if (there.holding->cap) {
    phrase.cap = there.holding->cap->duration;
    phrase.cap_event = translate(there.holding->cap->event);
  }
  return phrase;
}

bool never_after(policy::Duration one, policy::Duration other) {
  return one.unit == other.unit && one.count <= other.count;
}

// Whether `one` always ends by the day that `other` does, word for word: so that `other` has
// nothing to add.
bool precedes(Phrase const& one, Phrase const& other) {
  bool const same_cap =
      one.cap.has_value() == other.cap.has_value() &&
      (!one.cap || (one.cap_event == other.cap_event && never_after(*one.cap, *other.cap)));
  return same_cap && one.fiscal_year_ends == other.fiscal_year_ends &&
         std::ranges::equal(one.clauses, other.clauses, [](auto const& mine, auto const& theirs) {
           return mine.kind == theirs.kind && mine.event == theirs.event &&
                  mine.slot == theirs.slot && never_after(mine.duration, theirs.duration);
         });
}

void add_unless_preceded(std::vector<Phrase>& phrases, Phrase phrase) {
  if (std::ranges::any_of(phrases, [&](Phrase const& one) { return precedes(one, phrase); })) {
    return;
  }
  std::erase_if(phrases, [&](Phrase const& other) { return precedes(phrase, other); });
  phrases.push_back(std::move(phrase));
}

FieldSet fields_throughout(Lineage const& lineage) {
  auto const& shape = lineage.policy.shapes[lineage.holding.shape];
  FieldSet kept = 0;
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    bool const everywhere = std::ranges::all_of(lineage.later, [&](Sighting const& there) {
      return holds_field(there, shape.fields[i].name);
    });
    kept |= everywhere ? FieldSet{1} << i : 0;
  }
  return kept & lineage.holding.fields;
}

CompiledHolding compile_holding(Compiled& all, Lineage const& lineage) {
  Sighting const own = lineage.own();
  CompiledHolding compiled{.purpose = lineage.holding.purpose,
                           .shape = lineage.holding.shape,
                           .first_clause = lineage.holding.first_clause,
                           .fields = fields_throughout(lineage),
                           .own = compile_phrase(all, own, own),
                           .binding = {},
                           .asked = {},
                           .ended = lineage.ended,
                           .follows_law = lineage.follows_law,
                           .limit_version = own.version,
                           .limit_clause = own.holding->first_clause};
  for (Sighting const& there : lineage.binding()) {
    add_unless_preceded(compiled.binding, compile_phrase(all, there, own));
  }
  for (Sighting const& there : lineage.asked) {
    compiled.asked.push_back(compile_phrase(all, there, own));
  }
  Sighting stated = own;
  for (Sighting const& there : lineage.later) {
    if (!same_phrase(stated, there)) {
      stated = there;
      compiled.limit_version = there.version;
      compiled.limit_clause = there.holding->first_clause;
    }
  }
  return compiled;
}

void compile_purposes(policy::History const& history, Version version, CompiledVersion& compiled) {
  auto const& purposes = history.of(version).purposes;
  for (std::size_t i = 0; i < purposes.size(); ++i) {
    auto const& name = purposes[i].name;
    compiled.purposes.push_back(name_hash(name));
    bool const never_on_consent = in_every_version(history, version, name, [](Purpose const* p) {
      return p == nullptr || p->basis != policy::Basis::consent;
    });
    bool const always_by_law = in_every_version(history, version, name, [](Purpose const* p) {
      return p != nullptr && p->basis == policy::Basis::legal_obligation;
    });
    compiled.needs_consent |= never_on_consent ? 0 : PurposeSet{1} << i;
    compiled.required_by_law |= always_by_law ? PurposeSet{1} << i : 0;
    if (name == legal_claims_name) {
      compiled.legal_claims = static_cast<PurposeIndex>(i);
    }
  }
}

void require_room(CompiledVersion const& compiled, Policy const& policy) {
  for (std::size_t shape = 0; shape < policy.shapes.size(); ++shape) {
    std::size_t clauses = 0;
    for (HoldingIndex const holding : compiled.shapes[shape]) {
      clauses += policy.holdings[holding].clause_count;
    }
    if (clauses > Holds::room) {
      throw Failure(FailureKind::bad_input,
                    {.code = "policy.too_many_clauses",
                     .message = "more than 64 retention clauses hold the record shape " +
                                policy.shapes[shape].name,
                     .remedy = "Give the shape fewer purposes, or their phrases fewer clauses."});
    }
  }
}

// `history` has the versions that have a say.
CompiledVersion compile_version(Compiled& all, policy::History const& history,
                                std::span<policy::Edition const> without_a_say, Version version) {
  Policy const& policy = history.of(version);
  CompiledVersion compiled;
  compile_purposes(history, version, compiled);
  compiled.shapes.resize(policy.shapes.size());
  compiled.by_purpose.resize(policy.purposes.size() * policy.shapes.size());
  compiled.clauses.resize(policy.clauses.size());
  compiled.slots.resize(policy.clauses.size());
  for (std::size_t i = 0; i < policy.holdings.size(); ++i) {
    Lineage lineage(history, version, policy.holdings[i]);
    if (!planted(Bug::longer_law_waits)) {
      lineage.add_asked(without_a_say);
    }
    auto const& holding = lineage.holding;
    compiled.holdings.push_back(compile_holding(all, lineage));
    compiled.shapes[holding.shape].push_back(static_cast<HoldingIndex>(i));
    compiled.by_purpose[holding.purpose * policy.shapes.size() + holding.shape] =
        static_cast<HoldingIndex>(i);
    for (std::size_t c = 0; c < holding.clause_count; ++c) {
      std::size_t const clause = holding.first_clause + c;
      compiled.clauses[clause] = compile_clause(lineage, policy.clauses[clause]);
      compiled.slots[clause] = slot_of(all, policy, policy.clauses[clause]);
    }
  }
  require_room(compiled, policy);
  return compiled;
}

}  // namespace

CompiledVersion const& Compiled::of(Version number) const {
  require(number >= 1 && number <= versions.size(), "a policy version that the history lacks");
  return versions[number - 1U];
}

Compiled compile(policy::History const& history, Version settled) {
  require(!history.editions.empty(), "a history without a version");
  Compiled compiled;
  for (policy::Edition const& edition : history.editions) {
    auto const say = std::clamp<std::size_t>(settled, edition.number, history.editions.size());
    policy::History having_a_say = history;
    having_a_say.editions.resize(say);
    compiled.versions.push_back(compile_version(
        compiled, having_a_say, std::span(history.editions).subspan(say), edition.number));
  }
  return compiled;
}

}  // namespace lofte::promise::retention

#include "shop/forecast/census.hpp"

#include <algorithm>
#include <span>

namespace lofte::shop::forecast {

using custody::subjects::RecordOutline;
using custody::upkeep::SubjectOutline;
using promise::policy::Policy;
using promise::policy::PurposeSet;
using promise::retention::Hold;
using promise::retention::Holds;
using promise::retention::Rules;
using promise::retention::SubjectView;

namespace {

// What every worker counts by.
struct Ground {
  Rules const& rules;
  Policy const& policy;
  Day today;
  std::vector<Part> parts;
  std::vector<PartIndex> first_part;  // by shape
};

bool covers(Hold const& hold, Day today) {
  return !hold.last || *hold.last >= today;
}

bool outlasts(Hold const& hold, Hold const& other) {
  return other.last && (!hold.last || *hold.last > *other.last);
}

Census empty_census(Ground const& ground) {
  Census census{.day = ground.today};
  census.purposes.resize(ground.policy.purposes.size());
  census.parts.resize(ground.parts.size());
  census.shapes.resize(ground.policy.shapes.size());
  census.clauses.resize(ground.policy.clauses.size());
  for (ClauseCount& clause : census.clauses) {
    clause.parts_alone.resize(ground.parts.size());
  }
  return census;
}

// Counts the records of one subject, one after the other.
class SubjectCount {
  // A legal hold or a restriction keeps what is there, whatever the clauses say.
  enum class Kept { by_clauses, anyway };

 public:
  SubjectCount(Ground const& ground, Census& census) : ground_(ground), census_(census) {}
  ~SubjectCount() { census_.people += found_ ? 1 : 0; }
  SubjectCount(SubjectCount const&) = delete;
  SubjectCount& operator=(SubjectCount const&) = delete;

  void add(RecordOutline const& record, SubjectView const& view) {
    Holds const holds = ground_.rules.holds(record.facts, view);
    Kept const kept = record.facts.held || view.restricted ? Kept::anyway : Kept::by_clauses;
    RecordOutlook const outlook = look_at_parts(record, holds, kept);
    count_clauses(record, holds, outlook, kept);
    if (outlook.is_held || kept == Kept::anyway) {
      found_ = true;
      ++census_.records;
      ++census_.shapes[record.facts.shape];
    }
  }

 private:
  struct RecordOutlook {
    bool is_held = false;
    std::optional<ClauseIndex> alone;  // the one clause that holds all that is held
    bool by_several = false;
  };

  FieldSet fields_of(Hold const& hold, RecordOutline const& record) const {
    return ground_.rules.fields(record.facts.version, record.facts.shape, hold.purpose) &
           record.facts.fields;
  }

  RecordOutlook look_at_parts(RecordOutline const& record, Holds const& holds, Kept kept) {
    RecordOutlook outlook;
    PartIndex const begin = ground_.first_part[record.facts.shape];
    PartIndex const end = ground_.first_part[record.facts.shape + 1U];
    for (PartIndex part = begin; part < end; ++part) {
      if ((ground_.parts[part].fields & record.facts.fields) != 0) {
        look_at_part(record, holds, part, kept, outlook);
      }
    }
    return outlook;
  }

  void look_at_part(RecordOutline const& record, Holds const& holds, PartIndex part, Kept kept,
                    RecordOutlook& outlook) {
    Hold const* longest = nullptr;
    int count = 0;
    for (Hold const& hold : holds) {
      if ((ground_.parts[part].purposes >> hold.purpose & 1) != 0 && covers(hold, ground_.today)) {
        ++count;
        longest = longest == nullptr || outlasts(hold, *longest) ? &hold : longest;
      }
    }
    if (longest == nullptr) {
      census_.parts[part] += kept == Kept::anyway ? 1 : 0;
      return;
    }
    ++census_.parts[part];
    outlook.by_several =
        outlook.by_several || count > 1 || (outlook.alone && *outlook.alone != longest->clause);
    outlook.is_held = true;
    outlook.alone = longest->clause;
    if (count == 1 && kept == Kept::by_clauses) {
      ++census_.clauses[longest->clause].parts_alone[part];
    }
    note_span(record, *longest, part);
  }

  void note_span(RecordOutline const& record, Hold const& hold, PartIndex part) {
    auto const end = hold.last ? SpanKey::End::dated : SpanKey::End::open;
    Span& span = census_.spans[{.part = part, .clause = hold.clause, .end = end}];
    ++span.records;
    span.collected = std::min(span.collected, record.collected);
    if (hold.last) {
      span.last = std::max(span.last, *hold.last);
      span.longest = std::max(span.longest, *hold.last - record.collected + std::chrono::days{1});
    }
  }

  void count_clauses(RecordOutline const& record, Holds const& holds, RecordOutlook const& outlook,
                     Kept kept) {
    PurposeSet counted = 0;
    for (Hold const& hold : holds) {
      if (!covers(hold, ground_.today) || fields_of(hold, record) == 0) {
        continue;
      }
      ++census_.clauses[hold.clause].records;
      if ((counted >> hold.purpose & 1) == 0) {
        counted |= PurposeSet{1} << hold.purpose;
        ++census_.purposes[hold.purpose].records;
        census_.purposes[hold.purpose].people += (seen_ >> hold.purpose & 1) == 0 ? 1 : 0;
      }
    }
    seen_ |= counted;
    if (outlook.is_held && !outlook.by_several && kept == Kept::by_clauses) {
      ++census_.clauses[*outlook.alone].records_alone;
    }
  }

  Ground const& ground_;
  Census& census_;
  PurposeSet seen_ = 0;  // purposes that the person has been counted for
  bool found_ = false;
};

void merge(Census& into, Census const& from) {
  into.people += from.people;
  into.records += from.records;
  for (std::size_t i = 0; i < into.purposes.size(); ++i) {
    into.purposes[i].records += from.purposes[i].records;
    into.purposes[i].people += from.purposes[i].people;
  }
  auto const add = [](std::vector<std::uint64_t>& mine, std::vector<std::uint64_t> const& theirs) {
    std::ranges::transform(mine, theirs, mine.begin(), std::plus<>{});
  };
  add(into.parts, from.parts);
  add(into.shapes, from.shapes);
  for (std::size_t i = 0; i < into.clauses.size(); ++i) {
    into.clauses[i].records += from.clauses[i].records;
    into.clauses[i].records_alone += from.clauses[i].records_alone;
    add(into.clauses[i].parts_alone, from.clauses[i].parts_alone);
  }
  for (auto const& [key, theirs] : from.spans) {
    Span& mine = into.spans[key];
    mine.records += theirs.records;
    mine.last = std::max(mine.last, theirs.last);
    mine.collected = std::min(mine.collected, theirs.collected);
    mine.longest = std::max(mine.longest, theirs.longest);
  }
}

}  // namespace

std::vector<Part> parts_of(Policy const& policy) {
  std::vector<Part> parts;
  for (std::size_t shape = 0; shape < policy.shapes.size(); ++shape) {
    for (auto const& compartment : policy.compartments[shape]) {
      parts.push_back({.shape = static_cast<ShapeIndex>(shape),
                       .fields = compartment.fields,
                       .purposes = compartment.purposes});
    }
  }
  return parts;
}

Census take_census(custody::vault::Vault const& vault) {
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  Ground ground{.rules = *rules,
                .policy = policy,
                .today = vault.today(),
                .parts = parts_of(policy),
                .first_part = {0}};
  for (auto const& compartments : policy.compartments) {
    ground.first_part.push_back(ground.first_part.back() + compartments.size());
  }
  std::vector<Census> tallies(custody::upkeep::sweep_workers(vault), empty_census(ground));
  custody::upkeep::sweep(vault, {}, [&](unsigned worker, Bucket bucket) {
    for (SubjectOutline const& subject : custody::upkeep::facts_of_bucket(vault, bucket)) {
      SubjectCount count(ground, tallies[worker]);
      custody::upkeep::each_record(
          *rules, subject,
          [&](RecordOutline const& record, SubjectView const& view) { count.add(record, view); });
    }
  });
  for (Census const& tally : std::span(tallies).subspan(1)) {
    merge(tallies.front(), tally);
  }
  return std::move(tallies.front());
}

}  // namespace lofte::shop::forecast

#include "custody/upkeep/holdings.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <span>
#include <tuple>

#include "custody/upkeep/per_purpose.hpp"

namespace lofte::custody::upkeep {

using promise::policy::Policy;
using promise::policy::PurposeIndex;
using promise::retention::Rules;
using promise::retention::SubjectView;
using promise::retention::Until;
using subjects::RecordOutline;

namespace {

struct Count {
  std::uint64_t people = 0;
  std::uint64_t records = 0;
  std::uint64_t fields = 0;
  SubjectId last_person;

  void add(SubjectId const& subject, std::uint64_t field_count) {
    if (people == 0 || last_person != subject) {
      ++people;
      last_person = subject;
    }
    ++records;
    fields += field_count;
  }
};

struct Ends {
  std::map<std::optional<int>, Count> by_year;
  std::map<Day, Count> by_day;
};

// What one worker has counted.
struct Tally {
  std::uint64_t people = 0;
  std::uint64_t records = 0;
  std::uint64_t open_too_long = 0;
  PerPurpose<Ends> ends;
};

int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

void tally_record(Rules const& rules, Day today, SubjectId const& subject,
                  RecordOutline const& record, SubjectView const& view, Tally& tally) {
  Policy const& policy = rules.history().of(record.facts.version);
  auto const& warning = rules.history().current().policy->open_warning;
  bool any = false;
  bool open = false;
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    auto const purpose = static_cast<PurposeIndex>(i);
    auto const fields =
        rules.fields(record.facts.version, record.facts.shape, purpose) & record.facts.fields;
    if (fields == 0) {
      continue;
    }
    Until const until = rules.until(record.facts, view, purpose);
    if (!until.covers(today)) {
      continue;
    }
    any = true;
    Ends& ends = tally.ends.at(record.facts.version, purpose, record.facts.shape);
    auto const field_count = static_cast<std::uint64_t>(std::popcount(fields));
    open = open || until.kind == Until::Kind::open;
    ends.by_year[until.last ? std::optional(year_of(*until.last)) : std::nullopt].add(subject,
                                                                                      field_count);
    if (until.last) {
      ends.by_day[*until.last].add(subject, field_count);
    }
  }
  if (any || record.facts.held || view.restricted) {
    ++tally.records;
  }
  if (open && warning &&
      promise::retention::last_day(*warning, record.collected, policy.fiscal_year_ends) < today) {
    ++tally.open_too_long;
  }
}

void merge(Count& into, Count const& from) {
  into.people += from.people;
  into.records += from.records;
  into.fields += from.fields;
}

void merge(Ends& into, Ends const& from) {
  for (auto const& [year, count] : from.by_year) {
    merge(into.by_year[year], count);
  }
  for (auto const& [day, count] : from.by_day) {
    merge(into.by_day[day], count);
  }
}

Holdings to_holdings(Day today, std::vector<Tally> const& tallies) {
  Holdings holdings{.today = today, .rows = {}, .next = {}};
  PerPurpose<Ends> all = tallies.front().ends;
  for (Tally const& tally : tallies) {
    holdings.people += tally.people;
    holdings.records += tally.records;
    holdings.open_too_long += tally.open_too_long;
  }
  for (Tally const& tally : std::span(tallies).subspan(1)) {
    all.take_in(tally.ends, [](Ends& into, Ends const& from) { merge(into, from); });
  }
  all.each([&](std::string const& purpose, std::string const& shape, Ends const& ends) {
    for (auto const& [year, count] : ends.by_year) {
      holdings.rows.push_back({.purpose = purpose,
                               .shape = shape,
                               .ends_in = year,
                               .people = count.people,
                               .records = count.records,
                               .fields = count.fields});
    }
    if (!ends.by_day.empty()) {
      auto const& [day, count] = *ends.by_day.begin();
      holdings.next.push_back({.purpose = purpose,
                               .shape = shape,
                               .last = day,
                               .people = count.people,
                               .records = count.records});
    }
  });
  std::ranges::sort(holdings.rows, {}, [](HoldingsRow const& row) {
    return std::tuple(row.purpose, row.shape,
                      row.ends_in.value_or(std::numeric_limits<int>::max()));
  });
  return holdings;
}

}  // namespace

Holdings holdings(vault::Vault const& vault, Progress const& progress) {
  auto const rules = vault.in_force().shown;
  Day const today = vault.today();
  std::vector<Tally> tallies(sweep_workers(vault),
                             Tally{.ends = PerPurpose<Ends>(rules->history())});
  sweep(vault, progress, [&](unsigned worker, Bucket bucket) {
    Tally& tally = tallies[worker];
    for (SubjectOutline const& subject : facts_of_bucket(vault, bucket)) {
      std::uint64_t const records_before = tally.records;
      each_record(*rules, subject, [&](RecordOutline const& record, SubjectView const& view) {
        tally_record(*rules, today, subject.id, record, view, tally);
      });
      tally.people += tally.records > records_before ? 1 : 0;
    }
  });
  return to_holdings(today, tallies);
}

}  // namespace lofte::custody::upkeep

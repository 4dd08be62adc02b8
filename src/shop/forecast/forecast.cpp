#include "shop/forecast/forecast.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "base/failure.hpp"

namespace lofte::shop::forecast {

using promise::policy::FieldIndex;
using promise::policy::Policy;

namespace {

template <typename Visit>
void each_field(FieldSet fields, Visit const& visit) {
  for (; fields != 0; fields &= fields - 1) {
    visit(static_cast<FieldIndex>(std::countr_zero(fields)));
  }
}

// Counts month by month, and puts together what the counts come to.
class Bookkeeping {
 public:
  Bookkeeping(Policy const& policy, Life const& life)
      : policy_(policy), life_(life), parts_(parts_of(policy)), clauses_(policy.clauses.size()) {
    for (ClauseCount& clause : clauses_) {
      clause.parts_alone.resize(parts_.size());
    }
  }

  void add(Census const& census, custody::upkeep::TickReport const& ticked) {
    Month month{.day = census.day, .people = census.people, .records = census.records};
    month.purposes = census.purposes;
    month.categories.resize(policy_.categories.size());
    std::uint64_t const before = months_.empty() ? 0 : months_.back().records;
    month.records_added = life_.happened().records - records_before_;
    month.records_gone = before + month.records_added - census.records;
    month.keys_destroyed = ticked.terms_destroyed + ticked.leaves_destroyed;
    records_before_ = life_.happened().records;
    months_.push_back(std::move(month));
    parts_of_months_.push_back(census.parts);
    merge_counts(census);
  }

  void add(custody::upkeep::ReclaimReport const& reclaimed) {
    customers_gone_ += reclaimed.subjects_gone;
    records_narrowed_ += reclaimed.records_narrowed;
  }

  Forecast close(Settings const& settings, Census const& last) {
    for (std::size_t i = 0; i < months_.size(); ++i) {
      for (PartIndex part = 0; part < parts_.size(); ++part) {
        add_values(parts_[part], parts_of_months_[i][part], months_[i]);
      }
    }
    Forecast result{.settings = settings,
                    .months = std::move(months_),
                    .happened = life_.happened(),
                    .customers = life_.customers(),
                    .customers_gone = customers_gone_,
                    .records_narrowed = records_narrowed_};
    for (ClauseCount const& months : clauses_) {
      result.costs.push_back(cost_of(months));
    }
    result.longest = longest_of(last);
    for (std::size_t shape = 0; shape < policy_.shapes.size(); ++shape) {
      if (life_.records()[shape] > 0) {
        result.told.push_back(told_of(static_cast<ShapeIndex>(shape), last));
      }
    }
    return result;
  }

 private:
  double mean_bytes(ShapeIndex shape, FieldIndex field) const {
    Taken const& taken = life_.taken()[shape][field];
    return taken.values == 0 ? 0
                             : static_cast<double>(taken.bytes) / static_cast<double>(taken.values);
  }

  double mean_bytes(Part const& part) const {
    double bytes = 0;
    each_field(part.fields, [&](FieldIndex field) { bytes += mean_bytes(part.shape, field); });
    return bytes;
  }

  void add_values(Part const& part, std::uint64_t count, Month& month) const {
    each_field(part.fields, [&](FieldIndex field) {
      month.values += count;
      month.categories[policy_.shapes[part.shape].fields[field].category] += count;
    });
    month.bytes +=
        static_cast<std::uint64_t>(std::llround(static_cast<double>(count) * mean_bytes(part)));
  }

  void merge_counts(Census const& census) {
    for (std::size_t i = 0; i < clauses_.size(); ++i) {
      clauses_[i].records += census.clauses[i].records;
      clauses_[i].records_alone += census.clauses[i].records_alone;
      for (PartIndex part = 0; part < parts_.size(); ++part) {
        clauses_[i].parts_alone[part] += census.clauses[i].parts_alone[part];
      }
    }
  }

  ClauseCost cost_of(ClauseCount const& months) const {
    auto const years = [](std::uint64_t count) { return static_cast<double>(count) / 12; };
    ClauseCost cost{.record_years = years(months.records),
                    .record_years_alone = years(months.records_alone)};
    for (PartIndex part = 0; part < parts_.size(); ++part) {
      cost.value_years_alone +=
          years(months.parts_alone[part]) * std::popcount(parts_[part].fields);
      cost.byte_years_alone += years(months.parts_alone[part]) * mean_bytes(parts_[part]);
    }
    return cost;
  }

  std::vector<Longest> longest_of(Census const& last) const {
    std::vector<Longest> all;
    for (auto const& [key, span] : last.spans) {
      Part const& part = parts_[key.part];
      auto const same = std::ranges::find_if(all, [&](Longest const& one) {
        return one.part.shape == part.shape && one.clause == key.clause && one.end == key.end &&
               one.span == span;
      });
      if (same == all.end()) {
        all.push_back({.part = part, .clause = key.clause, .end = key.end, .span = span});
      } else {
        same->part.fields |= part.fields;
      }
    }
    std::ranges::sort(all, std::greater<>{}, [](Longest const& one) {
      return std::tuple(one.end, one.span.longest, one.span.records, one.part.shape,
                        one.part.fields, one.clause);
    });
    return all;
  }

  ToldOfShape told_of(ShapeIndex shape, Census const& last) const {
    ToldOfShape told{.shape = shape, .taken = life_.records()[shape], .held = last.shapes[shape]};
    for (PartIndex part = 0; part < parts_.size(); ++part) {
      if (parts_[part].shape == shape) {
        auto const first = static_cast<FieldIndex>(std::countr_zero(parts_[part].fields));
        told.parts.push_back({.part = parts_[part],
                              .taken = life_.taken()[shape][first].values,
                              .held = last.parts[part]});
      }
    }
    return told;
  }

  Policy const& policy_;
  Life const& life_;
  std::vector<Part> parts_;
  std::vector<Month> months_;
  std::vector<std::vector<std::uint64_t>> parts_of_months_;
  std::vector<ClauseCount> clauses_;  // summed over the months
  std::uint64_t records_before_ = 0;
  std::uint64_t customers_gone_ = 0;
  std::uint64_t records_narrowed_ = 0;
};

bool begins_month(Day day) {
  return std::chrono::year_month_day{day}.day() == std::chrono::day{1};
}

bool begins_quarter(Day day) {
  return begins_month(day) &&
         (static_cast<unsigned>(std::chrono::year_month_day{day}.month()) - 1) % 3 == 0;
}

void count_month(ShopInMemory& shop, Day day, Bookkeeping& books, Census& census) {
  auto const ticked = shop.upkeep().tick();
  if (begins_quarter(day)) {
    books.add(shop.upkeep().reclaim());
  }
  census = take_census(shop.vault());
  books.add(census, ticked);
}

}  // namespace

Month const& Forecast::peak() const {
  return *std::ranges::max_element(months, {}, &Month::records);
}

Forecast forecast(Question const& question, MonthsDone const& progress) {
  Settings const& settings = question.settings;
  ShopInMemory shop({.policy = question.policy,
                     .policy_text = question.policy_text,
                     .first_day = settings.first_day()});
  Life life(question.policy, settings, shop);
  Bookkeeping books(question.policy, life);
  Census census;
  auto const months = static_cast<unsigned>(settings.years) * 12;
  unsigned done = 0;
  for (Day day = settings.first_day(); day <= settings.end(); day += std::chrono::days{1}) {
    shop.begin(day);
    if (begins_month(day)) {
      count_month(shop, day, books, census);
      if (progress && !progress(done++, months)) {
        throw Failure(FailureKind::unavailable, {.code = "stopped",
                                                 .message = "the simulation was stopped",
                                                 .remedy = "start it again"});
      }
    }
    if (day < settings.end()) {
      life.live(day);
    }
  }
  return books.close(settings, census);
}

}  // namespace lofte::shop::forecast

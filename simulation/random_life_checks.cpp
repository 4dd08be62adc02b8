// What must be as the model says after a tick.
#include <algorithm>

#include "custody/upkeep/holdings.hpp"
#include "simulation/random_life.hpp"

namespace lofte::simulation {

void RandomLife::tick_and_check() {
  bool const is_cut_off = shop_.slot().load().next.has_value();
  tell("tick");
  shop_.tick();
  if (is_cut_off) {
    shop_.tick();  // what was doomed after the cut waits for the tick after
  }
  follow_settlement();
  check_adversary();
  check_reads();
  check_holdings();
  if (one_in(2)) {
    reclaim();
    check_reads();
    check_holdings();
  }
}

void RandomLife::check_adversary() {
  auto const live = model_.live_values();
  auto const adversary = shop_.adversary();
  for (std::string const& value : adversary.values()) {
    if (!live.contains(value)) {
      complain("an adversary reads " + value);
    }
  }
  for (std::string const& value : live) {
    if (!adversary.can_read(value)) {
      complain(value + " is held, and nobody has its key");
    }
  }
}

void RandomLife::check_reads() {
  for (ModelSubject const& subject : model_.subjects) {
    for (ModelRecord const& record : subject.records) {
      for (auto const& purpose : model_.policy_of(record).purposes) {
        for (std::string const& field : shape_named(record.shape).fields) {
          bool const opens = model_.opens(subject, record, purpose.name, field);
          std::string const expected = opens ? record.values.at(field) : "";
          std::string const got = shop_.read(subject.id, record.id, purpose.name, field);
          bool const is_value = !got.starts_with("denied.") && got != "gone";
          if (is_value != opens || (opens && got != expected)) {
            complain(purpose.name + " reads " + field + " of " + name_of(subject, record) + ": " +
                     got);
          }
        }
      }
    }
  }
}

void RandomLife::check_holdings() {
  struct Count {
    std::size_t records = 0;
    std::size_t fields = 0;
    bool operator==(Count const&) const = default;
  };
  std::map<std::string, Count> expected;
  std::size_t records = 0;
  for (ModelSubject const& subject : model_.subjects) {
    for (ModelRecord const& record : subject.records) {
      bool any = record.held || subject.restricted;
      for (auto const& purpose : model_.policy_of(record).purposes) {
        auto const fields =
            static_cast<std::size_t>(std::ranges::count_if(record.values, [&](auto const& value) {
              return model_.shows(subject, record, purpose.name, value.first);
            }));
        if (fields > 0) {
          any = true;
          Count& count = expected[purpose.name + " of " + record.shape];
          ++count.records;
          count.fields += fields;
        }
      }
      records += any ? 1U : 0U;
    }
  }
  auto const holdings = custody::upkeep::holdings(shop_.vault());
  std::map<std::string, Count> counted;
  for (auto const& row : holdings.rows) {
    Count& count = counted[row.purpose + " of " + row.shape];
    count.records += row.records;
    count.fields += row.fields;
  }
  if (holdings.records != records) {
    complain(std::to_string(holdings.records) + " records are counted, not " +
             std::to_string(records));
  }
  for (auto const& [what, count] : expected) {
    if (counted[what] != count) {
      complain(what + ": counted " + std::to_string(counted[what].records) + " records, not " +
               std::to_string(count.records) + "; " + std::to_string(counted[what].fields) +
               " fields, not " + std::to_string(count.fields));
    }
  }
  for (auto const& [what, count] : counted) {
    if (!expected.contains(what)) {
      complain(what + " is counted, and should be nothing");
    }
  }
}

}  // namespace lofte::simulation

// What must be as the model says after a tick.
#include <algorithm>

#include "custody/upkeep/holdings.hpp"
#include "simulation/life.hpp"

namespace lofte::simulation {

void Life::check() {
  ++tally_.checks;
  check_adversaries();
  check_plaintext();
  shop_.ledger().sequence();
  refused_.clear();
  std::uint64_t const noted_before = shop_.ledger().log().size();
  check_reads();
  check_clerks();
  check_refusals(noted_before);
  check_holdings();
  check_ledger();
}

namespace {

// "canary-phone-12-A" is A's, and was drawn by step 12.
bool is_excused(std::string const& value, std::map<std::string, unsigned> const& excused) {
  auto const name = value.rfind('-');
  auto const found = excused.find(value.substr(name + 1));
  auto const number = value.rfind('-', name - 1);
  return found != excused.end() &&
         std::stoul(value.substr(number + 1, name - number - 1)) <= found->second;
}

}  // namespace

// Nothing can be read from all the bytes there ever were that is not held; and all that is held can
// be from the bytes there are.
void Life::check_adversaries() {
  auto const live = model_.live_values();
  auto const with_everything = shop_.adversary();
  for (std::string const& value : with_everything.values()) {
    if (!live.contains(value) && !is_excused(value, excused_)) {
      complain("an adversary reads " + value);
    }
  }
  auto const with_today = shop_.adversary_of_today();
  for (std::string const& value : model_.values_that_must_be_there()) {
    if (!with_today.can_read(value)) {
      complain(value + " is held, and nobody has its key");
    }
  }
}

void Life::check_plaintext() {
  looked_through_ =
      shop_.store().visit_written(looked_through_, [&](custody::store::Written const& written) {
        if (written.key.contains("canary") || written.value.contains("canary")) {
          complain("what was written is there to read");
        }
      });
}

void Life::check_reads() {
  for (ModelSubject const& subject : model_.subjects) {
    for (ModelRecord const& record : subject.records) {
      for (auto const& purpose : model_.policy_of(record).purposes) {
        for (std::string const& field : shape_named(record.shape).fields) {
          bool const opens = model_.opens(subject, record, purpose.name, field);
          std::string const expected = opens ? record.values.at(field) : "";
          std::string const got = shop_.read(subject.id, record.id, purpose.name, field);
          bool const is_denied = got.starts_with("denied.");
          bool const is_value = !is_denied && got != "gone";
          if (is_denied) {
            ++refused_[{subject.id, shop_.owner().id, purpose.name, got}];
          }
          if (model_.is_asked_for_again(subject, record, purpose.name, field)) {
            continue;
          }
          if (is_value != opens || (opens && got != expected)) {
            complain(purpose.name + " reads " + field + " of " + name_of(subject, record) + ": " +
                     got);
          }
        }
      }
    }
  }
}

// Whoever is bound to one purpose gets nothing for another.
void Life::check_clerks() {
  std::string const bound = draws_.one_of(model_.policy().purposes).name;
  std::vector const purposes = {promise::retention::name_hash(bound)};
  promise::gate::Actor const clerk{.id = 7, .purposes = purposes, .all_purposes = false};
  for (ModelSubject const& subject : model_.subjects) {
    for (ModelRecord const& record : subject.records) {
      for (auto const& purpose : model_.policy_of(record).purposes) {
        if (purpose.name == bound) {
          continue;
        }
        auto const read = shop_.vault().read(clerk, subject.id, record.id, purpose.name);
        if (!read) {
          ++refused_[{subject.id, clerk.id, purpose.name,
                      std::string(promise::gate::code_of(read.error()))}];
        } else {
          complain("a clerk for " + bound + " reads " + name_of(subject, record) + " for " +
                   purpose.name);
        }
      }
    }
  }
}

void Life::check_holdings() {
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

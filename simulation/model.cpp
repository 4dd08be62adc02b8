#include "simulation/model.hpp"

#include <algorithm>

namespace lofte::simulation {

using promise::policy::History;
namespace naive = promise::retention::naive;

namespace {

Day const before_everything{std::chrono::year{1990} / 1 / 1};

naive::Question question_of(ModelRecord const& record, std::string const& purpose) {
  return {.purpose = purpose, .shape = record.shape, .collected = record.version};
}

}  // namespace

History Model::through(promise::policy::Version last, ModelRecord const& record) const {
  History versions = history;
  versions.editions.resize(std::max(last, record.version));
  return versions;
}

namespace {

bool cites_law(promise::policy::Policy const& policy, std::string const& purpose) {
  auto const index = policy.find_purpose(purpose);
  return index && policy.purposes[*index].basis == promise::policy::Basis::legal_obligation &&
         policy.purposes[*index].law;
}

naive::Facts facts_of(ModelSubject const& subject, ModelRecord const& record) {
  return {.events = record.events,
          .latest = subject.latest,
          .consented = subject.consented,
          .erased = record.ended};
}

// With what has been refused since.
naive::Facts facts_with_refusals(ModelSubject const& subject, ModelRecord const& record) {
  auto facts = facts_of(subject, record);
  facts.erased.insert(subject.refused.begin(), subject.refused.end());
  return facts;
}

}  // namespace

std::vector<History> Model::kept(ModelRecord const& record, std::string const& purpose) const {
  std::vector<History> all{through(settled, record)};
  bool by_law = true;
  for (auto const& edition : history.editions) {
    by_law = by_law && (edition.number < record.version || cites_law(*edition.policy, purpose));
    if (by_law && edition.number > all.front().current().number) {
      all.push_back(through(edition.number, record));
    }
  }
  return all;
}

bool Model::holds(History const& versions, ModelSubject const& subject, ModelRecord const& record,
                  std::string const& purpose, std::string const& field) const {
  auto const question = question_of(record, purpose);
  return naive::holds_field(versions, question, field) &&
         naive::is_held(versions, question, facts_with_refusals(subject, record), today);
}

Model::Last Model::last_day(History const& versions, ModelSubject const& subject,
                            ModelRecord const& record, std::string const& purpose) const {
  auto const question = question_of(record, purpose);
  auto const facts = facts_with_refusals(subject, record);
  Day const never_over = today + std::chrono::days{100 * 366};
  if (!naive::is_held(versions, question, facts, today)) {
    return Day::min();
  }
  if (naive::is_held(versions, question, facts, never_over)) {
    return Day::max();
  }
  Day held = today;
  for (Day over = never_over; over - held > std::chrono::days{1};) {
    Day const middle = held + (over - held) / 2;
    (naive::is_held(versions, question, facts, middle) ? held : over) = middle;
  }
  return held;
}

bool Model::has_run_out(ModelSubject const& subject, ModelRecord const& record,
                        std::string const& purpose) const {
  auto const facts = facts_of(subject, record);
  auto const question = question_of(record, purpose);
  auto const versions = kept(record, purpose);
  auto const is_held_on = [&](Day day) {
    return std::ranges::any_of(
        versions, [&](History const& some) { return naive::is_held(some, question, facts, day); });
  };
  return is_held_on(before_everything) && !is_held_on(today);
}

bool Model::shows(ModelSubject const& subject, ModelRecord const& record,
                  std::string const& purpose, std::string const& field) const {
  return holds(history, subject, record, purpose, field);
}

bool Model::keeps(ModelSubject const& subject, ModelRecord const& record,
                  std::string const& field) const {
  return subject.restricted || record.held ||
         std::ranges::any_of(policy_of(record).purposes, [&](auto const& purpose) {
           return keeps_for(subject, record, purpose.name, field);
         });
}

bool Model::keeps_for(ModelSubject const& subject, ModelRecord const& record,
                      std::string const& purpose, std::string const& field) const {
  auto const versions = kept(record, purpose);
  auto const question = question_of(record, purpose);
  return naive::holds_field(versions.front(), question, field) &&
         std::ranges::any_of(versions, [&](History const& some) {
           return naive::is_held(some, question, facts_with_refusals(subject, record), today);
         });
}

bool Model::must_be_there(ModelSubject const& subject, ModelRecord const& record,
                          std::string const& field) const {
  return subject.restricted || record.held ||
         std::ranges::any_of(policy_of(record).purposes, [&](auto const& purpose) {
           return !record.run_out.contains(purpose.name) &&
                  keeps_for(subject, record, purpose.name, field);
         });
}

bool Model::opens(ModelSubject const& subject, ModelRecord const& record,
                  std::string const& purpose, std::string const& field) const {
  bool const by_hold = record.held && purpose == "legal_claims" &&
                       policy_of(record).find_purpose(purpose).has_value();
  return record.values.contains(field) && !subject.restricted &&
         (by_hold || (!record.run_out.contains(purpose) && shows(subject, record, purpose, field)));
}

bool Model::is_asked_for_again(ModelSubject const& subject, ModelRecord const& record,
                               std::string const& purpose, std::string const& field) const {
  return record.run_out.contains(purpose) && cites_law(policy(), purpose) &&
         record.values.contains(field) && shows(subject, record, purpose, field);
}

bool Model::keeps_beyond_the_end_of(std::string const& purpose) const {
  return std::ranges::any_of(subjects, [&](ModelSubject const& subject) {
    return std::ranges::any_of(subject.records, [&](ModelRecord const& record) {
      return record.run_out.contains(purpose);
    });
  });
}

bool Model::may_be_written(ModelSubject const& subject, ModelRecord const& record) const {
  return std::ranges::any_of(record.values, [&](auto const& value) {
    return std::ranges::any_of(policy_of(record).purposes, [&](auto const& purpose) {
      return shows(subject, record, purpose.name, value.first);
    });
  });
}

void Model::settle() {
  for (ModelSubject& subject : subjects) {
    for (ModelRecord& record : subject.records) {
      for (auto const& purpose : policy_of(record).purposes) {
        if (has_run_out(subject, record, purpose.name)) {
          record.ended.insert(purpose.name);
          record.run_out.insert(purpose.name);
        }
      }
      std::erase_if(record.values,
                    [&](auto const& value) { return !keeps(subject, record, value.first); });
    }
    std::erase_if(subject.records, [](ModelRecord const& record) { return record.values.empty(); });
  }
}

std::set<std::string> Model::values_that_must_be_there() const {
  std::set<std::string> values;
  for (ModelSubject const& subject : subjects) {
    for (ModelRecord const& record : subject.records) {
      for (auto const& [field, value] : record.values) {
        if (must_be_there(subject, record, field)) {
          values.insert(value);
        }
      }
    }
  }
  return values;
}

std::set<std::string> Model::live_values() const {
  std::set<std::string> live;
  for (ModelSubject const& subject : subjects) {
    for (ModelRecord const& record : subject.records) {
      for (auto const& [field, value] : record.values) {
        live.insert(value);
      }
    }
  }
  return live;
}

}  // namespace lofte::simulation

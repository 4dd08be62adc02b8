// A small model of what a shop holds, written apart from the production code: it knows records,
// what has happened to them, and the plain calendar of promise/retention/naive_calendar.hpp;
// nothing of leases, keys or pages.
//
// What has lapsed stays lapsed: whoever changes the model calls settle() before and after.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "promise/retention/naive_calendar.hpp"

namespace lofte::simulation {

struct ModelRecord {
  RecordId id;
  std::string shape;
  promise::policy::Version version = 1;
  std::map<std::string, std::string> values;  // that somebody holds, by field
  std::map<std::string, Day> events;          // "order completed"
  std::set<std::string> ended;                // purposes ended for this record
  std::set<std::string> run_out;              // those whose day came, whatever a later law says
  bool held = false;
};

struct ModelSubject {
  SubjectId id;
  std::string reference;
  std::map<std::string, Day> latest;  // "order completed"
  std::set<std::string> consented;
  std::set<std::string> refused;  // withdrawn, or objected to
  bool restricted = false;
  std::vector<ModelRecord> records;
};

class Model {
 public:
  std::vector<ModelSubject> subjects;
  promise::policy::History history;
  promise::policy::Version settled = 1;  // versions after it hide, and let nothing go
  Day today;

  promise::policy::Policy const& policy() const { return *history.current().policy; }
  promise::policy::Policy const& policy_of(ModelRecord const& record) const {
    return history.of(record.version);
  }

  // Lets go of the values that nothing holds any more.
  void settle();

  // Whether `purpose` may hold the field today; as shown to readers, or as kept.
  bool shows(ModelSubject const& subject, ModelRecord const& record, std::string const& purpose,
             std::string const& field) const;
  bool keeps(ModelSubject const& subject, ModelRecord const& record,
             std::string const& field) const;
  // Whether a reader for the purpose gets the field's value.
  bool opens(ModelSubject const& subject, ModelRecord const& record, std::string const& purpose,
             std::string const& field) const;
  // Whether the purpose's day had come, a hold or a restriction has kept the record, and now a
  // later law asks for it again: it is held, and whether it can be read for the purpose is left
  // open.
  bool is_asked_for_again(ModelSubject const& subject, ModelRecord const& record,
                          std::string const& purpose, std::string const& field) const;
  // Whether something is kept, by a hold or a restriction, for which the purpose's day has come.
  bool keeps_beyond_the_end_of(std::string const& purpose) const;
  // Whether any purpose may hold one of the record's values today, restriction aside.
  bool may_be_written(ModelSubject const& subject, ModelRecord const& record) const;

  // All that may be there; and what must be, for something else than a law that asks again for what
  // has run out.
  std::set<std::string> live_values() const;
  std::set<std::string> values_that_must_be_there() const;

  // The last day on which `purpose` holds the record if nothing more happens to it; before all days
  // when it is over, after all days when it has no date.
  using Last = Day;
  Last last_day(promise::policy::History const& versions, ModelSubject const& subject,
                ModelRecord const& record, std::string const& purpose) const;

 private:
  bool holds(promise::policy::History const& versions, ModelSubject const& subject,
             ModelRecord const& record, std::string const& purpose, std::string const& field) const;
  bool keeps_for(ModelSubject const& subject, ModelRecord const& record, std::string const& purpose,
                 std::string const& field) const;
  bool must_be_there(ModelSubject const& subject, ModelRecord const& record,
                     std::string const& field) const;
  bool has_run_out(ModelSubject const& subject, ModelRecord const& record,
                   std::string const& purpose) const;
  // The versions through `last`, or through the record's own.
  promise::policy::History through(promise::policy::Version last, ModelRecord const& record) const;
  // What has a say in whether the purpose lets go of the record, each of them for itself: the
  // versions that are settled, and those with the later ones in which a law asks for longer.
  std::vector<promise::policy::History> kept(ModelRecord const& record,
                                             std::string const& purpose) const;
};

}  // namespace lofte::simulation

// Until when a phrase holds a record. Internal to the module; pure, no allocation.
#pragma once

#include "promise/retention/compiled.hpp"

namespace lofte::promise::retention {

bool is_until(Phrase::Clause const& clause);

// The day of the clause's event, and of the cap's; nullopt when it has not happened.
std::optional<Day> anchor_of(Phrase::Clause const& clause, RecordFacts const& record,
                             SubjectView const& subject);
std::optional<Day> cap_anchor_of(Phrase const& phrase, RecordFacts const& record);

// The last day by one clause alone, under the phrase's cap; open_ended while it has no date.
Day last_by(Phrase::Clause const& clause, Phrase const& phrase, RecordFacts const& record,
            SubjectView const& subject);

// The last day by a whole phrase; open_ended while it has no date.
Day last_by(Phrase const& phrase, RecordFacts const& record, SubjectView const& subject);

// The earliest over the versions that have a say; open_ended while none has a date.
Day last_of(CompiledHolding const& holding, RecordFacts const& record, SubjectView const& subject);

// nullopt for open_ended.
std::optional<Day> dated(Day last);

}  // namespace lofte::promise::retention

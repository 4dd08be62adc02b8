// Numbers, dates and terms as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/day.hpp"
#include "edge/pages/phrases.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// "31 december 2026", "31 December 2026"
std::string date_in_words(Day day, Phrases const& phrases);

// "12 345" with no-break spaces in Swedish, "12,345" in English.
std::string number_in_words(std::uint64_t count, Phrases const& phrases);

// "två kalenderår", "30 days"
std::string duration_in_words(promise::policy::Duration duration, Phrases const& phrases);

// One clause of what a purpose keeps: "två kalenderår efter genomfört köp", its cap included.
std::string clause_in_words(promise::policy::Policy const& policy,
                            promise::policy::Clause const& clause, Phrases const& phrases);

// How long a purpose keeps a shape of record: "två kalenderår efter genomfört köp". From the
// clauses themselves, not from the phrase as written. Events are named by web/texts, and by their
// own names where those don't know them.
std::string term_in_words(promise::policy::Policy const& policy,
                          promise::policy::Holding const& holding, Phrases const& phrases);
std::string term_in_words(promise::policy::Policy const& policy,
                          promise::policy::Holding const& holding, std::string_view language);

}  // namespace lofte::edge::pages

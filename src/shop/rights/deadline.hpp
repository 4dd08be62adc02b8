// By when a request about a person's data is to be answered.
#pragma once

#include "base/day.hpp"

namespace lofte::shop::rights {

// One month from the day it came in (GDPR article 12(3)): the same date of the next month, or that
// month's last day; where that is no working day in Sweden, the next one that is (Regulation (EEC,
// Euratom) 1182/71, article 3).
Day answer_by(Day received);

// The same after the two further months that article 12(3) allows when there are reasons.
Day extended_answer_by(Day received);

// Not a Saturday, a Sunday, a public holiday (lag 1989:253), or one of the eves that count as such
// for legal periods (lag 1930:173, 2 §).
bool is_working_day(Day day);

}  // namespace lofte::shop::rights

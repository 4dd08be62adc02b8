// What a shop holds, in a form from which it can't be told how it came about: two shops are the
// same if they hold the same, whoever else has been there and gone.
//
// Left out: counters that go on (generations, renewals, slots), keys and everything sealed but for
// its length, and what is where in a tree.
#pragma once

#include <string>
#include <vector>

#include "custody/store/tables.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {

// Lines, sorted.
std::vector<std::string> canonical_state(Shop& shop);

std::vector<custody::store::Written> rows_of(custody::store::MemoryStore const& store,
                                             custody::store::Table table);

// How many leaves of key trees somebody has: people, leases and clocks without a date, terms and
// named keys.
std::size_t leaves_needed(Shop& shop);

// Of every byte that is there and every byte that ever was.
std::string digest(Shop& shop);

}  // namespace lofte::simulation

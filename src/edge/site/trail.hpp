// What the ledger says of a person, as their page shows it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "edge/pages/me_pages.hpp"

namespace lofte::edge::site {

inline constexpr std::size_t trail_entries_on_a_page = 50;
inline constexpr std::size_t sign_ins_shown = 10;

// The name of an API key's holder; "" when it has been revoked.
using NameOfActor = std::function<std::string(std::uint32_t actor)>;

// Of statements (custody/ledger/statement.hpp), oldest first. `page` counts from 1; beyond the last
// it is the last.
pages::TrailPage trail_page(std::vector<std::string> const& statements, unsigned page,
                            NameOfActor const& name_of);

}  // namespace lofte::edge::site

// Internal to edge/site: what people are told by mail without having asked.
#pragma once

#include "edge/site/ground.hpp"

namespace lofte::edge::site {

// Writes to everybody who is to be told of the version in force, as far as nobody has yet
// (shop/notices); how many. Nothing without mail: they wait until there is. One thread at a time.
// Throws Failure (the store's, and the mail's): the next call goes on.
std::size_t tell_of_new_version(Ground const& ground);

}  // namespace lofte::edge::site

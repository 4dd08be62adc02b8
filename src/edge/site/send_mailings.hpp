// Internal to edge/site: the letters of the mailings that are under way.
#pragma once

#include <stop_token>

#include "edge/site/ground.hpp"

namespace lofte::edge::site {

// Writes them (shop/mailings), in the policy's language, each with its own link to end them; no
// faster than they go out, so that the letters that visitors wait for do not stand behind them.
// Returns when they are written, or soon after `stop`: the next call goes on. Nothing without mail.
// One thread at a time. Throws Failure (the store's, and the mail's): the next call goes on.
void send_mailings(Ground const& ground, std::stop_token const& stop);

}  // namespace lofte::edge::site

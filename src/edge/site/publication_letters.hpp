// Letters about what was sent in for publication: to whoever sent it, that the shop has it or has
// published it, with a link to see and withdraw it; and to the shop, that there is something to
// publish.
#pragma once

#include "edge/site/ground.hpp"
#include "shop/publications/publications.hpp"

namespace lofte::edge::site {

// The path of a fresh link to the contribution's own page; it works as long as it is held.
std::string own_path_of(Ground const& ground, shop::publications::Place const& place,
                        promise::retention::Until const& until);

// Nothing when the record is no contribution that is published, or no address is held. In the
// policy's first language. There is mail.
void mail_published(Ground const& ground, shop::publications::Place const& place);

// Says where, and nothing of whom. Nothing without mail, or without an address of the shop's.
void tell_shop_of_publication(Visit const& visit, Ground const& ground,
                              shop::publications::Place const& place);

}  // namespace lofte::edge::site

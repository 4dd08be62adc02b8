// Letters to whoever sent something in for publication: that the shop has it or has published it,
// with a link to see and withdraw it.
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

}  // namespace lofte::edge::site

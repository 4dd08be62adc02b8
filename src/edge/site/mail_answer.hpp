// Letters about an enquiry: its answer, to whoever sent it; and to the shop, that there is
// something to answer.
#pragma once

#include "edge/site/ground.hpp"
#include "shop/enquiries/case_link.hpp"

namespace lofte::edge::site {

// Nothing when the record is no enquiry that is answered, or no address is held. In the policy's
// first language. There is mail.
void mail_answer(Ground const& ground, shop::enquiries::Case const& answered);

// Nothing without mail, or without an address of the shop's.
void tell_shop(Visit const& visit, Ground const& ground, shop::enquiries::Case const& enquiry);

}  // namespace lofte::edge::site

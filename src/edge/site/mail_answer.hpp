// The letter with the answer to an enquiry, to whoever sent it.
#pragma once

#include "edge/site/ground.hpp"
#include "shop/enquiries/case_link.hpp"

namespace lofte::edge::site {

// Nothing when the record is no enquiry that is answered, or no address is held. In the policy's
// first language. There is mail.
void mail_answer(Ground const& ground, shop::enquiries::Case const& answered);

}  // namespace lofte::edge::site

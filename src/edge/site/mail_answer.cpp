#include "edge/site/mail_answer.hpp"

#include "edge/site/letters.hpp"
#include "shop/enquiries/enquiries.hpp"

namespace lofte::edge::site {

namespace enquiries = shop::enquiries;

void mail_answer(Ground const& ground, enquiries::Case const& answered) {
  auto const enquiry = enquiries::find_enquiry(ground.vault, answered.subject, answered.record);
  if (!enquiry || !enquiry->answered || enquiry->email.empty()) {
    return;
  }
  auto const rules = ground.vault.in_force().shown;
  auto const& policy = *rules->history().current().policy;
  std::string const token =
      enquiries::issue_case_link(ground.tickets, ground.vault.ground().clock, answered);
  ground.mail->post(letter_of(policy, ground,
                              AnswerLetter{.to_address = enquiry->email,
                                           .answer = enquiry->answer,
                                           .path = pages::paths::case_page(token),
                                           .language = policy.language}));
}

}  // namespace lofte::edge::site

#include "edge/site/send_mailings.hpp"

#include <condition_variable>
#include <mutex>

#include "edge/site/mailing.hpp"
#include "shop/mailings/send_mailings.hpp"

namespace lofte::edge::site {

using custody::suppression::Suppressions;
using shop::mailings::MailingLetter;

namespace {

constexpr std::chrono::milliseconds pause{200};

// Waits while the mail is busy; false: it is not to go on.
bool wait_for_room(mail::Mail const& mail, std::stop_token const& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested() && mail.is_busy()) {
    stopped.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); });
  }
  return !stop.stop_requested();
}

mail::Letter letter_of(Ground const& ground, MailingLetter const& written) {
  auto const rules = ground.vault.in_force().shown;
  mail::Letter letter;
  letter.to_address = written.addressee.email;
  letter.subject = written.content.subject;
  letter.text = written.content.text;
  letter.html = written.content.html;
  if (!letter.text.ends_with('\n')) {
    letter.text += '\n';
  }
  return as_mailing(std::move(letter),
                    {.vault = ground.vault,
                     .public_url = ground.public_url,
                     .language = rules->history().current().policy->language},
                    {.subject = written.addressee.subject,
                     .purpose = written.mailing.purpose,
                     .channel = std::string(shop::mailings::email_channel)},
                    "mailed");
}

}  // namespace

void send_mailings(Ground const& ground, std::stop_token const& stop) {
  if (ground.mail == nullptr) {
    return;
  }
  Suppressions const suppressions(ground.vault.ground().ring, ground.vault.ground().store);
  shop::mailings::send_mailings(
      {.vault = ground.vault,
       .suppressions = suppressions,
       .go_on = [&] { return wait_for_room(*ground.mail, stop); },
       .post = [&](MailingLetter const& letter) { ground.mail->post(letter_of(ground, letter)); }});
}

}  // namespace lofte::edge::site

#include "edge/site/mailing.hpp"

#include "edge/pages/paths.hpp"
#include "edge/pages/phrases.hpp"

namespace lofte::edge::site {

mail::Letter as_mailing(mail::Letter letter, MailingPlace const& place,
                        shop::mailings::Subscribed const& subscribed, std::string_view act) {
  letter.list_unsubscribe = std::string(place.public_url) + std::string(pages::paths::unsubscribe) +
                            "/" + shop::mailings::unsubscribe_token(place.vault, subscribed);
  auto const phrases = pages::Phrases::of(place.language);
  letter.text += "\n" + std::string(phrases.text("letter.unsubscribe")) + "\n" +
                 letter.list_unsubscribe + "?language=" + phrases.language() + "\n";
  letter.about = mail::About{
      .subject = subscribed.subject, .act = std::string(act), .purpose = subscribed.purpose};
  return letter;
}

}  // namespace lofte::edge::site

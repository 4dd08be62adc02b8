#include "edge/site/mailing.hpp"

#include <algorithm>

#include "edge/pages/paths.hpp"
#include "edge/pages/phrases.hpp"

namespace lofte::edge::site {

namespace {

// Before the end of its body, where it has one.
void add_at_foot(std::string& html, std::string const& foot) {
  constexpr std::string_view end_of_body = "</body";
  auto const same = [](char one, char other) { return (one | 0x20) == (other | 0x20); };
  auto const found = std::ranges::find_end(html, end_of_body, same);
  html.insert(static_cast<std::size_t>(std::distance(html.begin(), found.begin())), foot);
}

}  // namespace

mail::Letter as_mailing(mail::Letter letter, MailingPlace const& place,
                        shop::mailings::Subscribed const& subscribed, std::string_view act) {
  letter.list_unsubscribe = std::string(place.public_url) + std::string(pages::paths::unsubscribe) +
                            "/" + shop::mailings::unsubscribe_token(place.vault, subscribed);
  auto const phrases = pages::Phrases::of(place.language);
  std::string const words(phrases.text("letter.unsubscribe"));
  std::string const url = letter.list_unsubscribe + "?language=" + phrases.language();
  letter.text += "\n" + words + "\n" + url + "\n";
  if (!letter.html.empty()) {  // nothing in words and address means anything in HTML
    add_at_foot(letter.html, "\n<p>" + words + " <a href=\"" + url + "\">" + url + "</a></p>\n");
  }
  letter.about = mail::About{
      .subject = subscribed.subject, .act = std::string(act), .purpose = subscribed.purpose};
  return letter;
}

}  // namespace lofte::edge::site

#include "edge/site/publication_letters.hpp"

#include "edge/site/letters.hpp"

namespace lofte::edge::site {

namespace publications = shop::publications;

std::string own_path_of(Ground const& ground, publications::Place const& place,
                        promise::retention::Until const& until) {
  constexpr std::chrono::days undated{365};
  Clock const& clock = ground.vault.ground().clock;
  Day const today = ground.vault.today();
  auto const days = until.last && *until.last >= today ? *until.last - today : undated;
  return std::string(pages::paths::reviews_own) + "/" +
         publications::issue_publication_link(ground.tickets,
                                              clock.now() + days + std::chrono::days{1}, place);
}

void mail_published(Ground const& ground, publications::Place const& place) {
  auto const publication =
      publications::find_publication(ground.vault, place.subject, place.record);
  if (!publication || publication->state != publications::Publication::State::published ||
      publication->email.empty()) {
    return;
  }
  ground.mail->post(
      letter_of(ground, PublishedLetter{.to_address = publication->email,
                                        .path = own_path_of(ground, place, publication->until)}));
}

}  // namespace lofte::edge::site

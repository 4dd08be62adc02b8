// One's own contributions: seeing them and withdrawing them, on My pages or by the link of a
// letter.
#include <algorithm>

#include "base/failure.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/person.hpp"
#include "shop/publications/publications.hpp"
#include "shop/publications/withdraw.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
namespace publications = shop::publications;
using pages::NoticePage;
using pages::OwnPublication;
using publications::Publication;

namespace {

OwnPublication::State state_of(Publication::State state) {
  switch (state) {
    case Publication::State::waiting:
      return OwnPublication::State::waiting;
    case Publication::State::published:
      return OwnPublication::State::published;
    case Publication::State::withdrawn:
      return OwnPublication::State::withdrawn;
  }
  std::unreachable();
}

OwnPublication shown(Publication const& publication) {
  using Kind = pages::Ending::Kind;
  return {.state = state_of(publication.state),
          .submitted = publication.submitted,
          .published = publication.published,
          .ends = {.kind = publication.until.last ? Kind::dated : Kind::on_withdrawal,
                   .last = publication.until.last},
          .name = publication.name,
          .about = publication.about,
          .text = publication.text,
          .licence = publication.licence};
}

void withdraw(Ground const& ground, publications::Place const& place) {
  publications::withdraw(ground.vault, place.subject, place.record);
  ground.shelf.look_at(place);
}

// --- On My pages

http::Response show_all(Visit& visit, Ground const& ground) {
  visit.visitor->name = name_of(ground.vault, visit.subject());
  pages::OwnPublicationsPage all;
  for (auto const& publication : publications::publications_of(ground.vault, visit.subject())) {
    OwnPublication own = shown(publication);
    own.path = paths::publications;
    own.record = to_string(publication.record.value);
    all.publications.push_back(std::move(own));
  }
  return page(ground.pages.own_publications(visit.policy(), visit.view(), all));
}

http::Response withdraw_mine(Visit const& visit, Ground const& ground) {
  auto const record = parse_uuid(visit.form.text(fields::record));
  if (!record) {
    throw choice_unknown();
  }
  withdraw(ground, {.subject = visit.subject(), .record = RecordId{*record}});
  return go_to(visit, std::string(paths::publications), pages::Flash::publication_withdrawn);
}

// --- By a link

http::Response with_link(
    Visit const& visit, Ground const& ground,
    std::function<http::Response(publications::Place const&, Publication const&)> const& act) {
  auto const place = publications::place_of_link(ground.tickets, visit.path.at("token"));
  auto const publication =
      place ? publications::find_publication(ground.vault, place->subject, place->record)
            : std::nullopt;
  if (publication) {
    return act(*place, *publication);
  }
  http::Response gone =
      show_notice(visit, ground, {.kind = NoticePage::Kind::publication_gone}, paths::reviews);
  gone.status = 404;
  return gone;
}

http::Response show_one(Visit const& visit, Ground const& ground) {
  return with_link(visit, ground, [&](publications::Place const&, Publication const& publication) {
    OwnPublication own = shown(publication);
    own.path = visit.request.path;
    return page(ground.pages.own_publication(visit.policy(), visit.view(), own));
  });
}

http::Response withdraw_one(Visit const& visit, Ground const& ground) {
  return with_link(visit, ground, [&](publications::Place const& place, Publication const&) {
    withdraw(ground, place);
    return show_notice(visit, ground, {.kind = NoticePage::Kind::publication_withdrawn},
                       paths::reviews);
  });
}

}  // namespace

void add_own_publication_acts(Pathways& pathways, Ground const& ground) {
  std::string const mine(paths::publications);
  pathways.get(Door::signed_in, mine, [ground](Visit& visit) { return show_all(visit, ground); });
  pathways.post(Door::signed_in, mine,
                [ground](Visit& visit) { return withdraw_mine(visit, ground); });
  std::string const by_link = std::string(paths::reviews_own) + "/{token}";
  pathways.get(Door::open, by_link, [ground](Visit& visit) { return show_one(visit, ground); });
  pathways.post(Door::open, by_link,
                [ground](Visit& visit) { return withdraw_one(visit, ground); });
}

}  // namespace lofte::edge::site

// The public pages: the policy, its versions and their differences.
#include <boost/json.hpp>
#include <charconv>

#include "base/failure.hpp"
#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"
#include "edge/http/language.hpp"

namespace lofte::edge::api {

using http::Method;
using promise::policy::History;
using promise::policy::Version;

namespace {

constexpr std::string_view page_cache_control = "public, max-age=60";

Failure edition_unknown() {
  return {FailureKind::not_found,
          {.code = "edition.unknown",
           .message = "there is no version of the policy of that number",
           .remedy = "versions are numbered from 1; /policy lists them"}};
}

Version edition_of(History const& history, std::string_view text) {
  Version number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 ||
      number > history.editions.size()) {
    throw edition_unknown();
  }
  return number;
}

// The reader's language: what the address says, else what the browser asks for.
std::string language_of(Call const& call, promise::policy::Policy const& policy) {
  return std::string(
      call.request.parameter("language")
          .value_or(http::preferred_language(call.request.accept_language, policy.languages)));
}

std::vector<pages::EditionLink> links_of(History const& history) {
  std::vector<pages::EditionLink> links;
  for (auto const& edition : history.editions) {
    links.push_back({.number = edition.number,
                     .version = edition.policy->version,
                     .published = edition.policy->timezone->day_of(edition.published)});
  }
  return links;
}

std::vector<pages::LiveFigure> figures_of(custody::upkeep::Holdings const& holdings) {
  std::vector<pages::LiveFigure> figures;
  for (auto const& next : holdings.next) {
    figures.push_back({.purpose = next.purpose,
                       .shape = next.shape,
                       .next_deletion = next.last,
                       .people = next.people,
                       .records = next.records});
  }
  for (auto const& row : holdings.rows) {
    if (!row.ends_in) {
      figures.push_back({.purpose = row.purpose,
                         .shape = row.shape,
                         .next_deletion = std::nullopt,
                         .people = row.people,
                         .records = row.records});
    }
  }
  return figures;
}

// A page of somebody who has signed in is theirs alone.
enum class Audience { everybody, one };

http::Response page(std::string html, Audience audience) {
  http::Response response = http::html_response(std::move(html));
  if (audience == Audience::everybody) {
    response.with("Cache-Control", std::string(page_cache_control));
  }
  response.with("Vary", "Accept-Language, Cookie");
  return response;
}

http::Response show_policy(PageGround const& ground, Call const& call) {
  auto const in_force = ground.vault.in_force();
  History const& history = in_force.shown->history();
  auto const asked = call.request.parameter("edition");
  Version const edition = asked ? edition_of(history, *asked) : history.current().number;
  auto const& policy = history.of(edition);
  pages::PageContext context{
      .language = language_of(call, policy), .editions = links_of(history), .edition = edition};
  if (edition == history.current().number) {
    auto const holdings = ground.figures.recent();
    context.figures = figures_of(*holdings);
    context.figures_as_of = holdings->today;
    if (ground.erasure_bound) {
      context.erasure_bound = ground.erasure_bound();
    }
  }
  Audience audience = Audience::everybody;
  if (ground.reader) {
    PolicyReader reader = ground.reader(call.request);
    audience = reader.navigation && reader.navigation->visitor ? Audience::one : audience;
    context.navigation = std::move(reader.navigation);
    if (edition == history.current().number) {
      context.yours = std::move(reader.yours);
    }
  }
  return page(ground.pages.policy_page(policy, context), audience);
}

http::Response show_difference(PageGround const& ground, Call const& call) {
  auto const in_force = ground.vault.in_force();
  History const& history = in_force.shown->history();
  Version const older = edition_of(history, call.parameter("from"));
  Version const newer = edition_of(history, call.parameter("to"));
  auto const& policy = history.of(newer);
  return page(
      ground.pages.difference_page(
          history.of(older), policy,
          {.language = language_of(call, policy), .older_edition = older, .newer_edition = newer}),
      Audience::everybody);
}

http::Response show_asset(Call const& call) {
  auto const asset = pages::find_asset(call.path.at("file"));
  if (!asset) {
    throw Failure(FailureKind::not_found, {.code = "asset.unknown",
                                           .message = "there is no such file",
                                           .remedy = "load the page anew"});
  }
  http::Response response{.status = 200,
                          .content_type = std::string(asset->content_type),
                          .headers = {},
                          .body = std::string(asset->content)};
  if (http::has_current(call.request, asset->etag)) {
    response = {.status = 304, .content_type = {}, .headers = {}, .body = {}};
  }
  response.with("ETag", asset->etag).with("Cache-Control", std::string(pages::asset_cache_control));
  return response;
}

}  // namespace

void add_page_routes(Routes& routes, PageGround const& ground) {
  routes.add(Access::open, Method::get, "/", [](Call const&) {
    http::Response response{.status = 302, .content_type = {}, .headers = {}, .body = {}};
    return std::move(response.with("Location", "/policy"));
  });
  routes.add(Access::open, Method::get, "/policy",
             [ground](Call const& call) { return show_policy(ground, call); });
  routes.add(Access::open, Method::get, "/policy/difference",
             [ground](Call const& call) { return show_difference(ground, call); });
  routes.add(Access::open, Method::get, "/policy.json", [ground](Call const&) {
    auto const in_force = ground.vault.in_force();
    http::Response response = answer(200, to_json(*in_force.shown->history().current().policy));
    return std::move(response.with("Cache-Control", std::string(page_cache_control)));
  });
  routes.add(Access::open, Method::get, "/assets/{file}",
             [](Call const& call) { return show_asset(call); });
}

}  // namespace lofte::edge::api

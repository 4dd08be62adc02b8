// The public pages: the policy, its versions and their differences.
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/failure.hpp"
#include "edge/api/limits.hpp"
#include "edge/api/page_cache.hpp"
#include "edge/api/recent.hpp"
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

// The reader's language, one of the policy's: what the address says, else what the browser asks
// for.
std::string language_of(http::Request const& request, promise::policy::Policy const& policy) {
  auto const asked = request.parameter("language");
  if (!asked) {
    return http::preferred_language(request.accept_language, policy.languages);
  }
  auto const found = std::ranges::find(policy.languages, *asked);
  return found == policy.languages.end() ? policy.language : *found;
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

Audience audience_of(PolicyReader const& reader) {
  return reader.navigation && reader.navigation->visitor ? Audience::one : Audience::everybody;
}

http::Response page(std::string html, Audience audience) {
  http::Response response = http::html_response(std::move(html));
  if (audience == Audience::everybody) {
    response.with("Cache-Control", std::string(page_cache_control));
  }
  response.with("Vary", "Accept-Language, Cookie");
  return response;
}

// What the policy page is made from and what has been made of it, kept for those who come next.
struct Kept {
  explicit Kept(Clock const& machine_clock)
      : bound(machine_clock, std::chrono::seconds{erasure_bound_age_seconds_max}) {}
  PageCache pages;
  Recent<pages::ErasureBound> bound;
};

PageCache::Source source_now(PageGround const& ground, Kept& kept) {
  PageCache::Source source{.rules = ground.vault.in_force().shown,
                           .holdings = ground.figures.recent()};
  if (ground.erasure_bound) {
    source.bound = kept.bound.fresh(ground.erasure_bound);
  }
  return source;
}

// Nullopt when something would have to be found out.
std::optional<PageCache::Source> source_at_once(PageGround const& ground, Kept const& kept) {
  auto holdings = ground.figures.recent_at_once();
  auto const bound = ground.erasure_bound ? kept.bound.at_once() : pages::ErasureBound{};
  if (!holdings || !bound) {
    return std::nullopt;
  }
  return PageCache::Source{
      .rules = ground.vault.in_force().shown, .holdings = std::move(holdings), .bound = *bound};
}

// The same for everybody who has not signed in.
pages::PageContext common_context(PageGround const& ground, PageCache::Source const& source,
                                  PageCache::Which const& which) {
  History const& history = source.rules->history();
  pages::PageContext context{
      .language = which.language, .editions = links_of(history), .edition = which.edition};
  if (which.edition == history.current().number) {
    context.figures = figures_of(*source.holdings);
    context.figures_as_of = source.holdings->today;
    if (ground.erasure_bound) {
      context.erasure_bound = source.bound;
    }
  }
  return context;
}

http::Response show_policy(PageGround const& ground, Kept& kept, Call const& call) {
  auto const source = source_now(ground, kept);
  History const& history = source.rules->history();
  auto const asked = call.request.parameter("edition");
  Version const edition = asked ? edition_of(history, *asked) : history.current().number;
  auto const& policy = history.of(edition);
  PageCache::Which const which{.edition = edition, .language = language_of(call.request, policy)};
  PolicyReader reader = ground.reader ? ground.reader(call.request) : PolicyReader{};
  auto const make = [&] {
    pages::PageContext context = common_context(ground, source, which);
    context.navigation = reader.navigation;
    if (edition == history.current().number) {
      context.yours = std::move(reader.yours);
    }
    return ground.pages.policy_page(policy, context);
  };
  if (audience_of(reader) == Audience::one) {
    return page(make(), Audience::one);
  }
  return page(*kept.pages.get(source, which, make), Audience::everybody);
}

// Who sends no cookie has not signed in.
std::optional<http::Response> show_policy_at_once(PageGround const& ground, Kept const& kept,
                                                  http::Request const& request) {
  auto const source = source_at_once(ground, kept);
  if (!source || !request.cookie.empty() || request.parameter("edition")) {
    return std::nullopt;
  }
  auto const& current = source->rules->history().current();
  auto const known = kept.pages.find(
      *source, {.edition = current.number, .language = language_of(request, *current.policy)});
  return known ? std::optional(page(*known, Audience::everybody)) : std::nullopt;
}

http::Response show_difference(PageGround const& ground, Call const& call) {
  auto const in_force = ground.vault.in_force();
  History const& history = in_force.shown->history();
  Version const older = edition_of(history, call.parameter("from"));
  Version const newer = edition_of(history, call.parameter("to"));
  auto const& policy = history.of(newer);
  PolicyReader reader = ground.reader ? ground.reader(call.request) : PolicyReader{};
  Audience const audience = audience_of(reader);
  return page(ground.pages.difference_page(history.of(older), policy,
                                           {.language = language_of(call.request, policy),
                                            .older_edition = older,
                                            .newer_edition = newer,
                                            .navigation = std::move(reader.navigation)}),
              audience);
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
  auto const kept = std::make_shared<Kept>(ground.machine_clock);
  routes.add(Access::open, Method::get, "/policy",
             [ground, kept](Call const& call) { return show_policy(ground, *kept, call); });
  routes.add_at_once("/policy", [ground, kept](http::Request const& request) {
    return show_policy_at_once(ground, *kept, request);
  });
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

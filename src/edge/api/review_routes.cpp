// The routes of what people send in for publication: what is published, what waits, and declining.
#include <boost/json.hpp>
#include <charconv>

#include "base/failure.hpp"
#include "edge/api/problems.hpp"
#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"
#include "shop/publications/publications.hpp"
#include "shop/publications/withdraw.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
namespace publications = shop::publications;
using custody::vault::Vault;
using http::Method;
using publications::Shelf;

namespace {

// To the purpose that contributions are held for.
void expect_bound(Vault const& vault, Call const& call) {
  auto const rules = vault.in_force().shown;
  auto const kept = publications::what_is_kept(*rules->history().current().policy, "");
  if (!kept) {
    throw publications::keeps_none();
  }
  call.expect_bound_to(kept->purpose);
}

unsigned page_of(Call const& call) {
  std::string_view const text = call.request.parameter("page").value_or("1");
  unsigned number = 0;
  auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number == 0) {
    throw Failure(FailureKind::bad_input, {.code = "query.malformed",
                                           .message = "page is not a number from 1",
                                           .remedy = "leave it out for the first page"});
  }
  return number;
}

template <typename T>
http::Response answer_list(std::string_view name, publications::Listed<T> const& listed,
                           json::array items) {
  return answer(200, {{name, std::move(items)}, {"page", listed.page}, {"pages", listed.pages}});
}

http::Response list_published(Vault const& vault, Shelf& shelf, Call const& call) {
  expect_bound(vault, call);
  auto const listed = shelf.published(page_of(call));
  json::array items;
  for (publications::Shown const& shown : listed.items) {
    items.push_back({{"record", to_string(shown.record.value)},
                     {"published", to_string(shown.published)},
                     {"name", shown.name},
                     {"about", shown.about},
                     {"text", shown.text}});
  }
  return answer_list("reviews", listed, std::move(items));
}

// Whose they are and where; what they say is read where each is.
http::Response list_waiting(Vault const& vault, Shelf& shelf, Call const& call) {
  expect_bound(vault, call);
  auto const listed = shelf.waiting(page_of(call));
  json::array items;
  for (publications::Waiting const& waiting : listed.items) {
    items.push_back({{"subject", to_string(waiting.place.subject.value)},
                     {"record", to_string(waiting.place.record.value)},
                     {"submitted", to_string(waiting.submitted)}});
  }
  return answer_list("waiting", listed, std::move(items));
}

http::Response decline(Vault& vault, Shelf& shelf, Call const& call) {
  expect_bound(vault, call);
  publications::decline(vault, call.caller.actor(), call.subject(), call.record());
  shelf.look_at({.subject = call.subject(), .record = call.record()});
  return {.status = 204, .content_type = {}, .headers = {}, .body = {}};
}

}  // namespace

void add_review_routes(Routes& routes, Vault& vault, Shelf& shelf) {
  routes.add(Access::key, Method::get, "/v1/reviews",
             [&](Call const& call) { return list_published(vault, shelf, call); });
  routes.add(Access::key, Method::get, "/v1/reviews/waiting",
             [&](Call const& call) { return list_waiting(vault, shelf, call); });
  routes.add(Access::key, Method::post, "/v1/subjects/{subject}/records/{record}/decline",
             [&](Call const& call) { return decline(vault, shelf, call); });
}

}  // namespace lofte::edge::api

// The routes of the ledger: the log, for anybody; what it says of a person; receipts.
#include <boost/json.hpp>

#include "base/failure.hpp"
#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
using custody::ledger::Ledger;
using custody::vault::Vault;
using http::Method;

namespace {

constexpr auto plain_text = "text/plain; charset=utf-8";

http::Response checkpoint(Ledger const& ledger) {
  auto const newest = ledger.log().checkpoint();
  if (newest.signatures.empty()) {
    throw Failure(FailureKind::not_found, {.code = "ledger.empty",
                                           .message = "the ledger has no entry yet",
                                           .remedy = "ask again in a second"});
  }
  return {.status = 200,
          .content_type = plain_text,
          .headers = {{"Cache-Control", "no-cache"}},
          .body = newest.text()};
}

http::Response tile(Ledger const& ledger, Call const& call) {
  auto const name = custody::ledger::parse_tile_path("tile/" + call.path.at("tile"));
  if (!name) {
    throw Failure(FailureKind::not_found,
                  {.code = "ledger.tile_malformed",
                   .message = "this is not the path of a tile",
                   .remedy = "ask for /ledger/tile/LEVEL/INDEX as C2SP tlog-tiles says"});
  }
  // What a path names never changes.
  return {.status = 200,
          .content_type = "application/octet-stream",
          .headers = {{"Cache-Control", "public, max-age=31536000, immutable"}},
          .body = ledger.log().tile(*name)};
}

http::Response receipt(Ledger const& ledger, Call const& call) {
  auto const receipt = ledger.receipts().fetch({.token = call.path.at("token")});
  return {.status = 200,
          .content_type = "application/json",
          .headers = {{"Content-Disposition", "attachment; filename=\"lofte-receipt.json\""}},
          .body = receipt.text()};
}

json::value to_json(custody::vault::Noting const& noting) {
  return {{"index", noting.index ? json::value(*noting.index) : json::value(nullptr)},
          {"entry", json::parse(noting.statement)}};
}

http::Response trail(Vault const& vault, Call const& call) {
  call.expect(Power::rights);
  json::array entries;
  for (auto const& noting : vault.trail(call.subject())) {
    entries.push_back(to_json(noting));
  }
  return answer(200, {{"entries", std::move(entries)}});
}

}  // namespace

void add_ledger_routes(Routes& routes, Vault& vault) {
  Ledger const& ledger = vault.ground().ledger;
  routes.add(Access::open, Method::get, "/ledger/checkpoint",
             [&](Call const&) { return checkpoint(ledger); });
  routes.add(Access::open, Method::get, "/ledger/tile/{tile...}",
             [&](Call const& call) { return tile(ledger, call); });
  routes.add(Access::open, Method::get, "/ledger/key", [&](Call const&) {
    return http::Response{.status = 200,
                          .content_type = plain_text,
                          .headers = {},
                          .body = ledger.verifier().text() + "\n"};
  });
  routes.add(Access::open, Method::get, "/receipts/{token}",
             [&](Call const& call) { return receipt(ledger, call); });
  routes.add(Access::key, Method::get, "/v1/subjects/{subject}/ledger",
             [&](Call const& call) { return trail(vault, call); });
}

}  // namespace lofte::edge::api

// The routes for those who watch over the server.
#include <boost/json.hpp>

#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
using http::Method;

namespace {

http::Response health(WatchGround const& ground) {
  ground.vault.ground().store.read(custody::store::system_bucket);
  json::object told{{"status", "ok"}, {"today", lofte::to_string(ground.vault.today())}};
  // It answers all the same: to start it anew would not help.
  if (auto const failure = ground.ledger_failure()) {
    told["status"] = "degraded";
    told.emplace("ledger", failure->code());
  }
  return answer(200, told);
}

// Not for everybody: how many letters go out tells who is a customer.
http::Response metrics(WatchGround const& ground, Call const& call) {
  call.expect(Power::holdings);
  ground.metrics.note(*ground.figures.recent());
  ground.metrics.note_ledger(ground.ledger_failure());
  if (ground.counts) {
    ground.metrics.note(ground.counts());
  }
  if (ground.mail_counts) {
    ground.metrics.note(ground.mail_counts());
  }
  if (ground.notifier != nullptr) {
    ground.metrics.note(ground.notifier->counts());
  }
  return {.status = 200,
          .content_type = "text/plain; version=0.0.4; charset=utf-8",
          .headers = {},
          .body = ground.metrics.text()};
}

}  // namespace

void add_watch_routes(Routes& routes, WatchGround const& ground) {
  routes.add(Access::open, Method::get, "/healthz",
             [ground](Call const&) { return health(ground); });
  routes.add(Access::key, Method::get, "/metrics",
             [ground](Call const& call) { return metrics(ground, call); });
}

}  // namespace lofte::edge::api

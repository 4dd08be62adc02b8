// The routes of upkeep: holdings, ticks, plans, publications.
#include <boost/json.hpp>

#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"

namespace lofte::edge::api {

using http::Method;

namespace {

http::Response tick(UpkeepGround const& ground) {
  auto const tick = ground.upkeep.tick();
  auto const reclaim = ground.upkeep.reclaim();
  ground.metrics.note(tick);
  if (ground.after_tick && !tick.frozen) {
    ground.after_tick();
  }
  ground.metrics.note(reclaim);
  ground.figures.fresh();
  return answer(200, to_json(tick, reclaim));
}

http::Response plan(UpkeepGround const& ground, Call const& call) {
  Body body(call.request.body);
  std::string const policy = body.text("policy");
  body.expect_no_more();
  return answer(200, to_json(custody::upkeep::plan(ground.vault, policy)));
}

http::Response publish(UpkeepGround const& ground, Call const& call) {
  Body body(call.request.body);
  std::string const policy = body.text("policy");
  std::string const plan = body.text("plan");
  body.expect_no_more();
  auto const edition = ground.upkeep.publish(policy, plan);
  ground.figures.fresh();
  return answer(201, {{"edition", edition}});
}

}  // namespace

void add_upkeep_routes(Routes& routes, UpkeepGround ground) {
  routes.add(Access::key, Method::get, "/v1/holdings", [ground](Call const& call) {
    call.expect(Power::holdings);
    return answer(200, to_json(*ground.figures.fresh()));
  });
  routes.add(Access::owner, Method::post, "/v1/ticks",
             [ground](Call const&) { return tick(ground); });
  routes.add(Access::owner, Method::post, "/v1/plans",
             [ground](Call const& call) { return plan(ground, call); });
  routes.add(Access::owner, Method::post, "/v1/publications",
             [ground](Call const& call) { return publish(ground, call); });
}

}  // namespace lofte::edge::api

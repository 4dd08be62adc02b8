// The routes of legal holds.
#include "base/failure.hpp"
#include "edge/api/limits.hpp"
#include "edge/api/route_groups.hpp"

namespace lofte::edge::api {

using custody::vault::Vault;
using http::Method;

namespace {

http::Response done() {
  return {.status = 204, .content_type = {}, .headers = {}, .body = {}};
}

http::Response take_hold(Vault& vault, Call const& call) {
  call.expect(Power::holds);
  Body body(call.request.body);
  std::string reason = body.text("reason");
  Day const review = body.day("review");
  body.expect_no_more();
  if (reason.empty() || reason.size() > hold_reason_bytes_max) {
    throw Failure(FailureKind::bad_input,
                  {.code = "hold.reason",
                   .message = "the reason of a legal hold has 1 to 1000 bytes",
                   .remedy = "name the dispute or the case that the record is needed for"});
  }
  vault.hold(call.subject(), call.record(), std::move(reason), review);
  return done();
}

}  // namespace

void add_hold_routes(Routes& routes, Vault& vault) {
  std::string const hold = "/v1/subjects/{subject}/records/{record}/hold";
  routes.add(Access::key, Method::put, hold,
             [&](Call const& call) { return take_hold(vault, call); });
  routes.add(Access::key, Method::delete_, hold, [&](Call const& call) {
    call.expect(Power::holds);
    vault.release_hold(call.subject(), call.record());
    return done();
  });
}

}  // namespace lofte::edge::api

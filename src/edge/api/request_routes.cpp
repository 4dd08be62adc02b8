// The routes by which the shop sees what people have asked for, and answers it.
#include <boost/json.hpp>

#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"
#include "shop/rights/reply.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
namespace rights = shop::rights;
using http::Method;
using rights::Request;

namespace {

// With the power "rights" a key acts on what was asked, whatever it is bound to.
promise::gate::Actor actor_of(Call const& call) {
  return {.id = call.caller.id, .purposes = {}, .all_purposes = true};
}

json::object without_texts(SubjectId const& subject, Request const& request, Day today) {
  json::object shown{{"subject", lofte::to_string(subject.value)},
                     {"record", lofte::to_string(request.record.value)},
                     {"right", rights::name_of(request.right)},
                     {"state", rights::name_of(request.state)},
                     {"asked", lofte::to_string(request.asked)},
                     {"due", lofte::to_string(request.due)},
                     {"overdue", request.waits_for_shop() && request.due < today}};
  if (request.extended) {
    shown.emplace("extended", lofte::to_string(*request.extended));
  }
  if (request.closed) {
    shown.emplace("closed", lofte::to_string(*request.closed));
  }
  return shown;
}

json::object with_texts(SubjectId const& subject, Request const& request, Day today) {
  json::object shown = without_texts(subject, request, today);
  shown.emplace("details", request.details);
  shown.emplace("extension", request.extension);
  shown.emplace("answer", request.answer);
  if (request.until) {
    shown.emplace("undo_through", lofte::to_string(*request.until));
  }
  return shown;
}

http::Response list(RequestGround const& ground, Call const& call) {
  call.expect(Power::rights);
  json::array shown;
  for (auto const& one : rights::open_requests(ground.vault, ground.agenda)) {
    shown.push_back(without_texts(one.subject, one.request, ground.vault.today()));
  }
  return answer(200, {{"requests", std::move(shown)}});
}

http::Response read(RequestGround const& ground, Call const& call) {
  call.expect(Power::rights);
  auto const request =
      rights::read_request(ground.vault, actor_of(call), call.subject(), call.record());
  return answer(200, with_texts(call.subject(), request, ground.vault.today()));
}

http::Response reply(RequestGround const& ground, Request::State as, Call const& call) {
  call.expect(Power::rights);
  Body body(call.request.body);
  std::string text = body.text("text");
  body.expect_no_more();
  auto const request = rights::reply(
      ground.vault, ground.agenda, actor_of(call),
      {.subject = call.subject(), .record = call.record(), .as = as, .text = std::move(text)});
  json::object shown = with_texts(call.subject(), request, ground.vault.today());
  bool const mailed = ground.replied && ground.replied(call.subject(), call.record());
  shown.emplace("mailed", mailed);
  return answer(200, shown);
}

}  // namespace

void add_request_routes(Routes& routes, RequestGround const& ground) {
  std::string const request = "/v1/subjects/{subject}/requests/{record}";
  routes.add(Access::key, Method::get, "/v1/requests",
             [ground](Call const& call) { return list(ground, call); });
  routes.add(Access::key, Method::get, request,
             [ground](Call const& call) { return read(ground, call); });
  auto const add_reply = [&](std::string const& name, Request::State as) {
    routes.add(Access::key, Method::post, request + name,
               [ground, as](Call const& call) { return reply(ground, as, call); });
  };
  add_reply("/extension", Request::State::extended);
  add_reply("/refusal", Request::State::refused);
  add_reply("/answer", Request::State::answered);
}

}  // namespace lofte::edge::api

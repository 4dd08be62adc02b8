// The routes by which the shop writes to everybody who wants it, for one purpose.
#include <boost/json.hpp>

#include "edge/api/limits.hpp"
#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"
#include "edge/mail/mail.hpp"
#include "shop/mailings/begin_mailing.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
using custody::mailings::Mailing;
using custody::mailings::MailingId;
using custody::mailings::Mailings;
using custody::mailings::State;
using http::Method;

namespace {

std::string_view name_of(State state) {
  switch (state) {
    case State::under_way:
      return "under_way";
    case State::done:
      return "done";
    case State::stopped:
      return "stopped";
  }
  std::unreachable();
}

json::object to_json(Mailing const& mailing) {
  json::object shown{{"mailing", lofte::to_string(mailing.id.value)},
                     {"reference", mailing.reference},
                     {"purpose", mailing.purpose},
                     {"started", lofte::to_string(mailing.started)},
                     {"state", name_of(mailing.state)},
                     {"queued", mailing.progress.queued},
                     {"left_out", mailing.progress.left_out}};
  if (mailing.ended) {
    shown.emplace("ended", lofte::to_string(*mailing.ended));
  }
  return shown;
}

Mailings mailings_of(MailingGround const& ground) {
  return Mailings(ground.vault.ground().store);
}

http::Response begin(MailingGround const& ground, Call const& call) {
  Body body(call.request.body);
  custody::mailings::NewMailing wanted;
  wanted.reference = body.text("reference");
  wanted.purpose = body.text("purpose");
  wanted.content = {.subject = body.text("subject"),
                    .text = body.text("text"),
                    .html = body.maybe_text("html").value_or("")};
  body.expect_no_more();
  call.expect_bound_to(wanted.purpose);
  if (!ground.mailing_begun) {
    throw mail::not_set_up();
  }
  auto const begun = shop::mailings::begin_mailing(ground.vault, wanted);
  if (begun.mailing.state == State::under_way) {
    ground.mailing_begun();
  }
  bool const is_new = begun.outcome == Mailings::Begun::Outcome::begun;
  return answer(is_new ? 201 : 200, to_json(begun.mailing))
      .with("Location", "/v1/mailings/" + lofte::to_string(begun.mailing.id.value));
}

http::Response list(MailingGround const& ground, Call const& call) {
  json::array shown;
  for (Mailing const& mailing : mailings_of(ground).list()) {
    bool const may_see = call.caller.may(Power::rights) || call.caller.is_bound_to(mailing.purpose);
    if (may_see && shown.size() < mailings_listed_max) {
      shown.push_back(to_json(mailing));
    }
  }
  return answer(200, {{"mailings", std::move(shown)}});
}

// The one that the path names, for whoever is bound to its purpose.
Mailing mailing_of(MailingGround const& ground, Call const& call) {
  auto const id = parse_uuid(call.path.at("mailing"));
  auto const mailing = id ? mailings_of(ground).find(MailingId{*id}) : std::nullopt;
  if (!mailing) {
    throw custody::mailings::mailing_unknown();
  }
  call.expect_bound_to(mailing->purpose);
  return *mailing;
}

http::Response show(MailingGround const& ground, Call const& call) {
  return answer(200, to_json(mailing_of(ground, call)));
}

http::Response stop(MailingGround const& ground, Call const& call) {
  Body(call.request.body).expect_no_more();
  MailingId const id = mailing_of(ground, call).id;
  return answer(200, to_json(mailings_of(ground).stop(id, ground.vault.ground().clock.now())));
}

}  // namespace

void add_mailing_routes(Routes& routes, MailingGround const& ground) {
  std::string const mailing = "/v1/mailings/{mailing}";
  routes.add(Access::key, Method::post, "/v1/mailings",
             [ground](Call const& call) { return begin(ground, call); });
  routes.add(Access::key, Method::get, "/v1/mailings",
             [ground](Call const& call) { return list(ground, call); });
  routes.add(Access::key, Method::get, mailing,
             [ground](Call const& call) { return show(ground, call); });
  routes.add(Access::key, Method::delete_, mailing,
             [ground](Call const& call) { return stop(ground, call); });
}

}  // namespace lofte::edge::api

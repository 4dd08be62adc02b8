// The routes of a subject: create, find, summarise.
#include <boost/json.hpp>

#include "base/failure.hpp"
#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"
#include "edge/mail/reference.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
using custody::vault::Vault;
using http::Method;

namespace {

void expect_bound(Caller const& caller) {
  if (!caller.is_owner && caller.purposes.empty() && !caller.may(Power::rights)) {
    throw Failure(FailureKind::refused, {.code = "denied.purpose_not_the_actors",
                                         .message = "this key is bound to no purpose",
                                         .remedy = "use a key that is bound to a purpose"});
  }
}

http::Response create_subject(Vault& vault, Call const& call) {
  expect_bound(call.caller);
  Body body(call.request.body);
  std::string const reference = mail::expect_reference(body.maybe_reference());
  body.expect_no_more();
  auto const created = vault.create_subject(reference, custody::store::Durability::synced);
  std::string const id = lofte::to_string(created.subject.value);
  http::Response response =
      answer(created.existed ? 200 : 201,
             {{"subject", id}, {"existed", created.existed}, {"reference", reference}});
  return std::move(response.with("Location", "/v1/subjects/" + id));
}

// A reference may be personal, so that it travels in a body and never in an address.
http::Response find_subject(Vault& vault, Call const& call) {
  expect_bound(call.caller);
  Body body(call.request.body);
  std::string const reference = mail::expect_reference(body.text("reference"));
  body.expect_no_more();
  auto const subject = vault.find_subject(reference);
  if (!subject) {
    throw Failure(FailureKind::not_found,
                  {.code = "subject.unknown",
                   .message = "there is no subject of that reference",
                   .remedy = "it may never have existed, or nothing is held about it any more"});
  }
  return answer(200, {{"subject", lofte::to_string(subject->value)}, {"reference", reference}});
}

// A key sees how its own purposes stand; with the power "rights", everything.
http::Response summarise(Vault& vault, Call const& call) {
  expect_bound(call.caller);
  SubjectId const subject = call.subject();
  auto const standing = vault.standing(subject);
  bool const sees_all = call.caller.may(Power::rights);
  json::array records;
  for (auto& record : vault.summary(subject)) {
    if (!sees_all) {
      std::erase_if(record.holds,
                    [&](auto const& hold) { return !call.caller.is_bound_to(hold.purpose); });
    }
    if (sees_all || !record.holds.empty()) {
      records.push_back(to_json(record));
    }
  }
  json::value seen = to_json(standing, *vault.in_force().shown->history().current().policy);
  if (!sees_all) {
    json::array own;
    for (auto const& purpose : seen.at("purposes").as_array()) {
      if (call.caller.is_bound_to(purpose.at("purpose").as_string())) {
        own.push_back(purpose);
      }
    }
    seen.at("purposes") = std::move(own);
  }
  return answer(200, {{"subject", lofte::to_string(subject.value)},
                      {"standing", std::move(seen)},
                      {"records", std::move(records)}});
}

}  // namespace

void add_subject_routes(Routes& routes, Vault& vault) {
  routes.add(Access::key, Method::post, "/v1/subjects",
             [&](Call const& call) { return create_subject(vault, call); });
  routes.add(Access::key, Method::post, "/v1/subjects/find",
             [&](Call const& call) { return find_subject(vault, call); });
  routes.add(Access::key, Method::get, "/v1/subjects/{subject}",
             [&](Call const& call) { return summarise(vault, call); });
}

}  // namespace lofte::edge::api

// The routes of a subject's records: add, read for a purpose, rectify, append events.
#include <boost/json.hpp>

#include "base/failure.hpp"
#include "custody/vault/event_day.hpp"
#include "edge/api/limits.hpp"
#include "edge/api/problems.hpp"
#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"
#include "promise/policy/publication.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
using custody::store::Durability;
using custody::vault::Added;
using custody::vault::Vault;
using http::Method;

namespace {

std::string address_of(SubjectId const& subject, RecordId const& record) {
  return "/v1/subjects/" + lofte::to_string(subject.value) + "/records/" +
         lofte::to_string(record.value);
}

http::Response add_record(RecordGround const& ground, Call const& call) {
  Vault& vault = ground.vault;
  Body body(call.request.body);
  custody::vault::NewRecord record{.shape = body.text("shape"),
                                   .reference = body.maybe_reference(),
                                   .fields = body.personal_texts("fields"),
                                   .events = body.days("events")};
  body.expect_no_more();
  for (auto const& [event, day] : record.events) {
    custody::vault::expect_has_happened(event, day, vault.today());
  }
  SubjectId const subject = call.subject();
  Added const added = vault.add_record(call.caller.actor(), subject, record, {});
  if (record.shape == promise::policy::publication_shape) {
    ground.shelf.add({.subject = subject, .record = added.record});
  }
  http::Response response =
      answer(added.outcome == Added::Outcome::added ? 201 : 200, to_json(added));
  return std::move(response.with("Location", address_of(subject, added.record)));
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    auto const comma = list.find(',');
    names.emplace_back(list.substr(0, comma));
    list = comma == std::string_view::npos ? "" : list.substr(comma + 1);
  }
  return names;
}

void expect_purpose(Vault const& vault, std::string_view purpose) {
  for (auto const& edition : vault.in_force().shown->history().editions) {
    if (edition.policy->find_purpose(purpose)) {
      return;
    }
  }
  throw Failure(FailureKind::not_found, {.code = "purpose.unknown",
                                         .message = "no version of the policy has that purpose",
                                         .remedy = "the purposes are listed at /policy.json"});
}

http::Response read_record(Vault& vault, Call const& call) {
  std::string const purpose = call.parameter("purpose");
  expect_purpose(vault, purpose);
  auto const fields = split(call.request.parameter("fields").value_or(""));
  auto const opened =
      vault.read(call.caller.actor(), call.subject(), call.record(), purpose, fields);
  return opened ? answer(200, to_json(*opened))
                : http::problem_response(problem_of(opened.error()));
}

http::Response read_records(Vault& vault, Call const& call) {
  std::string const purpose = call.parameter("purpose");
  expect_purpose(vault, purpose);
  if (!call.caller.is_bound_to(purpose)) {
    return http::problem_response(problem_of(promise::gate::Reason::purpose_not_the_actors));
  }
  json::array records;
  vault.read_all(call.caller.actor(), call.subject(), purpose, [&](auto const& opened) {
    if (records.size() == records_per_read_max) {
      throw Failure(FailureKind::too_large,
                    {.code = "records.too_many",
                     .message = "the subject has more records than one answer may hold",
                     .remedy = "read them one by one; the subject's summary lists them"});
    }
    records.push_back(to_json(opened));
  });
  return answer(200, {{"records", std::move(records)}});
}

http::Response rectify(RecordGround const& ground, Call const& call) {
  Body body(call.request.body);
  auto const changes = body.personal_changes("fields");
  body.expect_no_more();
  if (changes.empty()) {
    throw Failure(FailureKind::bad_input, {.code = "json.key_missing",
                                           .message = "the body changes no field",
                                           .remedy = "send {\"fields\": {…}}"});
  }
  ground.vault.replace_fields(call.caller.actor(), call.subject(), call.record(), changes);
  ground.shelf.look_at({.subject = call.subject(), .record = call.record()});
  return {.status = 204, .content_type = {}, .headers = {}, .body = {}};
}

http::Response append_event(RecordGround const& ground, Call const& call) {
  Vault& vault = ground.vault;
  Body body(call.request.body);
  std::string const event = body.text("event");
  Day const day = body.day("day");
  body.expect_no_more();
  custody::vault::expect_has_happened(event, day, vault.today());
  vault.append_event(call.caller.actor(), call.subject(), call.record(), event, day,
                     Durability::synced);
  ground.shelf.look_at({.subject = call.subject(), .record = call.record()});
  if (ground.event_added) {
    ground.event_added(call.subject(), call.record(), event);
  }
  return {.status = 204, .content_type = {}, .headers = {}, .body = {}};
}

}  // namespace

void add_record_routes(Routes& routes, RecordGround const& ground) {
  std::string const records = "/v1/subjects/{subject}/records";
  routes.add(Access::key, Method::post, records,
             [ground](Call const& call) { return add_record(ground, call); });
  routes.add(Access::key, Method::get, records,
             [ground](Call const& call) { return read_records(ground.vault, call); });
  routes.add(Access::key, Method::get, records + "/{record}",
             [ground](Call const& call) { return read_record(ground.vault, call); });
  routes.add(Access::key, Method::patch, records + "/{record}",
             [ground](Call const& call) { return rectify(ground, call); });
  routes.add(Access::key, Method::post, records + "/{record}/events",
             [ground](Call const& call) { return append_event(ground, call); });
}

}  // namespace lofte::edge::api

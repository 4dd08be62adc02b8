// The routes by which the shop sees to it that recipients are told (GDPR article 19).
#include <algorithm>
#include <boost/json.hpp>

#include "base/failure.hpp"
#include "edge/api/route_groups.hpp"
#include "edge/api/write_json.hpp"

namespace lofte::edge::api {

namespace json = boost::json;
using http::Method;
using webhooks::Task;

namespace {

json::object to_json(Task const& task) {
  auto const& notice = task.notice;
  json::object shown{
      {"notice", lofte::to_string(task.id.value)},
      {"recipient", notice.recipient},
      {"act", notice.act},
      {"subject", lofte::to_string(notice.subject.value)},
      {"purposes", json::array(notice.purposes.begin(), notice.purposes.end())},
      {"categories", json::array(notice.categories.begin(), notice.categories.end())},
      {"at", lofte::to_string(notice.at)},
      {"because", webhooks::name_of(task.because)},
      {"attempts", task.attempts}};
  if (notice.record) {
    shown.emplace("record", lofte::to_string(notice.record->value));
  }
  return shown;
}

http::Response list(RecipientGround const& ground, Call const& call) {
  call.expect(Power::rights);
  json::array shown;
  for (Task const& task : ground.notifier ? ground.notifier->tasks() : std::vector<Task>{}) {
    shown.push_back(to_json(task));
  }
  return answer(200, {{"notices", std::move(shown)}});
}

http::Response acknowledge(RecipientGround const& ground, Call const& call) {
  call.expect(Power::rights);
  Body(call.request.body).expect_no_more();
  auto const id = parse_uuid(call.path.at("notice"));
  if (!id || !ground.notifier ||
      !ground.notifier->acknowledge(webhooks::MailId{*id}, call.caller.id)) {
    throw Failure(FailureKind::not_found,
                  {.code = "notice.unknown",
                   .message = "there is no such notice to pass on, or it has been acknowledged",
                   .remedy = "those that wait for somebody are listed at /v1/notices"});
  }
  return {.status = 204, .content_type = {}, .headers = {}, .body = {}};
}

http::Response make_secret(RecipientGround const& ground, Call const& call) {
  Body(call.request.body).expect_no_more();
  std::string const& name = call.path.at("recipient");
  auto const rules = ground.vault.in_force().shown;
  auto const& recipients = rules->history().current().policy->recipients;
  auto const found = std::ranges::find(recipients, name, &promise::policy::Recipient::name);
  if (found == recipients.end() || found->webhook.empty() || !ground.secrets) {
    throw Failure(FailureKind::not_found,
                  {.code = "recipient.no_webhook",
                   .message = "the policy in force has no recipient of that name with a webhook",
                   .remedy = "state webhook = \"https://…\" in its [recipient], and publish that"});
  }
  std::string const secret = ground.secrets->make(name);
  ground.notifier->wake();
  return answer(200, {{"recipient", name}, {"secret", secret}});
}

}  // namespace

void add_recipient_routes(Routes& routes, RecipientGround const& ground) {
  routes.add(Access::key, Method::get, "/v1/notices",
             [ground](Call const& call) { return list(ground, call); });
  routes.add(Access::key, Method::post, "/v1/notices/{notice}/acknowledgement",
             [ground](Call const& call) { return acknowledge(ground, call); });
  routes.add(Access::owner, Method::put, "/v1/recipients/{recipient}/secret",
             [ground](Call const& call) { return make_secret(ground, call); });
}

}  // namespace lofte::edge::api

// Notices to recipients, as the shop sees them through the API.
#include "edge/api/api_in_a_test.hpp"
#include "edge/webhooks/notifier.hpp"

namespace lofte::edge::api {
namespace {

using testing::HasSubstr;

class RecipientApi : public ApiInATest {
 protected:
  RecipientApi()
      : notices_(folder_->vault()),
        secrets_(directory_ / "webhook-secrets.json", folder_->vault().ground().ring.random()),
        notifier_({.notices = notices_,
                   .vault = folder_->vault(),
                   .clock = folder_->clock(),
                   .machine_clock = machine_clock_,
                   .secrets = secrets_}) {
    api_ = std::make_unique<Api>(*folder_, ApiSettings{.figures_age_max = std::chrono::seconds{0},
                                                       .counts = {},
                                                       .notifier = &notifier_,
                                                       .secrets = &secrets_});
  }
  boost::json::array tasks() { return get("/v1/notices").body.at("notices").as_array(); }
  // The notifier looks at what waits on a thread of its own.
  void wait_for_tasks(std::size_t count) {
    while (notifier_.counts().tasks != count) {
      std::this_thread::yield();
    }
  }

  SystemClock machine_clock_;
  shop::recipients::Notices notices_;
  webhooks::Secrets secrets_;
  webhooks::Notifier notifier_;
};

TEST_F(RecipientApi, ListsWhomToTellAndTakesTheAcknowledgement) {
  EXPECT_TRUE(tasks().empty());
  std::string const anna = subject("anna");
  std::string const record = order(anna);
  call(http::Method::patch, record, R"({"fields": {"name": "Anna Ek"}})");
  wait_for_tasks(3);  // payson, carrier, accountant
  auto const task = tasks().at(0);
  EXPECT_EQ(task.at("act").as_string(), "rectified");
  EXPECT_EQ(task.at("because").as_string(), "no_webhook");
  EXPECT_EQ("/v1/subjects/" + std::string(task.at("subject").as_string()), anna);
  EXPECT_EQ(anna + "/records/" + std::string(task.at("record").as_string()), record);
  EXPECT_EQ(task.at("categories").as_array(), boost::json::array{"name"});
  EXPECT_EQ(get("/v1/notices").text.find("Ek"), std::string::npos) << "no value";
  std::string const notice = "/v1/notices/" + std::string(task.at("notice").as_string());
  EXPECT_EQ(post(notice + "/acknowledgement").status, 204);
  EXPECT_EQ(post(notice + "/acknowledgement").code(), "notice.unknown");
  EXPECT_EQ(tasks().size(), 2U);
  EXPECT_THAT(get(anna + "/ledger").text, HasSubstr("recipient_acknowledged"));
  EXPECT_THAT(get("/metrics").text, HasSubstr("lofte_notices_for_staff 2"));
}

TEST_F(RecipientApi, TakesThePowerRights) {
  std::string const without = make_key(R"(["contract"])");
  EXPECT_EQ(get("/v1/notices", without).code(), "key.power_missing");
  std::string const notice = "/v1/notices/" + std::string(32, '0') + "/acknowledgement";
  EXPECT_EQ(post(notice, "", without).code(), "key.power_missing");
  EXPECT_EQ(post("/v1/notices/nonsense/acknowledgement").code(), "notice.unknown");
  EXPECT_EQ(post(notice, R"({"all": "yes"})").code(), "json.key_unknown");
}

TEST_F(RecipientApi, MakesASecretForAWebhookAlone) {
  auto const put = [&](std::string const& name, std::optional<std::string> key = std::nullopt) {
    return call(http::Method::put, "/v1/recipients/" + name + "/secret", "", std::move(key)).code();
  };
  EXPECT_EQ(put("carrier"), "recipient.no_webhook");
  EXPECT_EQ(put("nobody"), "recipient.no_webhook");
  EXPECT_EQ(put("carrier", make_key("[]", R"(["rights"])")), "key.not_the_owner");
}

}  // namespace
}  // namespace lofte::edge::api

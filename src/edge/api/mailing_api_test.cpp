// Mailings, as the shop begins and sees them through the API.
#include "custody/mailings/mailings.hpp"
#include "edge/api/api_in_a_test.hpp"

namespace lofte::edge::api {
namespace {

using custody::mailings::MailingId;
using custody::mailings::Mailings;

class MailingApi : public ApiInATest {
 protected:
  MailingApi() { open_with_mail(); }
  void open_with_mail() {
    api_ = std::make_unique<Api>(*folder_, ApiSettings{.figures_age_max = std::chrono::seconds{0},
                                                       .counts = {},
                                                       .mailing_begun = [&] { ++begun_; }});
  }
  static std::string mailing(std::string const& more = "",
                             std::string const& purpose = "newsletter",
                             std::string const& reference = "spring 2026") {
    return R"({"reference": ")" + reference + R"(", "purpose": ")" + purpose +
           R"(", "subject": "Vår", "text": "Hej!")" + more + "}";
  }
  std::size_t listed(std::optional<std::string> key = std::nullopt) {
    return get("/v1/mailings", std::move(key)).body.at("mailings").as_array().size();
  }
  static MailingId id_of(std::string const& path) {
    return {*parse_uuid(path.substr(path.rfind('/') + 1))};
  }

  int begun_ = 0;
};

TEST_F(MailingApi, BeginsOneAndTellsOfIt) {
  auto const made = post("/v1/mailings", mailing(R"(, "html": "<p>Hej!</p>")"));
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(begun_, 1);
  EXPECT_EQ(made.location, "/v1/mailings/" + std::string(made.body.at("mailing").as_string()));
  EXPECT_EQ(made.body.at("reference").as_string(), "spring 2026");
  EXPECT_EQ(made.body.at("purpose").as_string(), "newsletter");
  EXPECT_EQ(made.body.at("state").as_string(), "under_way");
  EXPECT_EQ(made.body.at("queued").as_int64(), 0);
  EXPECT_EQ(made.body.at("left_out").as_int64(), 0);
  EXPECT_EQ(get(made.location).body, made.body);
  EXPECT_EQ(get("/v1/mailings").body.at("mailings").at(0), made.body);
  Mailings(folder_->store())
      .finish(id_of(made.location), {.queued = 2, .left_out = 1}, folder_->clock().now());
  auto const done = get(made.location).body;
  EXPECT_EQ(done.at("state").as_string(), "done");
  EXPECT_EQ(done.at("queued").as_int64(), 2);
  EXPECT_EQ(done.at("left_out").as_int64(), 1);
  EXPECT_TRUE(done.as_object().contains("ended"));
}

TEST_F(MailingApi, TheSameReferenceIsTheSameMailing) {
  auto const made = post("/v1/mailings", mailing());
  auto const again = post("/v1/mailings", mailing());
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.location, made.location);
  EXPECT_EQ(listed(), 1U);
  auto const other = post("/v1/mailings", mailing(R"(, "html": "<p>Hej!</p>")"));
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(other.code(), "mailing.other_content");
  Mailings(folder_->store()).finish(id_of(made.location), {}, folder_->clock().now());
  EXPECT_EQ(post("/v1/mailings", mailing()).body.at("state").as_string(), "done");
  EXPECT_EQ(begun_, 2) << "what has ended is not begun again";
}

TEST_F(MailingApi, StopsOneUnderWay) {
  std::string const path = post("/v1/mailings", mailing()).location;
  EXPECT_EQ(call(http::Method::delete_, path).body.at("state").as_string(), "stopped");
  EXPECT_EQ(call(http::Method::delete_, path).status, 200) << "again";
  std::string const other = post("/v1/mailings", mailing("", "newsletter", "summer")).location;
  Mailings(folder_->store()).finish(id_of(other), {}, folder_->clock().now());
  EXPECT_EQ(call(http::Method::delete_, other).code(), "mailing.done");
}

TEST_F(MailingApi, TellsWhatIsWrong) {
  auto const wrong = [&](std::string const& body) { return post("/v1/mailings", body); };
  EXPECT_EQ(wrong(mailing("", "gossip")).code(), "purpose.unknown");
  EXPECT_EQ(wrong(mailing("", "bookkeeping")).code(), "channel.unknown");
  EXPECT_EQ(wrong(mailing("", "newsletter", "")).code(), "reference.length");
  EXPECT_EQ(
      wrong(R"({"reference": "a", "purpose": "newsletter", "subject": "", "text": "a"})").code(),
      "mailing.empty");
  EXPECT_EQ(
      wrong(R"({"reference": "a", "purpose": "newsletter", "subject": "a\r\nb", "text": "a"})")
          .code(),
      "mailing.control_character");
  EXPECT_EQ(wrong(R"({"reference": "a", "purpose": "newsletter", "subject": "a"})").code(),
            "json.key_missing");
  EXPECT_EQ(wrong(mailing(R"(, "to": "everybody")")).code(), "json.key_unknown");
  auto const large = wrong(mailing(R"(, "html": ")" + std::string(300'000, 'a') + "\""));
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(large.code(), "mailing.too_large");
  EXPECT_EQ(listed(), 0U);
  EXPECT_EQ(begun_, 0);
  EXPECT_EQ(get("/v1/mailings/nonsense").code(), "mailing.unknown");
  EXPECT_EQ(get("/v1/mailings/" + std::string(32, '0')).code(), "mailing.unknown");
}

TEST_F(MailingApi, WithoutMailNothingBegins) {
  open();
  auto const refused = post("/v1/mailings", mailing());
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.code(), "mail.not_set_up");
  EXPECT_EQ(listed(), 0U);
}

TEST_F(MailingApi, AKeyHasThoseOfThePurposesThatItIsBoundTo) {
  std::string const path = post("/v1/mailings", mailing()).location;
  std::string const other = make_key(R"(["marketing"])");
  EXPECT_EQ(post("/v1/mailings", mailing(), other).code(), "denied.purpose_not_the_actors");
  EXPECT_EQ(get(path, other).code(), "denied.purpose_not_the_actors");
  EXPECT_EQ(call(http::Method::delete_, path, "", other).code(), "denied.purpose_not_the_actors");
  EXPECT_EQ(listed(other), 0U);
  std::string const bound = make_key(R"(["newsletter"])");
  EXPECT_EQ(post("/v1/mailings", mailing(), bound).status, 200);
  EXPECT_EQ(get(path, bound).status, 200);
  EXPECT_EQ(listed(bound), 1U);
}

}  // namespace
}  // namespace lofte::edge::api

// What people have asked for, as the shop sees and answers it through the API.
#include "edge/api/api_in_a_test.hpp"
#include "shop/rights/requests.hpp"

namespace lofte::edge::api {
namespace {

using shop::rights::Right;
using testing::HasSubstr;
using testing::Not;

class RequestApi : public ApiInATest {
 protected:
  // The path of a request of the subject at the path.
  std::string asked(std::string const& subject, Right right, std::string details) {
    custody::agenda::Agenda agenda(folder_->store());
    SubjectId const id{*parse_uuid(subject.substr(subject.rfind('/') + 1))};
    auto const asked = shop::rights::ask_shop(folder_->vault(), agenda, id,
                                              {.right = right, .details = std::move(details)});
    return subject + "/requests/" + lofte::to_string(asked.request.record.value);
  }
  std::string state(std::string const& request) {
    return std::string(get(request).body.at("state").as_string());
  }
  std::string const text_ = R"({"text": "Vi behöver leta i arkivet."})";
};

TEST_F(RequestApi, ListsWhatWaitsWithoutWhatWasWritten) {
  EXPECT_TRUE(get("/v1/requests").body.at("requests").as_array().empty());
  std::string const anna = subject("anna");
  asked(anna, Right::access, "Alla brev.");
  folder_->set_clock(*parse_day("2026-03-06"));
  asked(subject("bo"), Right::objection, "Nej tack.");
  auto const listed = get("/v1/requests");
  auto const& requests = listed.body.at("requests").as_array();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].at("right").as_string(), "access");
  EXPECT_EQ(requests[0].at("due").as_string(), "2026-04-07") << "5 April is Easter Sunday";
  EXPECT_EQ(requests[0].at("overdue").as_bool(), false);
  EXPECT_EQ("/v1/subjects/" + std::string(requests[0].at("subject").as_string()), anna);
  EXPECT_THAT(listed.text, Not(HasSubstr("Alla brev.")));
  folder_->set_clock(*parse_day("2026-04-08"));
  EXPECT_TRUE(get("/v1/requests").body.at("requests").at(0).at("overdue").as_bool());
}

TEST_F(RequestApi, ReadsOneAndTheLedgerSaysSo) {
  std::string const anna = subject("anna");
  std::string const request = asked(anna, Right::access, "Alla brev.");
  EXPECT_EQ(get(request).body.at("details").as_string(), "Alla brev.");
  EXPECT_THAT(get(anna + "/ledger").text, HasSubstr("requests"));
  EXPECT_EQ(get(anna + "/requests/" + std::string(32, '0')).code(), "request.unknown");
  EXPECT_EQ(get(anna + "/requests/nonsense").code(), "record.malformed");
}

TEST_F(RequestApi, ExtendsThenAnswers) {
  std::string const request = asked(subject("anna"), Right::access, "Alla brev.");
  auto const extended = post(request + "/extension", text_);
  EXPECT_EQ(extended.status, 200);
  EXPECT_EQ(extended.body.at("due").as_string(), "2026-06-05");
  EXPECT_EQ(extended.body.at("extended").as_string(), "2026-03-05");
  EXPECT_EQ(extended.body.at("mailed").as_bool(), false) << "there is no mail here";
  EXPECT_EQ(post(request + "/extension", R"({"text": "igen"})").code(), "request.extended");
  auto const answered = post(request + "/answer", R"({"text": "Här."})");
  EXPECT_EQ(answered.body.at("state").as_string(), "answered");
  EXPECT_EQ(answered.body.at("closed").as_string(), "2026-03-05");
  EXPECT_TRUE(get("/v1/requests").body.at("requests").as_array().empty());
  EXPECT_EQ(state(request), "answered") << "and it is still there to be read";
  EXPECT_EQ(post(request + "/refusal", text_).code(), "request.closed");
}

TEST_F(RequestApi, RefusesWithReasons) {
  std::string const request = asked(subject("anna"), Right::erasure, "Kvittot.");
  EXPECT_EQ(post(request + "/refusal", R"({"text": " "})").code(), "request.text");
  EXPECT_EQ(post(request + "/refusal", "{}").code(), "json.key_missing");
  EXPECT_EQ(post(request + "/refusal", R"({"text": "a", "reason": "b"})").code(),
            "json.key_unknown");
  EXPECT_EQ(post(request + "/refusal", text_).body.at("state").as_string(), "refused");
}

TEST_F(RequestApi, ExtendsNothingAfterTheFirstMonth) {
  std::string const request = asked(subject("anna"), Right::access, "Alla brev.");
  folder_->set_clock(*parse_day("2026-04-08"));
  auto const refused = post(request + "/extension", text_);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "request.month_over");
}

TEST_F(RequestApi, TakesThePowerRights) {
  std::string const request = asked(subject("anna"), Right::access, "Alla brev.");
  std::string const without = make_key(R"(["requests", "contract"])");
  for (auto const& refused :
       {get("/v1/requests", without), get(request, without),
        post(request + "/extension", text_, without), post(request + "/refusal", text_, without),
        post(request + "/answer", text_, without)}) {
    EXPECT_EQ(refused.code(), "key.power_missing");
  }
  std::string const with = make_key("[]", R"(["rights"])");
  EXPECT_EQ(post(request + "/answer", text_, with).status, 200);
}

}  // namespace
}  // namespace lofte::edge::api

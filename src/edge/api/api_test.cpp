#include "edge/api/api.hpp"

#include <sys/stat.h>

#include "edge/api/api_in_a_test.hpp"

namespace lofte::edge::api {
namespace {

using http::Method;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ApiTest : public ApiInATest {};

TEST_F(ApiTest, KnowsASubjectByItsReference) {
  auto const created = post("/v1/subjects", R"({"reference": "customer 17"})");
  EXPECT_EQ(created.status, 201);
  auto const again = post("/v1/subjects", R"({"reference": "customer 17"})");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body.at("subject"), created.body.at("subject"));
  auto const found = post("/v1/subjects/find", R"({"reference": "customer 17"})");
  EXPECT_EQ(found.body.at("subject"), created.body.at("subject"));
  EXPECT_EQ(post("/v1/subjects/find", R"({"reference": "customer 18"})").code(), "subject.unknown");
}

TEST_F(ApiTest, ReadsARecordForAPurposeUntilItsTermIsOver) {
  std::string const record = order(subject());
  auto const read = get(record + "?purpose=contract");
  ASSERT_EQ(read.status, 200);
  EXPECT_EQ(read.body.at("fields").at("birth_date").as_string(), "1985-02-11");
  EXPECT_EQ(read.body.at("until").at("last").as_string(), "2028-12-31");
  EXPECT_EQ(get(record + "?purpose=contract&fields=name").body.at("fields").as_object().size(), 1U);

  folder_->set_clock(*parse_day("2029-01-01"));
  auto const late = get(record + "?purpose=contract");
  EXPECT_EQ(late.status, 403);
  EXPECT_EQ(late.code(), "denied.lapsed");
  auto const books = get(record + "?purpose=bookkeeping");
  EXPECT_EQ(books.body.at("fields").at("name").as_string(), "Anna Berg");
  EXPECT_FALSE(books.body.at("fields").as_object().contains("birth_date"));
}

TEST_F(ApiTest, AddsARecordOncePerReference) {
  std::string const path = subject() + "/records";
  std::string const record =
      R"({"shape": "order", "reference": "4711", "fields": {"name": "Bo Ek"},
          "events": {"placed": "2026-03-01"}})";
  auto const added = post(path, record);
  EXPECT_EQ(added.status, 201);
  auto const again = post(path, record);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body.at("outcome").as_string(), "existed");
  EXPECT_EQ(again.body.at("record"), added.body.at("record"));
}

TEST_F(ApiTest, AppendsAnEventOnce) {
  std::string const record =
      post(subject() + "/records", R"({"shape": "order", "fields": {"name": "Bo Ek"},
                                       "events": {"placed": "2026-03-01"}})")
          .location;
  std::string const completed = R"({"event": "completed", "day": "2026-03-03"})";
  EXPECT_EQ(post(record + "/events", completed).status, 204);
  EXPECT_EQ(post(record + "/events", completed).status, 204);
  auto const other = post(record + "/events", R"({"event": "completed", "day": "2026-03-04"})");
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(other.code(), "event.happened");
  EXPECT_EQ(post(record + "/events", R"({"event": "eaten", "day": "2026-03-04"})").code(),
            "event.unknown");
}

TEST_F(ApiTest, RectifiesValues) {
  std::string const record = order(subject());
  EXPECT_EQ(
      call(Method::patch, record, R"({"fields": {"name": "Anna Ek", "birth_date": null}})").status,
      204);
  auto const read = get(record + "?purpose=contract");
  EXPECT_EQ(read.body.at("fields").at("name").as_string(), "Anna Ek");
  EXPECT_FALSE(read.body.at("fields").as_object().contains("birth_date"));
}

TEST_F(ApiTest, ErasureAnswersWithWhatStaysWhyAndUntilWhen) {
  std::string const her = subject();
  std::string const record = order(her);
  auto const answer = post(her + "/erasure");
  ASSERT_EQ(answer.status, 200);
  auto const& stays = answer.body.at("stays").as_array();
  ASSERT_EQ(stays.size(), 1U);
  EXPECT_EQ(stays[0].at("purpose").as_string(), "bookkeeping");
  EXPECT_EQ(stays[0].at("basis").as_string(), "legal_obligation");
  EXPECT_THAT(std::string(stays[0].at("law").as_string()), HasSubstr("Bokföringslagen"));
  EXPECT_EQ(stays[0].at("until").at("last").as_string(), "2033-12-31");
  EXPECT_EQ(get(record + "?purpose=contract").code(), "denied.ended");
  EXPECT_EQ(get(record + "?purpose=bookkeeping").status, 200);
}

TEST_F(ApiTest, ErasureOfAPersonOfWhomNothingMustStayLeavesNothing) {
  std::string const her = subject("newsletter 5");
  ASSERT_EQ(call(Method::put, her + "/consents/newsletter").status, 200);
  ASSERT_EQ(
      post(her + "/records", R"({"shape": "subscription", "fields": {"email": "c@example.com"},
                                       "events": {"requested": "2026-03-05"}})")
          .status,
      201);
  EXPECT_TRUE(post(her + "/erasure").body.at("stays").as_array().empty());
  EXPECT_EQ(get(her).code(), "subject.unknown");
  EXPECT_EQ(post("/v1/subjects/find", R"({"reference": "newsletter 5"})").status, 404);
}

TEST_F(ApiTest, ConsentWithdrawnEndsItsPurpose) {
  std::string const her = subject();
  ASSERT_EQ(call(Method::put, her + "/consents/newsletter").status, 200);
  auto const record =
      post(her + "/records", R"({"shape": "subscription", "fields": {"email": "c@example.com"},
                                 "events": {"requested": "2026-03-05"}})")
          .location;
  EXPECT_EQ(get(record + "?purpose=newsletter").status, 200);
  EXPECT_EQ(call(Method::delete_, her + "/consents/newsletter").status, 200);
  EXPECT_EQ(get(record + "?purpose=newsletter").status / 100, 4);
}

TEST_F(ApiTest, WhatTheLawRequiresCannotBeObjectedTo) {
  auto const answer = call(Method::put, subject() + "/objections/bookkeeping");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.code(), "purpose.required_by_law");
}

TEST_F(ApiTest, RestrictionSuspendsUseUntilItIsLifted) {
  std::string const her = subject();
  std::string const record = order(her);
  auto const answer = call(Method::put, her + "/restriction");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.at("set_aside").at(0).at("because").as_string(), "restriction");
  EXPECT_EQ(get(record + "?purpose=contract").code(), "denied.restricted");
  EXPECT_EQ(call(Method::delete_, her + "/restriction").status, 200);
  EXPECT_EQ(get(record + "?purpose=contract").status, 200);
}

TEST_F(ApiTest, ALegalHoldKeepsARecordThroughErasure) {
  std::string const her = subject();
  std::string const record = order(her);
  ASSERT_EQ(
      call(Method::put, record + "/hold", R"({"reason": "case 5", "review": "2027-01-01"})").status,
      204);
  auto const answer = post(her + "/erasure");
  EXPECT_EQ(answer.body.at("set_aside").at(0).at("because").as_string(), "legal_hold");
  EXPECT_EQ(call(Method::delete_, record + "/hold").status, 204);
}

// --- Keys

TEST_F(ApiTest, AKeyReadsForItsPurposesAlone) {
  std::string const record = order(subject());
  std::string const books = make_key(R"(["bookkeeping"])");
  EXPECT_EQ(get(record + "?purpose=bookkeeping", books).status, 200);
  auto const denied = get(record + "?purpose=contract", books);
  EXPECT_EQ(denied.status, 403);
  EXPECT_EQ(denied.code(), "denied.purpose_not_the_actors");
  std::string const list = record.substr(0, record.rfind('/'));
  EXPECT_EQ(get(list + "?purpose=contract", books).code(), "denied.purpose_not_the_actors");
  EXPECT_EQ(get(list + "?purpose=bookkeeping", books).body.at("records").as_array().size(), 1U);
}

TEST_F(ApiTest, AKeySeesHowItsOwnPurposesStandAndNoOther) {
  std::string const her = subject();
  order(her);
  auto const seen = get(her, make_key(R"(["bookkeeping"])"));
  ASSERT_EQ(seen.status, 200);
  EXPECT_THAT(seen.text, AllOf(HasSubstr("bookkeeping"), Not(HasSubstr("contract"))));
  EXPECT_THAT(get(her, make_key("[]", R"(["rights"])")).text, HasSubstr("contract"));
}

TEST_F(ApiTest, PowersAreGivenOneByOne) {
  std::string const her = subject();
  std::string const record = order(her);
  std::string const plain = make_key(R"(["contract"])");
  EXPECT_EQ(post(her + "/erasure", "", plain).code(), "key.power_missing");
  EXPECT_EQ(call(Method::put, her + "/restriction", "", plain).code(), "key.power_missing");
  EXPECT_EQ(call(Method::put, record + "/hold", "{}", plain).code(), "key.power_missing");
  EXPECT_EQ(get("/v1/holdings", plain).code(), "key.power_missing");
  EXPECT_EQ(get("/v1/holdings", make_key("[]", R"(["holdings"])")).status, 200);
  EXPECT_EQ(call(Method::put, her + "/objections/marketing", "", plain).code(),
            "denied.purpose_not_the_actors");
}

TEST_F(ApiTest, OnlyTheOwnerMakesKeysTicksAndPublishes) {
  std::string const key = make_key(R"(["contract"])", R"(["rights", "holds", "holdings"])");
  for (char const* path : {"/v1/keys", "/v1/ticks", "/v1/plans", "/v1/publications"}) {
    EXPECT_EQ(post(path, "{}", key).code(), "key.not_the_owner") << path;
  }
}

TEST_F(ApiTest, WithoutAKnownKeyThereIsNoAnswer) {
  EXPECT_EQ(get("/v1/holdings", "lofte_wrong").status, 401);
  EXPECT_EQ(get("/v1/holdings", "").status, 401);
}

TEST_F(ApiTest, ARevokedKeyIsUnknownAlsoAfterAStart) {
  std::string const kept = make_key(R"(["contract"])");
  std::string const revoked = make_key(R"(["contract"])");
  auto const keys = get("/v1/keys").body.at("keys").as_array();
  ASSERT_EQ(keys.size(), 2U);
  auto const number = std::to_string(keys[1].at("id").to_number<int>());
  EXPECT_EQ(call(Method::delete_, "/v1/keys/" + number).status, 204);
  EXPECT_EQ(call(Method::delete_, "/v1/keys/" + number).code(), "key.unknown");
  EXPECT_EQ(call(Method::delete_, "/v1/keys/1").code(), "key.unknown");
  open();
  std::string const her = subject();
  EXPECT_EQ(get(her, kept).status, 200);
  EXPECT_EQ(get(her, revoked).status, 401);
}

TEST_F(ApiTest, KeysAreKeptAsHashesInAFileOfItsUserAlone) {
  std::string const key = make_key(R"(["contract"])");
  auto const file = directory_ / "data" / "api-keys.json";
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  std::ifstream in(file);
  std::string const text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_THAT(text, AllOf(HasSubstr("contract"), Not(HasSubstr(key)), Not(HasSubstr(owner_))));
}

TEST_F(ApiTest, AKeyIsBoundToPurposesThatThePolicyHas) {
  EXPECT_EQ(post("/v1/keys", R"({"name": "x", "purposes": ["contracts"]})").code(),
            "purpose.unknown");
  EXPECT_EQ(post("/v1/keys", R"({"name": "x", "powers": ["all"]})").code(), "power.unknown");
  EXPECT_EQ(post("/v1/keys", R"({"name": ""})").code(), "key.name");
}

// --- What is sent

TEST_F(ApiTest, RefusesBodiesThatCanBeReadInTwoWays) {
  EXPECT_EQ(post("/v1/subjects", R"({"reference": "a", "reference": "b"})").code(),
            "json.key_twice");
  EXPECT_EQ(post("/v1/subjects", R"({"reference": 1e999})").code(), "json.number");
  EXPECT_EQ(post("/v1/subjects", "{\"reference\": \"\xff\"}").code(), "json.not_utf8");
  EXPECT_EQ(post("/v1/subjects", R"({"reference": "a"} {})").code(), "json.syntax");
  EXPECT_EQ(post("/v1/subjects", R"({"reference": )").code(), "json.syntax");
  EXPECT_EQ(post("/v1/subjects", R"(["reference"])").code(), "json.not_an_object");
  auto const deep = post("/v1/subjects", std::string(40, '[') + std::string(40, ']'));
  EXPECT_EQ(deep.status, 413);
  EXPECT_EQ(deep.code(), "json.too_deep");
}

TEST_F(ApiTest, RefusesKeysAndValuesThatItDoesNotKnow) {
  EXPECT_EQ(post("/v1/subjects", R"({"referense": "a"})").code(), "json.key_unknown");
  EXPECT_EQ(post("/v1/subjects", R"({"reference": 5})").code(), "json.value");
  EXPECT_EQ(post("/v1/subjects/find", "{}").code(), "json.key_missing");
  std::string const records = subject() + "/records";
  EXPECT_EQ(post(records, R"({"shape": "order", "fields": {"name": 5}})").code(), "json.value");
  EXPECT_EQ(post(records, R"({"shape": "order", "fields": {"name": "x"},
                              "events": {"placed": "1582-10-10"}})")
                .code(),
            "json.value");
  EXPECT_EQ(post(records, R"({"shape": "banquet", "fields": {"name": "x"}})").code(),
            "shape.unknown");
  EXPECT_EQ(post(records, R"({"shape": "order", "fields": {"shoe_size": "x"}})").code(),
            "field.unknown");
}

TEST_F(ApiTest, AnEmptyReferenceIsNotOne) {
  EXPECT_EQ(post("/v1/subjects", R"({"reference": ""})").code(), "reference.length");
  EXPECT_EQ(post(subject() + "/records", R"({"shape": "order", "reference": "",
                                             "fields": {"name": "Bo Ek"}})")
                .code(),
            "reference.length");
}

TEST_F(ApiTest, AnEventIsNotOfADayYetToCome) {
  std::string const records = subject() + "/records";
  EXPECT_EQ(post(records, R"({"shape": "order", "fields": {"name": "Bo Ek"},
                              "events": {"placed": "2926-03-01"}})")
                .code(),
            "event.in_future");
  std::string const record = post(records, R"({"shape": "order", "fields": {"name": "Bo Ek"},
                        "events": {"placed": "2026-03-05"}})")
                                 .location;
  EXPECT_EQ(post(record + "/events", R"({"event": "completed", "day": "2026-03-07"})").code(),
            "event.in_future");
  EXPECT_EQ(post(record + "/events", R"({"event": "completed", "day": "2026-03-06"})").status, 204);
}

TEST_F(ApiTest, AnErasureIsNeverOfLessThanEverything) {
  std::string const her = subject();
  std::string const record = order(her);
  EXPECT_EQ(post(her + "/erasure", R"({"purpose": "marketing"})").code(), "json.key_unknown");
  EXPECT_EQ(get(record + "?purpose=contract").status, 200);
  EXPECT_EQ(call(Method::put, her + "/restriction", R"({"until": "2026-04-01"})").code(),
            "json.key_unknown");
  EXPECT_EQ(get(record + "?purpose=contract").status, 200);
  EXPECT_EQ(post(her + "/erasure", "{}").status, 200);
}

TEST_F(ApiTest, AFieldHasALimit) {
  auto const answer =
      post(subject() + "/records", R"({"shape": "order", "fields": {"name": ")" +
                                       std::string(custody::vault::field_bytes_max + 1, 'x') +
                                       R"("}, "events": {"placed": "2026-03-01"}})");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.code(), "field.too_large");
}

TEST_F(ApiTest, WhatIsSentIsNotToldInProblems) {
  std::string const records = subject() + "/records";
  for (auto const& answer :
       {post("/v1/subjects", R"({"Anna Berg": 1})"),
        post(records, R"({"shape": "order", "fields": {"name": ["Anna Berg"]}})"),
        post(records, R"({"shape": "order", "fields": {"name": "Anna Berg)")}) {
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.text, Not(HasSubstr("Anna Berg")));
  }
}

TEST_F(ApiTest, IdsInPathsAreIds) {
  EXPECT_EQ(get("/v1/subjects/anna").code(), "subject.malformed");
  std::string const her = subject();
  EXPECT_EQ(get(her + "/records/5?purpose=contract").code(), "record.malformed");
  std::string const nobody(32, '0');
  EXPECT_EQ(get("/v1/subjects/" + nobody).code(), "subject.unknown");
  EXPECT_EQ(get(her + "/records/" + nobody + "?purpose=contract").code(), "record.unknown");
  EXPECT_EQ(get(her + "/records/" + nobody).code(), "query.missing");
  EXPECT_EQ(get(her + "/records/" + nobody + "?purpose=gossip").code(), "purpose.unknown");
}

// --- Upkeep

TEST_F(ApiTest, ATickEndsWhatIsPastItsTime) {
  std::string const her = subject();
  order(her);
  EXPECT_EQ(get("/v1/holdings").body.at("people").to_number<int>(), 1);
  folder_->set_clock(*parse_day("2034-01-01"));
  auto const ticked = post("/v1/ticks");
  ASSERT_EQ(ticked.status, 200);
  EXPECT_GT(ticked.body.at("terms_destroyed").to_number<int>(), 0);
  EXPECT_EQ(ticked.body.at("records_gone").to_number<int>(), 1);
  EXPECT_EQ(get("/v1/holdings").body.at("records").to_number<int>(), 0);
}

TEST_F(ApiTest, PublishesWhatWasPlanned) {
  order(subject());
  std::string shorter = file_of_the_project("policies/usbstars.toml");
  std::string const before = "2 calendar years after order completed";
  shorter.replace(shorter.find(before), before.size(), "1 calendar year after order completed");
  auto const body = [&](std::string_view plan) {
    boost::json::object object{{"policy", shorter}};
    if (!plan.empty()) {
      object.emplace("plan", plan);
    }
    return boost::json::serialize(object);
  };
  auto const plan = post("/v1/plans", body(""));
  ASSERT_EQ(plan.status, 200);
  EXPECT_EQ(plan.body.at("records").to_number<int>(), 1);
  EXPECT_EQ(post("/v1/publications", body("0000")).code(), "plan.stale");
  auto const published = post("/v1/publications", body(plan.body.at("plan").as_string()));
  EXPECT_EQ(published.status, 201);
  EXPECT_EQ(published.body.at("edition").to_number<int>(), 2);
  EXPECT_EQ(get("/policy/difference?from=1&to=2&language=en").status, 200);
  EXPECT_EQ(get("/policy?edition=1").status, 200);
}

// --- Pages

TEST_F(ApiTest, ThePolicyPageShowsLiveFigures) {
  for (int person = 0; person < 6; ++person) {
    order(subject());
  }
  EXPECT_THAT(get("/policy?language=en").text, HasSubstr("31 December 2028"));
  EXPECT_THAT(get("/policy?language=sv").text, HasSubstr("31 december 2028"));
  EXPECT_EQ(get("/policy?edition=2").code(), "edition.unknown");
  EXPECT_EQ(get("/policy?edition=x").code(), "edition.unknown");
}

TEST_F(ApiTest, OpenRoutesNeedNoKey) {
  for (auto const& route : api_->routes()) {
    if (route.access == Access::open && route.name.pattern.find('{') == std::string::npos) {
      EXPECT_NE(get(route.name.pattern, "").status, 401) << route.name.pattern;
    }
  }
}

TEST_F(ApiTest, MetricsAreForThoseWhoSeeWhatIsHeldInAll) {
  EXPECT_EQ(get("/metrics", "").status, 401);
  EXPECT_EQ(get("/metrics", make_key(R"(["contract"])")).code(), "key.power_missing");
  EXPECT_EQ(get("/metrics", make_key("[]", R"(["holdings"])")).status, 200);
}

TEST_F(ApiTest, MetricsNameRoutesAndNobody) {
  std::string const her = subject("customer 17");
  get(her);
  std::string const metrics = get("/metrics").text;
  EXPECT_THAT(metrics, HasSubstr("route=\"/v1/subjects/{subject}\",status=\"2xx\"} 1"));
  EXPECT_THAT(metrics, Not(HasSubstr(her)));
}

}  // namespace
}  // namespace lofte::edge::api

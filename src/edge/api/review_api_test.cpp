// What people send in for publication, as the shop's systems see it.
#include <gmock/gmock.h>

#include "edge/api/api_in_a_test.hpp"

namespace lofte::edge::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReviewApiTest : public ApiInATest {
 protected:
  // The path of a contribution that waits.
  std::string sent_in(std::string const& subject, std::string const& text = "It fits.") {
    call(http::Method::put, subject + "/consents/publication");
    return post(subject + "/records",
                R"({"shape": "publication", "events": {"submitted": "2026-03-05"},
                    "fields": {"name": "Anna B.", "email": "anna@example.com", "text": ")" +
                    text + R"(", "licence": "The shop may show it."}})")
        .location;
  }
  void publish(std::string const& record) {
    EXPECT_EQ(post(record + "/events", R"({"event": "published", "day": "2026-03-05"})").status,
              204);
  }
};

TEST_F(ReviewApiTest, WhatWaitsIsListedByWhereItIsAndWhatIsPublishedByWhatItSays) {
  std::string const anna = subject();
  std::string const record = sent_in(anna);
  auto const waiting = get("/v1/reviews/waiting");
  EXPECT_EQ(waiting.status, 200);
  EXPECT_THAT(waiting.text, HasSubstr(record.substr(record.rfind('/') + 1)));
  EXPECT_THAT(waiting.text, Not(HasSubstr("It fits.")));
  EXPECT_EQ(get("/v1/reviews").body.at("reviews").as_array().size(), 0U);
  publish(record);
  EXPECT_EQ(get("/v1/reviews/waiting").body.at("waiting").as_array().size(), 0U);
  auto const published = get("/v1/reviews?page=1");
  EXPECT_THAT(published.text, HasSubstr("It fits."));
  EXPECT_THAT(published.text, HasSubstr("Anna B."));
  EXPECT_THAT(published.text, Not(HasSubstr("example.com")));
  EXPECT_THAT(published.text, Not(HasSubstr(anna.substr(anna.rfind('/') + 1))));
}

TEST_F(ReviewApiTest, WhatIsWithdrawnPausedOrErasedIsNotListed) {
  std::string const anna = subject();
  publish(sent_in(anna));
  EXPECT_THAT(get("/v1/reviews").text, HasSubstr("It fits."));
  call(http::Method::put, anna + "/restriction");
  EXPECT_THAT(get("/v1/reviews").text, Not(HasSubstr("It fits.")));
  call(http::Method::delete_, anna + "/restriction");
  EXPECT_THAT(get("/v1/reviews").text, HasSubstr("It fits."));
  call(http::Method::delete_, anna + "/consents/publication");
  EXPECT_THAT(get("/v1/reviews").text, Not(HasSubstr("It fits.")));
  std::string const bo = subject();
  publish(sent_in(bo, "So it does."));
  EXPECT_THAT(get("/v1/reviews").text, HasSubstr("So it does."));
  post(bo + "/erasure");
  EXPECT_THAT(get("/v1/reviews").text, Not(HasSubstr("So it does.")));
}

TEST_F(ReviewApiTest, AWithdrawalByItsEventAndACorrectionAreSeenAtOnce) {
  std::string const record = sent_in(subject());
  publish(record);
  EXPECT_THAT(get("/v1/reviews").text, HasSubstr("It fits."));
  call(http::Method::patch, record, R"({"fields": {"text": "It does not."}})");
  EXPECT_THAT(get("/v1/reviews").text, HasSubstr("It does not."));
  post(record + "/events", R"({"event": "withdrawn_by_author", "day": "2026-03-05"})");
  EXPECT_EQ(get("/v1/reviews").body.at("reviews").as_array().size(), 0U);
}

TEST_F(ReviewApiTest, TheShopDeclinesOrTakesDown) {
  std::string const record = sent_in(subject());
  EXPECT_EQ(post(record + "/decline").status, 204);
  EXPECT_EQ(get("/v1/reviews/waiting").body.at("waiting").as_array().size(), 0U);
  std::string const of_an_order = order(subject());
  EXPECT_EQ(post(of_an_order + "/decline").status, 404) << "an order is no contribution";
}

TEST_F(ReviewApiTest, AKeyNeedsThePurpose) {
  std::string const record = sent_in(subject());
  std::string const warehouse = make_key(R"(["contract"])");
  EXPECT_EQ(get("/v1/reviews", warehouse).status, 403);
  EXPECT_EQ(get("/v1/reviews/waiting", warehouse).status, 403);
  EXPECT_EQ(post(record + "/decline", "", warehouse).status, 403);
  EXPECT_EQ(get("/v1/reviews", make_key(R"(["publication"])")).status, 200);
}

TEST_F(ReviewApiTest, APageIsANumber) {
  for (char const* page : {"0", "-1", "x", "99999999999999999999", "1x"}) {
    EXPECT_EQ(get(std::string("/v1/reviews?page=") + page).status, 400) << page;
  }
  EXPECT_EQ(get("/v1/reviews?page=9").body.at("page").as_int64(), 1);
}

}  // namespace
}  // namespace lofte::edge::api

// The policy's page from memory: to whom, and when.
#include "edge/api/api_in_a_test.hpp"

namespace lofte::edge::api {
namespace {

class PolicyPageApi : public ApiInATest {
 protected:
  PolicyPageApi()
      : patient_(
            *folder_,
            ApiSettings{
                .figures_age_max = std::chrono::seconds{60}, .counts = {}, .erasure_bound = [this] {
                  return pages::ErasureBound{.tick_minutes = 15, .copy_days = copy_days_};
                }}) {
    request_.path = "/policy";
    request_.segments = {"policy"};
  }

  std::string rendered() { return std::get<std::string>(patient_.respond(request_).body); }
  std::optional<std::string> at_once() {
    auto const response = patient_.respond_at_once(request_);
    return response ? std::optional(std::get<std::string>(response->body)) : std::nullopt;
  }

  unsigned copy_days_ = 7;
  Api patient_;
  http::Request request_;
};

TEST_F(PolicyPageApi, IsAnsweredAtOnceOnceItHasBeenMade) {
  EXPECT_EQ(at_once(), std::nullopt);
  auto const page = rendered();
  EXPECT_EQ(at_once(), page);
  request_.accept_language = "en";
  EXPECT_EQ(at_once(), std::nullopt) << "that language has not been made";
}

TEST_F(PolicyPageApi, IsNotAnsweredAtOnceToWhoMayHaveSignedIn) {
  rendered();
  request_.cookie = "session=x";
  EXPECT_EQ(at_once(), std::nullopt);
}

TEST_F(PolicyPageApi, IsMadeAnewWhenTheBoundOfErasureIsAnother) {
  auto const page = rendered();
  copy_days_ = 9;
  auto const made_anew = rendered();
  EXPECT_NE(made_anew, page);
  EXPECT_EQ(at_once(), made_anew);
}

TEST_F(PolicyPageApi, OfAnOlderVersionIsNotTheOneInForce) {
  rendered();
  request_.query = {{.name = "edition", .value = "1"}};
  EXPECT_EQ(at_once(), std::nullopt);
}

}  // namespace
}  // namespace lofte::edge::api

#include "edge/webhooks/signature.hpp"

#include <gmock/gmock.h>

#include "base/base64.hpp"

namespace lofte::edge::webhooks {
namespace {

// The example of the Standard Webhooks libraries.
TEST(Signature, IsThatOfStandardWebhooks) {
  auto const key = from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
  auto const headers = signature_of({.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                     .at = Instant{std::chrono::seconds{1'614'265'330}},
                                     .body = R"({"test": 2432232314})"},
                                    key);
  ASSERT_EQ(headers.size(), 3U);
  EXPECT_EQ(headers[0].name, "webhook-id");
  EXPECT_EQ(headers[1].value, "1614265330");
  EXPECT_EQ(headers[2].name, "webhook-signature");
  EXPECT_EQ(headers[2].value, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signature, TakesSecretsOfItsOwnMakingAlone) {
  SeededRandom random{1};
  std::string const secret = fresh_secret(random);
  EXPECT_THAT(secret, testing::StartsWith("whsec_"));
  EXPECT_EQ(key_of(secret).value().size(), 32U);
  EXPECT_NE(secret, fresh_secret(random));
  for (std::string const& other : {std::string(), std::string("whsec_"), secret.substr(6),
                                   secret + "=", std::string("whsec_c2hvcnQ=")}) {
    EXPECT_EQ(key_of(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace lofte::edge::webhooks

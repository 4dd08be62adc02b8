#include "custody/webauthn/messages.hpp"

#include <gmock/gmock.h>

#include "custody/webauthn/authenticator_in_a_test.hpp"

namespace lofte::custody::webauthn {
namespace {

using testing::HasSubstr;

RelyingParty shop() {
  return {.id = "shop.example", .origin = "https://shop.example"};
}

TEST(Messages, APasskeyIsAskedForThatStandsForAPassword) {
  RelyingParty const party = shop();
  std::string const json = to_json(ToMake{.relying_party = party,
                                          .shop = "A \"shop\"",
                                          .challenge = "challenge",
                                          .owner = {.handle = "handle", .name = "anna@example.com"},
                                          .known = {"known"}});
  EXPECT_THAT(json, HasSubstr(R"("rp":{"id":"shop.example","name":"A \"shop\""})"));
  EXPECT_THAT(json, HasSubstr(R"("id":"aGFuZGxl")"));
  EXPECT_THAT(json, HasSubstr(R"("residentKey":"required")"));
  EXPECT_THAT(json, HasSubstr(R"("userVerification":"required")"));
  EXPECT_THAT(json, HasSubstr(R"("attestation":"none")"));
  EXPECT_THAT(json, HasSubstr(R"("excludeCredentials":[{"type":"public-key","id":"a25vd24"}])"));
}

TEST(Messages, WhatABrowserSendsIsRead) {
  SoftAuthenticator const authenticator;
  Made const made = authenticator.make({.challenge = "c"});
  auto const read = read_made(SoftAuthenticator::json_of(made));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->id, made.id);
  EXPECT_EQ(read->attestation_object, made.attestation_object);
  Used const used = authenticator.use({.challenge = "c", .user_handle = "h"});
  auto const use = read_used(SoftAuthenticator::json_of(used));
  ASSERT_TRUE(use.has_value());
  EXPECT_EQ(use->signature, used.signature);
  EXPECT_EQ(use->user_handle, "h");
}

TEST(Messages, WhatNoBrowserSendsIsNotRead) {
  for (std::string const json :
       {"", "{", "null", "[]", R"({"id":"YQ","rawId":"YQ","type":"public-key"})",
        R"({"id":"YQ","rawId":"Yg","type":"public-key","response":{}})",
        R"({"id":"YQ","rawId":"YQ","type":"password","response":{}})",
        R"({"id":"","rawId":"","type":"public-key","response":{}})",
        R"({"id":1,"rawId":1,"type":1,"response":{}})"}) {
    EXPECT_FALSE(read_used(json)) << json;
    EXPECT_FALSE(read_made(json)) << json;
  }
}

TEST(RelyingParties, AreNamesOverHttps) {
  auto const party = relying_party_of("https://shop.example:8443");
  ASSERT_TRUE(party.has_value());
  EXPECT_EQ(party->id, "shop.example");
  EXPECT_EQ(party->origin, "https://shop.example:8443");
  EXPECT_EQ(relying_party_of("https://shop.example:443")->origin, "https://shop.example");
  EXPECT_EQ(relying_party_of("http://localhost:8080")->id, "localhost");
  for (std::string const url : {"http://shop.example", "https://127.0.0.1", "http://127.0.0.1:8080",
                                "https://[::1]:8443", "shop.example", ""}) {
    EXPECT_FALSE(relying_party_of(url)) << url;
  }
}

}  // namespace
}  // namespace lofte::custody::webauthn

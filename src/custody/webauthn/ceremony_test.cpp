#include "custody/webauthn/ceremony.hpp"

#include <gtest/gtest.h>

#include <map>

#include "custody/webauthn/authenticator_data.hpp"
#include "custody/webauthn/authenticator_in_a_test.hpp"

namespace lofte::custody::webauthn {
namespace {

using namespace std::string_literals;
using Saying = SoftAuthenticator::Saying;
using Backup = Credential::Backup;

constexpr std::uint8_t usual = SoftAuthenticator::present | SoftAuthenticator::verified;

class CeremonyTest : public testing::TestWithParam<Algorithm> {
 protected:
  static Asked asked() { return {.relying_party = shop(), .challenge = "challenge"}; }
  static RelyingParty const& shop() {
    static RelyingParty const shop{.id = "shop.example", .origin = "https://shop.example"};
    return shop;
  }
  static Saying honest() { return {.challenge = "challenge"}; }

  std::optional<Refusal> made(Saying const& saying) const {
    return refusal(authenticator_.make(saying));
  }
  static std::optional<Refusal> refusal(Made const& made) {
    auto const verified = verify_made(asked(), made);
    return verified ? std::nullopt : std::optional(verified.error());
  }
  Credential credential() const {
    return verify_made(asked(), authenticator_.make(honest())).value();
  }
  std::optional<Refusal> used(Saying const& saying) const { return used(saying, credential()); }
  std::optional<Refusal> used(Saying const& saying, Credential const& known) const {
    return refusal(authenticator_.use(saying), known);
  }
  static std::optional<Refusal> refusal(Used const& used, Credential const& known) {
    auto const verified = verify_used(asked(), used, known);
    return verified ? std::nullopt : std::optional(verified.error());
  }

  // Made once: a key of RSA takes its time.
  static SoftAuthenticator const& authenticator_of(Algorithm algorithm) {
    static std::map<Algorithm, SoftAuthenticator> made;
    return made.try_emplace(algorithm, algorithm).first->second;
  }
  SoftAuthenticator const& authenticator_ = authenticator_of(GetParam());
};

INSTANTIATE_TEST_SUITE_P(EachAlgorithm, CeremonyTest, testing::ValuesIn(algorithms),
                         [](auto const& info) {
                           return info.param == Algorithm::es256   ? "Es256"
                                  : info.param == Algorithm::rs256 ? "Rs256"
                                                                   : "EdDsa";
                         });

// --- Web Authentication Level 3, 7.1: making one

TEST_P(CeremonyTest, APasskeyIsMade) {
  Credential const made = credential();
  EXPECT_EQ(made.id, authenticator_.id());
  EXPECT_EQ(made.public_key, authenticator_.public_key());
  EXPECT_EQ(made.counter, 0U);
  EXPECT_EQ(made.backup, Backup::none);
}

TEST_P(CeremonyTest, OutputsOfExtensionsArePassed) {
  Saying saying = honest();
  saying.extensions = cbor_head(5, 1) + cbor_text("credProtect") + cbor_integer(2);
  EXPECT_EQ(made(saying), std::nullopt);
  EXPECT_EQ(used(saying), std::nullopt);
  saying.extensions = cbor_text("no map");
  EXPECT_EQ(made(saying), Refusal::malformed);
}

TEST_P(CeremonyTest, WhatTheBrowserSaysIsJson) {
  Made made = authenticator_.make(honest());
  for (std::string const& text :
       {""s, "{"s, "[]"s, "\xff"s, std::string(10'000, ' ') + made.client_data}) {
    made.client_data = text;
    EXPECT_EQ(refusal(made), Refusal::client_data) << text.size();
  }
}

TEST_P(CeremonyTest, AUseIsNoMakingAndTheOtherWayRound) {
  Saying saying = honest();
  saying.type = "webauthn.get";
  EXPECT_EQ(made(saying), Refusal::type);
  saying.type = "webauthn.create";
  EXPECT_EQ(used(saying), Refusal::type);
}

TEST_P(CeremonyTest, TheChallengeIsTheOneThatWasAskedWith) {
  for (std::string const challenge : {"another", "", "challenge "}) {
    Saying saying = honest();
    saying.challenge = challenge;
    EXPECT_EQ(made(saying), Refusal::challenge) << challenge;
    EXPECT_EQ(used(saying), Refusal::challenge) << challenge;
  }
  Made const empty = authenticator_.make({.challenge = ""});
  EXPECT_FALSE(verify_made({.relying_party = shop(), .challenge = ""}, empty));
}

TEST_P(CeremonyTest, TheOriginIsExactlyTheShops) {
  for (std::string const origin : {"https://evil.example", "http://shop.example",
                                   "https://shop.example:444", "https://shop.example.evil.example",
                                   "https://pay.shop.example", "https://shop.example/", ""}) {
    Saying saying = honest();
    saying.origin = origin;
    EXPECT_EQ(made(saying), Refusal::origin) << origin;
    EXPECT_EQ(used(saying), Refusal::origin) << origin;
  }
}

TEST_P(CeremonyTest, APageInsideAnothersIsRefused) {
  for (std::string const more : {R"(,"crossOrigin":true)", R"(,"crossOrigin":"false")",
                                 R"(,"topOrigin":"https://evil.example")"}) {
    Saying saying = honest();
    saying.more_client_data = more;
    EXPECT_EQ(made(saying), Refusal::embedded) << more;
    EXPECT_EQ(used(saying), Refusal::embedded) << more;
  }
  Saying saying = honest();
  saying.more_client_data = R"(,"crossOrigin":false,"something_new":1)";
  EXPECT_EQ(made(saying), std::nullopt);
}

TEST_P(CeremonyTest, TheRelyingPartyIsTheShop) {
  Saying saying = honest();
  saying.rp_id = "evil.example";
  EXPECT_EQ(made(saying), Refusal::relying_party);
  EXPECT_EQ(used(saying), Refusal::relying_party);
}

TEST_P(CeremonyTest, SomebodyTouchedIt) {
  Saying saying = honest();
  saying.flags = SoftAuthenticator::verified;
  EXPECT_EQ(made(saying), Refusal::user_not_present);
  EXPECT_EQ(used(saying), Refusal::user_not_present);
}

TEST_P(CeremonyTest, SomebodyShowedWhoTheyAre) {
  Saying saying = honest();
  saying.flags = SoftAuthenticator::present;
  EXPECT_EQ(made(saying), Refusal::user_unverified);
  EXPECT_EQ(used(saying), Refusal::user_unverified);
}

TEST_P(CeremonyTest, WhatIsBackedUpMayBe) {
  Saying saying = honest();
  saying.flags = usual | SoftAuthenticator::backed_up;
  EXPECT_EQ(made(saying), Refusal::backup);
  EXPECT_EQ(used(saying), Refusal::backup);
  saying.flags = usual | SoftAuthenticator::eligible | SoftAuthenticator::backed_up;
  EXPECT_EQ(verify_made(asked(), authenticator_.make(saying))->backup, Backup::done);
}

TEST_P(CeremonyTest, ItsNameIsTheOneThatItSays) {
  Saying saying = honest();
  saying.id_in_message = "another";
  EXPECT_EQ(made(saying), Refusal::id);
  EXPECT_EQ(used(saying), Refusal::id);
}

TEST_P(CeremonyTest, MoreOrLessThanAnAuthenticatorSaysIsRefused) {
  Saying saying = honest();
  saying.trailing = "x";
  EXPECT_EQ(made(saying), Refusal::malformed);
  EXPECT_EQ(used(saying), Refusal::malformed);
  Made whole = authenticator_.make(honest());
  Bytes const object = whole.attestation_object;
  for (std::size_t size = 0; size < object.size(); ++size) {
    whole.attestation_object = object.substr(0, size);
    EXPECT_EQ(refusal(whole), Refusal::malformed) << size;
  }
  whole.attestation_object = object + "x";
  EXPECT_EQ(refusal(whole), Refusal::malformed);
}

TEST_P(CeremonyTest, AUseMakesNothing) {
  Made made = authenticator_.make(honest());
  made.attestation_object = cbor_head(5, 3) + cbor_text("fmt") + cbor_text("none") +
                            cbor_text("attStmt") + cbor_head(5, 0) + cbor_text("authData") +
                            cbor_bytes(authenticator_.use(honest()).authenticator_data);
  EXPECT_EQ(refusal(made), Refusal::malformed);
}

// --- 7.2: using one

TEST_P(CeremonyTest, APasskeyIsUsed) {
  auto const after = verify_used(asked(), authenticator_.use(honest()), credential());
  ASSERT_TRUE(after.has_value());
  EXPECT_EQ(*after, credential());
}

TEST_P(CeremonyTest, TheSignatureIsOfThisKeyAndOfAllThatWasSaid) {
  SoftAuthenticator const other(GetParam());
  EXPECT_EQ(refusal(other.use(honest()), credential()), Refusal::signature);
  Used const honest_use = authenticator_.use(honest());
  Used changed = honest_use;
  changed.client_data.insert(1, " ");
  EXPECT_EQ(refusal(changed, credential()), Refusal::signature);
  changed = honest_use;
  changed.authenticator_data.back() = 1;
  EXPECT_EQ(refusal(changed, credential()), Refusal::signature);
  for (Bytes const& signature :
       {""s, "x"s, Bytes(64, '\0'), Bytes(256, '\0'), honest_use.signature + "x"}) {
    changed = honest_use;
    changed.signature = signature;
    EXPECT_EQ(refusal(changed, credential()), Refusal::signature) << signature.size();
  }
}

TEST_P(CeremonyTest, ACounterGoesUpOrThereMayBeACopy) {
  Credential known = credential();
  known.counter = 7;
  Saying saying = honest();
  for (std::uint32_t const counter : {0U, 6U, 7U}) {
    saying.counter = counter;
    EXPECT_EQ(used(saying, known), Refusal::counter) << counter;
  }
  saying.counter = 8;
  EXPECT_EQ(verify_used(asked(), authenticator_.use(saying), known)->counter, 8U);
}

TEST_P(CeremonyTest, WhetherItMayBeBackedUpNeverChanges) {
  Credential const bound = credential();
  Credential eligible = bound;
  eligible.backup = Backup::eligible;
  Saying saying = honest();
  EXPECT_EQ(used(saying, eligible), Refusal::backup);
  saying.flags = usual | SoftAuthenticator::eligible;
  EXPECT_EQ(used(saying, bound), Refusal::backup);
  saying.flags = usual | SoftAuthenticator::eligible | SoftAuthenticator::backed_up;
  EXPECT_EQ(verify_used(asked(), authenticator_.use(saying), eligible)->backup, Backup::done);
}

TEST_P(CeremonyTest, TellsWhichChallengeIsAnswered) {
  EXPECT_EQ(challenge_of(authenticator_.use(honest()).client_data), "challenge");
  EXPECT_EQ(challenge_of("{}"), std::nullopt);
  EXPECT_EQ(challenge_of("nonsense"), std::nullopt);
}

}  // namespace
}  // namespace lofte::custody::webauthn

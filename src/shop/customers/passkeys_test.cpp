#include "shop/customers/passkeys.hpp"

#include <gmock/gmock.h>

#include "base/base64.hpp"
#include "base/failure.hpp"
#include "custody/webauthn/authenticator_in_a_test.hpp"
#include "custody/webauthn/messages.hpp"
#include "shop/customers/customers_in_a_test.hpp"
#include "shop/customers/registration.hpp"

namespace lofte::shop::customers {
namespace {

using custody::vault::Vault;
using custody::webauthn::SoftAuthenticator;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// The value of a member of flat JSON.
std::string member(std::string const& json, std::string const& name) {
  std::string const start = "\"" + name + "\":\"";
  auto const at = json.find(start) + start.size();
  return json.substr(at, json.find('"', at) - at);
}

class PasskeysTest : public CustomersTest {
 protected:
  SubjectId registered(std::string const& email = "anna@example.com") {
    return *complete_registration(shop(),
                                  begin_registration(shop(), {.email = email, .fields = {}}),
                                  "correct horse battery");
  }
  Session signed_in(SubjectId const& subject) {
    return *sessions_.find(sessions_.begin(subject, Vault::Proof::password));
  }

  // What a person's device answers.
  std::string answer_to_make(std::string const& asked, SoftAuthenticator const& device) {
    handle_ = *from_base64url(asked.substr(asked.find("\"user\":{\"id\":\"") + 14, 43));
    return SoftAuthenticator::json_of(device.make({.challenge = member(asked, "challenge")}));
  }
  std::string answer(std::string const& asked, SoftAuthenticator const& device,
                     std::uint32_t counter = 0) {
    return SoftAuthenticator::json_of(device.use(
        {.challenge = member(asked, "challenge"), .counter = counter, .user_handle = handle_}));
  }
  Passkeys::Added add(Session const& session, SoftAuthenticator const& device) {
    return passkeys_.add(session, answer_to_make(passkeys_.ask_for_new(session), device), "Phone");
  }
  std::optional<SubjectId> sign_in(SoftAuthenticator const& device, std::uint32_t counter = 0) {
    return passkeys_.sign_in(answer(passkeys_.ask_who_it_is(), device, counter));
  }

  Sessions sessions_{vault(), tickets_};
  Passkeys passkeys_{shop(), custody::webauthn::relying_party_of("https://shop.example")};
  SoftAuthenticator const phone_{custody::webauthn::Algorithm::es256, "phone"};
  SoftAuthenticator const laptop_{custody::webauthn::Algorithm::eddsa, "laptop"};
  Bytes handle_;
};

TEST_F(PasskeysTest, LetsInWithoutAnAddressTyped) {
  SubjectId const anna = registered();
  registered("bo@example.com");
  EXPECT_TRUE(passkeys_.are_offered_to(anna));
  EXPECT_EQ(add(signed_in(anna), phone_), Passkeys::Added::done);
  EXPECT_EQ(sign_in(phone_), anna);
  EXPECT_EQ(sign_in(laptop_), std::nullopt) << "nobody's";
  EXPECT_THAT(passkeys_of(vault(), anna), SizeIs(1));
  EXPECT_EQ(passkeys_of(vault(), anna).front().name, "Phone");
}

TEST_F(PasskeysTest, AnAnswerCountsOnce) {
  SubjectId const anna = registered();
  Session const session = signed_in(anna);
  std::string const made = answer_to_make(passkeys_.ask_for_new(session), phone_);
  EXPECT_EQ(passkeys_.add(session, made, "Phone"), Passkeys::Added::done);
  passkeys_.remove(anna, phone_.id());
  EXPECT_EQ(passkeys_.add(session, made, "Phone"), Passkeys::Added::refused);
  add(session, phone_);
  std::string const used = answer(passkeys_.ask_who_it_is(), phone_);
  EXPECT_EQ(passkeys_.sign_in(used), anna);
  EXPECT_EQ(passkeys_.sign_in(used), std::nullopt);
}

TEST_F(PasskeysTest, AnAnswerCountsForMinutes) {
  SubjectId const anna = registered();
  Session const session = signed_in(anna);
  std::string const made = answer_to_make(passkeys_.ask_for_new(session), phone_);
  pass(custody::webauthn::ceremony_minutes_max + std::chrono::milliseconds{1});
  EXPECT_EQ(passkeys_.add(session, made, "Phone"), Passkeys::Added::refused);
}

TEST_F(PasskeysTest, AnAnswerCountsForWhatWasAsked) {
  SubjectId const anna = registered();
  Session const here = signed_in(anna);
  Session const elsewhere = signed_in(anna);
  add(here, phone_);
  EXPECT_FALSE(passkeys_.sign_in(answer(passkeys_.ask_for_proof(here), phone_)));
  EXPECT_FALSE(passkeys_.is_proof(here, answer(passkeys_.ask_who_it_is(), phone_)));
  EXPECT_FALSE(passkeys_.is_proof(elsewhere, answer(passkeys_.ask_for_proof(here), phone_)));
  EXPECT_TRUE(passkeys_.is_proof(here, answer(passkeys_.ask_for_proof(here), phone_)));
  std::string const made = answer_to_make(passkeys_.ask_for_new(here), laptop_);
  EXPECT_EQ(passkeys_.add(elsewhere, made, "Laptop"), Passkeys::Added::refused);
}

TEST_F(PasskeysTest, AnothersPasskeyIsNoProof) {
  Session const anna = signed_in(registered());
  add(anna, phone_);
  Session const bo = signed_in(registered("bo@example.com"));
  EXPECT_FALSE(passkeys_.is_proof(bo, answer(passkeys_.ask_for_proof(bo), phone_)));
}

TEST_F(PasskeysTest, AnIdIsOnePersons) {
  Session const anna = signed_in(registered());
  add(anna, phone_);
  EXPECT_EQ(add(anna, phone_), Passkeys::Added::known);
  SoftAuthenticator const same_id(custody::webauthn::Algorithm::es256, "phone");
  Session const bo = signed_in(registered("bo@example.com"));
  EXPECT_EQ(add(bo, same_id), Passkeys::Added::known);
  EXPECT_THAT(passkeys_of(vault(), bo.subject), IsEmpty());
}

TEST_F(PasskeysTest, TheHandleIsTheAccountsAndSaysNothingOfIt) {
  Session const anna = signed_in(registered());
  add(anna, phone_);
  Bytes const first = handle_;
  EXPECT_EQ(first.size(), custody::webauthn::user_handle_bytes);
  add(anna, laptop_);
  EXPECT_EQ(handle_, first) << "a device keeps one passkey of an account";
  handle_ = "another's";
  EXPECT_EQ(sign_in(phone_), std::nullopt);
  handle_ = "";
  EXPECT_EQ(sign_in(phone_), std::nullopt);
  passkeys_.remove(anna.subject, phone_.id());
  passkeys_.remove(anna.subject, laptop_.id());
  add(anna, phone_);
  EXPECT_NE(handle_, first) << "drawn afresh once there was none";
}

TEST_F(PasskeysTest, OfTwoFirstOnesAskedForAtOnceOneIsAdded) {
  Session const anna = signed_in(registered());
  std::string const first = answer_to_make(passkeys_.ask_for_new(anna), phone_);
  std::string const second = answer_to_make(passkeys_.ask_for_new(anna), laptop_);
  EXPECT_EQ(passkeys_.add(anna, first, "Phone"), Passkeys::Added::done);
  EXPECT_EQ(passkeys_.add(anna, second, "Laptop"), Passkeys::Added::refused);
}

TEST_F(PasskeysTest, ARemovedOneLetsNobodyIn) {
  SubjectId const anna = registered();
  Session const session = signed_in(anna);
  add(session, phone_);
  add(session, laptop_);
  EXPECT_TRUE(passkeys_.remove(anna, phone_.id()));
  EXPECT_FALSE(passkeys_.remove(anna, phone_.id()));
  EXPECT_EQ(sign_in(phone_), std::nullopt);
  EXPECT_EQ(sign_in(laptop_), anna);
}

TEST_F(PasskeysTest, OthersCanNeitherNameNorRemoveIt) {
  SubjectId const anna = registered();
  add(signed_in(anna), phone_);
  SubjectId const bo = registered("bo@example.com");
  EXPECT_FALSE(passkeys_.remove(bo, phone_.id()));
  EXPECT_FALSE(passkeys_.rename(bo, phone_.id(), "Bo's"));
  EXPECT_EQ(sign_in(phone_), anna);
}

TEST_F(PasskeysTest, ANameIsTheOwners) {
  SubjectId const anna = registered();
  add(signed_in(anna), phone_);
  EXPECT_TRUE(passkeys_.rename(anna, phone_.id(), " My;phone=1\nor\tso 🌿 "));
  EXPECT_EQ(passkeys_of(vault(), anna).front().name, "My;phone=1 or so 🌿");
  EXPECT_EQ(sign_in(phone_), anna);
}

TEST_F(PasskeysTest, ACopyOfACountingOneIsFoundOut) {
  SubjectId const anna = registered();
  add(signed_in(anna), phone_);
  EXPECT_EQ(sign_in(phone_, 5), anna);
  EXPECT_EQ(sign_in(phone_, 5), std::nullopt);
  crash();
  Passkeys after(shop(), custody::webauthn::relying_party_of("https://shop.example"));
  EXPECT_EQ(after.sign_in(answer(after.ask_who_it_is(), phone_, 5)), std::nullopt);
  EXPECT_EQ(after.sign_in(answer(after.ask_who_it_is(), phone_, 6)), anna);
}

TEST_F(PasskeysTest, AnAccountHasAFewAtMost) {
  Session const anna = signed_in(registered());
  for (std::size_t i = 0; i < passkeys_max; ++i) {
    SoftAuthenticator const device(custody::webauthn::Algorithm::eddsa, std::to_string(i));
    EXPECT_EQ(add(anna, device), Passkeys::Added::done);
  }
  EXPECT_EQ(add(anna, phone_), Passkeys::Added::too_many);
}

TEST_F(PasskeysTest, GoWithThePerson) {
  SubjectId const anna = registered();
  add(signed_in(anna), phone_);
  forget_passkeys(vault(), anna);
  vault().erase(anna);
  EXPECT_EQ(sign_in(phone_), std::nullopt);
  EXPECT_EQ(add(signed_in(registered("bo@example.com")), phone_), Passkeys::Added::done);
}

TEST_F(PasskeysTest, WhileDataAreRestrictedTheirOwnerGetsInAndNothingIsAdded) {
  SubjectId const anna = registered();
  Session const session = signed_in(anna);
  add(session, phone_);
  vault().restrict(anna);
  EXPECT_EQ(sign_in(phone_, 1), anna);
  EXPECT_THROW(add(session, laptop_), Failure);
  vault().lift_restriction(anna);
  EXPECT_EQ(add(session, laptop_), Passkeys::Added::done) << "the attempt left nothing behind";
}

TEST_F(PasskeysTest, AreInTheLedgerWithoutAnyOfTheirBytes) {
  SubjectId const anna = registered();
  add(signed_in(anna), phone_);
  sessions_.begin(*sign_in(phone_, 1), Vault::Proof::passkey);
  passkeys_.remove(anna, phone_.id());
  std::string trail;
  for (auto const& noting : vault().trail(anna)) {
    trail += noting.statement;
  }
  EXPECT_THAT(trail, HasSubstr(R"("act":"passkey_added")"));
  EXPECT_THAT(trail, HasSubstr(R"("act":"passkey_used")"));
  EXPECT_THAT(trail, HasSubstr(R"("act":"passkey_removed")"));
  EXPECT_THAT(trail, HasSubstr(R"("by":"passkey")"));
  EXPECT_THAT(trail, testing::Not(HasSubstr("Phone")));
  EXPECT_THAT(trail, testing::Not(HasSubstr(to_base64url(phone_.id()))));
}

TEST_F(PasskeysTest, AreOfferedWhereThePolicyKeepsThemAndBrowsersHaveThem) {
  EXPECT_TRUE(passkeys_.are_offered());
  EXPECT_FALSE(
      Passkeys(shop(), custody::webauthn::relying_party_of("http://192.0.2.1")).are_offered());
}

TEST(PasskeyLines, AreReadAsTheyWereWritten) {
  std::vector<Passkey> const passkeys{
      {.credential = {.id = "a", .public_key = "key", .counter = 7},
       .user_handle = "handle",
       .added = *parse_day("2026-03-05"),
       .name = "Phone; name=x"},
      {.credential = {.id = "b",
                      .public_key = "key",
                      .backup = custody::webauthn::Credential::Backup::done},
       .user_handle = "handle",
       .added = *parse_day("2026-03-06"),
       .name = ""}};
  EXPECT_EQ(decode_passkeys(encode(passkeys)), passkeys);
  std::string const line = encode({passkeys.front()});
  EXPECT_THAT(line, HasSubstr("passkey;id=YQ;key=a2V5;"));
  EXPECT_THAT(decode_passkeys("yes\n" + line + "\n\npasskey;id=YQ\n" + line + "\x1b"),
              ElementsAre(passkeys.front()));
}

}  // namespace
}  // namespace lofte::shop::customers

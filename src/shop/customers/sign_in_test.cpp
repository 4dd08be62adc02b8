#include "shop/customers/sign_in.hpp"

#include <gmock/gmock.h>

#include <array>
#include <thread>

#include "base/failure.hpp"
#include "shop/customers/change_email.hpp"
#include "shop/customers/customers_in_a_test.hpp"
#include "shop/customers/registration.hpp"
#include "shop/customers/sessions.hpp"

namespace lofte::shop::customers {
namespace {

using custody::vault::Vault;

class SignInTest : public CustomersTest {
 protected:
  SubjectId registered(std::string const& email = "anna@example.com") {
    return *complete_registration(
        shop(), begin_registration(shop(), {.email = email, .fields = {{"name", "Anna Berg"}}}),
        "correct horse battery");
  }
  Sessions sessions_{vault(), tickets_};
};

TEST_F(SignInTest, LetsInWithThePasswordAlone) {
  SubjectId const anna = registered();
  EXPECT_EQ(check_password(shop(), "anna@example.com", "correct horse battery"), anna);
  EXPECT_EQ(check_password(shop(), "anna@example.com", "correct horse batterx"), std::nullopt);
  EXPECT_EQ(check_password(shop(), "bo@example.com", "correct horse battery"), std::nullopt);
}

TEST_F(SignInTest, AnUnknownAddressCostsWhatAWrongPasswordDoes) {
  registered();
  vault().create_subject(reference_of("guest@example.com"), Durability::synced);
  for (std::string const email : {"anna@example.com", "guest@example.com", "nobody@example.com"}) {
    for (std::string const password : {"wrong", ""}) {
      auto const before = passwords_.computed();
      EXPECT_EQ(check_password(shop(), email, password), std::nullopt);
      EXPECT_EQ(passwords_.computed(), before + 1) << email;
    }
  }
}

TEST_F(SignInTest, AGuestHasNoPasswordButALink) {
  SubjectId const guest =
      vault().create_subject(reference_of("guest@example.com"), Durability::synced).subject;
  EXPECT_EQ(check_password(shop(), "guest@example.com", ""), std::nullopt);
  auto const link = issue_sign_in_link(shop(), "guest@example.com");
  ASSERT_TRUE(link.has_value());
  EXPECT_TRUE(is_sign_in_link(shop(), *link));
  EXPECT_EQ(redeem_sign_in_link(shop(), *link), guest);
  EXPECT_EQ(redeem_sign_in_link(shop(), *link), std::nullopt);
  EXPECT_EQ(issue_sign_in_link(shop(), "nobody@example.com"), std::nullopt);
}

TEST_F(SignInTest, ALinkToSomebodyErasedLetsNobodyIn) {
  SubjectId const anna = registered();
  auto const link = issue_sign_in_link(shop(), "anna@example.com");
  vault().erase(anna);
  EXPECT_EQ(redeem_sign_in_link(shop(), *link), std::nullopt);
}

TEST_F(SignInTest, ASessionIsThatOfItsToken) {
  SubjectId const anna = registered();
  std::string const token = sessions_.begin(anna, Vault::Proof::password);
  auto const session = sessions_.find(token);
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(session->subject, anna);
  EXPECT_TRUE(session->has_fresh_proof(clock_.now()));
  EXPECT_FALSE(sessions_.find("nonsense"));
  EXPECT_FALSE(sessions_.find(""));
  sessions_.end(token);
  EXPECT_FALSE(sessions_.find(token));
  EXPECT_TRUE(vault().sign_ins(anna).empty());
}

TEST_F(SignInTest, ASessionLastsWhileItIsUsedAndAMonthAtMost) {
  SubjectId const anna = registered();
  std::string const token = sessions_.begin(anna, Vault::Proof::password);
  for (int day = 0; day < 30; ++day) {
    EXPECT_TRUE(sessions_.find(token)) << day;
    pass(session_idle_hours_max);
  }
  EXPECT_TRUE(sessions_.find(token));
  pass(std::chrono::hours{1});
  EXPECT_FALSE(sessions_.find(token));
  std::string const idle = sessions_.begin(anna, Vault::Proof::password);
  pass(session_idle_hours_max + std::chrono::milliseconds{1});
  EXPECT_FALSE(sessions_.find(idle));
}

TEST_F(SignInTest, AProofAgesAndCanBeRenewed) {
  std::string const token = sessions_.begin(registered(), Vault::Proof::link);
  pass(proof_minutes_max + std::chrono::milliseconds{1});
  auto const session = sessions_.find(token);
  EXPECT_FALSE(session->has_fresh_proof(clock_.now()));
  sessions_.prove(token, *session);
  EXPECT_TRUE(sessions_.find(token)->has_fresh_proof(clock_.now()));
}

TEST_F(SignInTest, ANewPasswordSignsOutAllOthers) {
  SubjectId const anna = registered();
  std::string const here = sessions_.begin(anna, Vault::Proof::password);
  std::string const elsewhere = sessions_.begin(anna, Vault::Proof::password);
  change_password(shop(), anna, "battery horse correct", sessions_.find(here)->sign_in);
  EXPECT_TRUE(sessions_.find(here));
  EXPECT_FALSE(sessions_.find(elsewhere));
  EXPECT_EQ(check_password(shop(), "anna@example.com", "correct horse battery"), std::nullopt);
  EXPECT_EQ(check_password(shop(), "anna@example.com", "battery horse correct"), anna);
}

TEST_F(SignInTest, AWrongPasswordLeavesNothingInThePublicLog) {
  registered();
  custody_->ledger().sequence();
  auto const size = custody_->ledger().log().checkpoint().checkpoint.size;
  check_password(shop(), "anna@example.com", "wrong");
  custody_->ledger().sequence();
  EXPECT_EQ(custody_->ledger().log().checkpoint().checkpoint.size, size);
}

TEST_F(SignInTest, SomebodyWhoseDataIsRestrictedGetsIn) {
  SubjectId const anna = registered();
  vault().restrict(anna);
  EXPECT_EQ(check_password(shop(), "anna@example.com", "correct horse battery"), anna);
  EXPECT_EQ(email_of(shop(), anna), "anna@example.com");
}

TEST_F(SignInTest, AnAddressChangesForWhoAskedForItWhileTheyAreSignedIn) {
  SubjectId const anna = registered();
  auto const here = vault().sign_in(anna, Vault::Proof::password);
  auto const elsewhere = vault().sign_in(anna, Vault::Proof::password);
  auto const to_b = begin_address_change(shop(), here, anna, "b@example.com");
  auto const to_c = begin_address_change(shop(), here, anna, "c@example.com");
  auto const changed = complete_address_change(shop(), to_b);
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->before, "anna@example.com");
  EXPECT_FALSE(complete_address_change(shop(), to_c)) << "it was asked of another";
  EXPECT_EQ(vault().find_subject(reference_of("b@example.com")), anna);
  EXPECT_EQ(vault().find_subject(reference_of("anna@example.com")), std::nullopt);
  EXPECT_EQ(vault().find_subject(reference_of("c@example.com")), std::nullopt);
  EXPECT_THAT(vault().sign_ins(anna), testing::ElementsAre(here));
  auto const late = begin_address_change(shop(), elsewhere, anna, "d@example.com");
  EXPECT_FALSE(complete_address_change(shop(), late)) << "it is signed out";
}

TEST_F(SignInTest, AnAddressUnderWhichSomethingIsHeldIsNotTaken) {
  SubjectId const anna = registered();
  vault().create_subject(reference_of("b@example.com"), Durability::synced);
  auto const here = vault().sign_in(anna, Vault::Proof::password);
  auto const link = begin_address_change(shop(), here, anna, "b@example.com");
  EXPECT_THROW(complete_address_change(shop(), link), Failure);
  EXPECT_EQ(email_of(shop(), anna), "anna@example.com");
}

TEST_F(SignInTest, OfTwoWhoTakeTheSameAddressAtOnceOneGetsIt) {
  for (int round = 0; round < 10; ++round) {
    std::string const wanted = "new" + std::to_string(round) + "@example.com";
    std::array<SubjectId, 2> people;
    std::array<std::string, 2> links;
    for (std::size_t i = 0; i < people.size(); ++i) {
      people[i] = registered(std::to_string(round) + "of" + std::to_string(i) + "@example.com");
      links[i] = begin_address_change(shop(), vault().sign_in(people[i], Vault::Proof::password),
                                      people[i], wanted);
    }
    {
      std::vector<std::jthread> devices;
      for (std::string const& link : links) {
        devices.emplace_back([&] {
          try {
            complete_address_change(shop(), link);
          } catch (Failure const& failure) {
            EXPECT_EQ(failure.code(), "reference.taken");
          }
        });
      }
    }
    EXPECT_EQ(std::ranges::count(people, wanted,
                                 [&](SubjectId const& id) { return email_of(shop(), id); }),
              1);
  }
}

TEST_F(SignInTest, SomebodyErasedIsSignedOut) {
  SubjectId const anna = registered();
  std::string const token = sessions_.begin(anna, Vault::Proof::password);
  vault().erase(anna);
  EXPECT_FALSE(sessions_.find(token));
}

}  // namespace
}  // namespace lofte::shop::customers

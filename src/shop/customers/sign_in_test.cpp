#include "shop/customers/sign_in.hpp"

#include <gmock/gmock.h>

#include "shop/customers/customers_in_a_test.hpp"
#include "shop/customers/registration.hpp"
#include "shop/customers/sessions.hpp"

namespace lofte::shop::customers {
namespace {

using custody::vault::Vault;

class SignInTest : public CustomersTest {
 protected:
  SubjectId registered() {
    return *complete_registration(shop(),
                                  begin_registration(shop(), {.email = "anna@example.com",
                                                              .password = "correct horse battery",
                                                              .fields = {{"name", "Anna Berg"}}}));
  }
  std::string trail(SubjectId const& subject) {
    std::string all;
    for (auto const& noting : vault().trail(subject)) {
      all += noting.statement;
    }
    return all;
  }
  Sessions sessions_{vault(), tickets_};
};

TEST_F(SignInTest, LetsInWithThePasswordAlone) {
  SubjectId const anna = registered();
  EXPECT_EQ(check_password(shop(), "anna@example.com", "correct horse battery"), anna);
  EXPECT_EQ(check_password(shop(), "anna@example.com", "correct horse batterx"), std::nullopt);
  EXPECT_EQ(check_password(shop(), "bo@example.com", "correct horse battery"), std::nullopt);
  EXPECT_THAT(trail(anna), testing::HasSubstr("sign_in_refused"));
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

TEST_F(SignInTest, SomebodyErasedIsSignedOut) {
  SubjectId const anna = registered();
  std::string const token = sessions_.begin(anna, Vault::Proof::password);
  vault().erase(anna);
  EXPECT_FALSE(sessions_.find(token));
}

}  // namespace
}  // namespace lofte::shop::customers

#include "shop/customers/registration.hpp"

#include <gmock/gmock.h>

#include "shop/customers/customers_in_a_test.hpp"
#include "shop/customers/sign_in.hpp"

namespace lofte::shop::customers {
namespace {

constexpr std::string_view password = "correct horse battery";

Registration anna() {
  return {.email = "Anna@Example.com",
          .fields = {{"name", "Anna Berg"}, {"phone", ""}, {"favourite_colour", "blue"}}};
}

using RegistrationTest = CustomersTest;

TEST_F(RegistrationTest, MakesNothingBeforeTheLinkIsFollowed) {
  std::string const token = begin_registration(shop(), anna());
  EXPECT_EQ(vault().find_subject(reference_of("anna@example.com")), std::nullopt);
  auto const subject = complete_registration(shop(), token, password);
  ASSERT_TRUE(subject.has_value());
  EXPECT_EQ(vault().find_subject(reference_of("anna@EXAMPLE.com")), subject);
  EXPECT_EQ(email_of(shop(), *subject), "Anna@Example.com");
  EXPECT_EQ(check_password(shop(), "anna@example.com", "correct horse battery"), subject);
}

TEST_F(RegistrationTest, ALinkWorksOnceAndForADay) {
  std::string const token = begin_registration(shop(), anna());
  EXPECT_TRUE(complete_registration(shop(), token, password));
  EXPECT_FALSE(complete_registration(shop(), token, password));
  EXPECT_FALSE(complete_registration(shop(), "nonsense", password));
  std::string const late = begin_registration(shop(), anna());
  pass(registration_link_hours_max + std::chrono::milliseconds{1});
  EXPECT_FALSE(complete_registration(shop(), late, password));
}

TEST_F(RegistrationTest, KeepsWhatIsThereOfTheAddressAlready) {
  SubjectId const guest =
      vault().create_subject(reference_of("anna@example.com"), Durability::synced).subject;
  EXPECT_EQ(complete_registration(shop(), begin_registration(shop(), anna()), password), guest);
}

TEST_F(RegistrationTest, OfSomebodyWhoHasAnAccountLetsInAndChangesNothing) {
  auto const subject = complete_registration(shop(), begin_registration(shop(), anna()), password);
  Registration again = anna();
  again.fields = {{"name", "Somebody Else"}};
  std::string const token = begin_registration(shop(), again);
  EXPECT_EQ(look_at_registration(shop(), token), RegistrationLink::has_one);
  EXPECT_EQ(complete_registration(shop(), token, "battery horse correct"), subject);
  EXPECT_TRUE(is_password_of(shop(), *subject, password));
  auto const held = vault().access(*subject);
  ASSERT_EQ(held.size(), 1U);
  for (auto const& field : held.front().fields) {
    if (field.name == "name") {
      EXPECT_EQ(field.value.reveal(held.front().permit), "Anna Berg");
    }
  }
}

TEST_F(RegistrationTest, SaysWhatItsLinkWouldDo) {
  std::string const token = begin_registration(shop(), anna());
  EXPECT_EQ(look_at_registration(shop(), token), RegistrationLink::fresh);
  EXPECT_EQ(look_at_registration(shop(), "nonsense"), RegistrationLink::none);
}

TEST_F(RegistrationTest, ACrashLosesNoAccount) {
  std::string const token = begin_registration(shop(), anna());
  crash();
  auto const subject = complete_registration(shop(), token, password);
  crash();
  EXPECT_EQ(check_password(shop(), "anna@example.com", "correct horse battery"), subject);
}

TEST_F(RegistrationTest, StartsNoMarketing) {
  auto const subject = complete_registration(shop(), begin_registration(shop(), anna()), password);
  EXPECT_TRUE(vault().standing(*subject).channels.empty());
  for (auto const& standing : vault().standing(*subject).purposes) {
    EXPECT_NE(standing.consent, promise::retention::ConsentState::given);
  }
}

}  // namespace
}  // namespace lofte::shop::customers

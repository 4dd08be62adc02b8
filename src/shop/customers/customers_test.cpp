#include "shop/customers/customers.hpp"

#include <gtest/gtest.h>

#include "shop/customers/customers_in_a_test.hpp"

namespace lofte::shop::customers {

namespace {

TEST(Reference, IsTheAddressInLowerCase) {
  EXPECT_EQ(reference_of("Anna+Shop@Example.com"), "mailto:anna+shop@example.com");
}

TEST_F(CustomersTest, FindsThePurposeThatAccountsAreHeldFor) {
  EXPECT_EQ(account_purpose(vault()), "account");
}

TEST_F(CustomersTest, FindsNoAccountOfAGuest) {
  auto const guest = vault().create_subject("guest", Durability::synced).subject;
  EXPECT_EQ(find_account(vault(), guest), std::nullopt);
}

}  // namespace
}  // namespace lofte::shop::customers

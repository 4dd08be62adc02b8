// A subject and its first records come in one transaction: both, or neither.
#include <gtest/gtest.h>

#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::vault::Added;
using custody::vault::NewRecord;

std::vector<NewRecord> order(std::string const& field) {
  std::vector<NewRecord> records;
  records.push_back({.shape = "order",
                     .reference = "order-1",
                     .fields = {},
                     .events = {{"completed", *parse_day("2024-03-05")}}});
  records.back().fields.emplace_back(field, PersonalText("a value"));
  return records;
}

TEST(Admission, CreatesTheSubjectWithItsRecords) {
  Shop shop("2024-03-05");
  auto const claim = shop.vault().claim("customer-1");
  EXPECT_FALSE(shop.vault().has_subject(claim.subject));
  EXPECT_EQ(shop.vault().find_subject("customer-1"), std::nullopt);
  auto const admitted = shop.vault().admit(shop.owner(), claim, order("name"), {});
  EXPECT_FALSE(admitted.existed);
  EXPECT_EQ(shop.vault().find_subject("customer-1"), claim.subject);
  EXPECT_EQ(shop.read(claim.subject, admitted.records.at(0).record, "contract", "name"), "a value");
}

TEST(Admission, OfASubjectThatIsThereAddsToIt) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("customer-1");
  auto const claim = shop.vault().claim("customer-1");
  EXPECT_EQ(claim.subject, person);
  auto const first = shop.vault().admit(shop.owner(), claim, order("name"), {});
  EXPECT_TRUE(first.existed);
  EXPECT_EQ(first.records.at(0).outcome, Added::Outcome::added);
  auto const second = shop.vault().admit(shop.owner(), claim, order("name"), {});
  EXPECT_EQ(second.records.at(0).outcome, Added::Outcome::existed);
}

TEST(Admission, ThatIsRefusedCreatesNobody) {
  Shop shop("2024-03-05");
  auto const claim = shop.vault().claim("customer-1");
  EXPECT_THROW(shop.vault().admit(shop.owner(), claim, order("no_such_field"), {}), Failure);
  EXPECT_FALSE(shop.vault().has_subject(claim.subject));
  EXPECT_EQ(shop.person("customer-1"), claim.subject);  // who takes the claim over
}

TEST(Admission, WithoutAReferenceIsSomebodyNewEachTime) {
  Shop shop("2024-03-05");
  EXPECT_NE(shop.vault().claim("").subject, shop.vault().claim("").subject);
}

TEST(Admission, OfASubjectThatGoesBetweenClaimAndAdmissionCanBeFoundAgain) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("customer-1");
  auto const claim = shop.vault().claim("customer-1");
  ASSERT_EQ(claim.subject, person);
  shop.vault().erase(person);
  ASSERT_EQ(shop.vault().find_subject("customer-1"), std::nullopt);
  shop.vault().admit(shop.owner(), claim, order("name"), {});
  EXPECT_EQ(shop.vault().find_subject("customer-1"), person);
}

// The ways to it are taken away first, and have to come back.
TEST(Admission, ASubjectThatCouldNotBeErasedCanStillBeFound) {
  using custody::store::Fault;
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("customer-1");
  Bucket const bucket = bucket_of(person);
  auto const empty = shop.vault().act_on_each(bucket, std::span(&person, 1), [](auto&) {});
  ASSERT_EQ(empty.size(), 1U);
  std::size_t others = 0;
  shop.store().on_commit([&](Bucket where) {
    others += where == bucket ? 0 : 1;
    return where == bucket ? Fault::before_commit : Fault::none;
  });
  EXPECT_THROW(shop.vault().erase_empty(bucket, empty), Failure);
  shop.store().on_commit([](Bucket) { return Fault::none; });
  EXPECT_EQ(others, 2U);  // the index row went, and came back
  EXPECT_EQ(shop.vault().find_subject("customer-1"), person);
}

// Keys of the tree that a transaction has planted are nobody's to remember before its commit.
TEST(Admission, AfterWhatWasRolledBackStandsOnKeysThatAreStored) {
  Shop shop("2024-03-05");
  constexpr Bucket bucket = 7;
  constexpr std::size_t subjects_that_fill_a_node = 64;
  std::vector<SubjectId> people;
  auto const admit = [&] {
    auto claim = shop.vault().claim("");
    claim.subject.value.bytes[0] = 0;
    claim.subject.value.bytes[1] = static_cast<std::uint8_t>(bucket << 4);
    EXPECT_EQ(bucket_of(claim.subject), bucket);
    shop.vault().admit(shop.owner(), claim, order("name"), {});
    people.push_back(claim.subject);
  };
  while (people.size() < subjects_that_fill_a_node) {
    admit();
  }
  int acts = 0;
  EXPECT_THROW(shop.vault().act_on_each(bucket, std::span(people).first(3),
                                        [&](custody::vault::SubjectSession& session) {
                                          require(++acts <= 3, "three are acted on");
                                          if (acts == 3) {
                                            throw std::runtime_error("the third can't be read");
                                          }
                                          session.rekey();
                                        }),
               std::runtime_error);
  admit();
  shop.crash();
  EXPECT_EQ(shop.vault().summary(people.back()).size(), 1U);
}

}  // namespace
}  // namespace lofte::simulation

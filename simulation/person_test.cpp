// How a person is found, reached and let in, through the vault.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <barrier>
#include <thread>
#include <utility>

#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::store::Fault;
using custody::vault::Vault;
using promise::retention::ChannelAnswer;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;

std::string code_of_failure(std::function<void()> const& act) {
  try {
    act();
    return "nothing failed";
  } catch (Failure const& failure) {
    return failure.code();
  }
}

std::string with_channels() {
  return replaced(shop_policy(), "[purpose.newsletter]",
                  "[purpose.newsletter]\nchannels = [\"email\", \"sms\"]");
}

std::vector<std::string> trail_of(Shop& shop, SubjectId const& person) {
  shop.ledger().sequence();
  std::vector<std::string> statements;
  for (auto const& noting : shop.vault().trail(person)) {
    statements.push_back(noting.statement);
  }
  return statements;
}

TEST(Person, IsFoundByEveryReferenceThatWasAdded) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person("mailto:anna@example.com");
  shop.vault().add_reference(anna, "mailto:anna@example.org");
  shop.vault().add_reference(anna, "mailto:anna@example.org");
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.org"), anna);
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.com"), anna);
  shop.vault().remove_reference(anna, "mailto:anna@example.com");
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.com"), std::nullopt);
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.org"), anna);
  shop.vault().remove_reference(anna, "mailto:nobody@example.org");
}

TEST(Person, KeepsAReferenceFromOthers) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person("mailto:anna@example.com");
  SubjectId const bo = shop.person("mailto:bo@example.com");
  EXPECT_EQ(code_of_failure([&] { shop.vault().add_reference(bo, "mailto:anna@example.com"); }),
            "reference.taken");
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.com"), anna);
  shop.vault().remove_reference(anna, "mailto:anna@example.com");
  shop.vault().add_reference(bo, "mailto:anna@example.com");
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.com"), bo);
}

TEST(Person, TakesOverAReferenceClaimedForNobody) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person("mailto:anna@example.com");
  shop.vault().claim("mailto:anna@example.org");  // and its subject was never made
  shop.vault().add_reference(anna, "mailto:anna@example.org");
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.org"), anna);
}

// Two at the same moment want the same address: the one as somebody new, the other beside what they
// have. One has it, and nobody is left whom nothing finds.
TEST(Person, WhoIsMadeAfterAnotherTookTheReferenceOverIsThatOther) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person("mailto:anna@example.com");
  auto const claim = shop.vault().claim("mailto:anna@example.org");
  shop.vault().add_reference(anna, "mailto:anna@example.org");
  auto const admitted = shop.vault().admit(shop.owner(), claim, {}, {});
  EXPECT_TRUE(admitted.existed);
  EXPECT_EQ(admitted.subject, anna);
  EXPECT_FALSE(shop.vault().has_subject(claim.subject));
}

TEST(Person, OfManyAtTheSameMomentOneHasTheReferenceWhileTheIndexKeyRotates) {
  Shop shop("2024-03-05");
  auto& vault = shop.vault();
  std::vector<SubjectId> const people{shop.person("anna"), shop.person("bo")};
  for (int round = 0; round < 40; ++round) {
    std::string const reference = "mailto:" + std::to_string(round) + "@example.com";
    std::barrier begin(5);
    std::array<std::optional<SubjectId>, 4> has;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < has.size(); ++i) {
      threads.emplace_back([&, i] {
        begin.arrive_and_wait();
        if (i < people.size()) {
          std::string const code =
              code_of_failure([&] { vault.add_reference(people[i], reference); });
          EXPECT_THAT(code, AnyOf("nothing failed", "reference.taken"));
          has.at(i) = code == "nothing failed" ? std::optional(people[i]) : std::nullopt;
        } else {
          has.at(i) = shop.person(reference);
        }
      });
    }
    begin.arrive_and_wait();
    shop.upkeep().rotate_index_key();
    threads.clear();
    for (auto const& subject : has) {
      if (subject) {
        EXPECT_EQ(vault.find_subject(reference), subject) << round;
      }
    }
    for (SubjectId const& person : people) {
      vault.remove_reference(person, reference);
    }
  }
}

TEST(Person, ClaimedBeforeTheIndexKeyRotatesAndMadeWhileItDoesIsFound) {
  Shop shop("2024-03-05");
  auto const claim = shop.vault().claim("mailto:anna@example.com");
  shop.upkeep().rotate_index_key([&, made = false](unsigned buckets) mutable {
    if (!made && buckets > bucket_of(claim.subject)) {
      made = true;
      shop.vault().admit(shop.owner(), claim, {}, {});
    }
    return true;
  });
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.com"), claim.subject);
}

// The index still names them, after a failure between the two steps of it.
TEST(Person, IsNotFoundByAReferenceThatWasTakenFromThem) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person("mailto:anna@example.com");
  shop.vault().add_reference(anna, "mailto:anna@example.org");
  bool first = true;
  shop.store().on_commit(
      [&](Bucket) { return std::exchange(first, false) ? Fault::none : Fault::before_commit; });
  EXPECT_THROW(shop.vault().remove_reference(anna, "mailto:anna@example.org"), Failure);
  shop.store().on_commit({});
  auto const claim = shop.vault().claim("mailto:anna@example.org");
  EXPECT_NE(shop.vault().admit(shop.owner(), claim, {}, {}).subject, anna);
  SubjectId const other = shop.person("mailto:anna@example.org");
  EXPECT_NE(other, anna);
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.org"), other);
}

TEST(Person, HasSoManyReferencesOnly) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person("0");
  for (std::size_t i = 1; i < custody::subjects::references_max; ++i) {
    shop.vault().add_reference(anna, std::to_string(i));
  }
  EXPECT_EQ(code_of_failure([&] { shop.vault().add_reference(anna, "one more"); }),
            "reference.too_many");
  EXPECT_EQ(shop.vault().find_subject("one more"), std::nullopt);
  EXPECT_NE(shop.person("one more"), anna);
}

TEST(Person, GoesWithAllReferences) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person("mailto:anna@example.com");
  shop.vault().add_reference(anna, "mailto:anna@example.org");
  shop.add(anna, "account", {{"email", "anna@example.com"}}, {{"registered", "2024-03-05"}});
  shop.vault().erase(anna);
  EXPECT_FALSE(shop.vault().has_subject(anna));
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.com"), std::nullopt);
  EXPECT_EQ(shop.vault().find_subject("mailto:anna@example.org"), std::nullopt);
}

TEST(Person, TakesAnObjectionBackForWhatIsCollectedFromThenOn) {
  Shop shop("2024-03-05",
            replaced(shop_policy(), "[purpose.contract]",
                     "[purpose.offers]\ntitle = { en = \"Offers\" }\nbasis = "
                     "\"legitimate_interests\"\nrecords = [\"account\"]\ndata = [\"email\"]\n"
                     "keep = \"3 years after account registered\"\n\n[purpose.contract]"));
  SubjectId const anna = shop.person();
  auto const account =
      shop.add(anna, "account", {{"email", "anna@example.com"}}, {{"registered", "2024-03-05"}});
  EXPECT_EQ(shop.read(anna, account.record, "offers", "email"), "anna@example.com");
  shop.vault().object(anna, "offers");
  EXPECT_EQ(shop.read(anna, account.record, "offers", "email"), "denied.ended");
  shop.vault().withdraw_objection(anna, "offers");
  EXPECT_EQ(shop.read(anna, account.record, "offers", "email"), "denied.ended");
  auto const fresh = shop.add(anna, "account", {{"email", "anna@example.org"}},
                              {{"registered", "2024-03-05"}}, "another");
  EXPECT_EQ(shop.read(anna, fresh.record, "offers", "email"), "anna@example.org");
  EXPECT_THAT(trail_of(shop, anna), Contains(HasSubstr("objection_withdrawn")));
}

TEST(Person, AnswersForAChannel) {
  Shop shop("2024-03-05", with_channels());
  SubjectId const anna = shop.person();
  auto const refused = ChannelAnswer::Answer::refused;
  shop.vault().answer_channel(anna, {.purpose = "newsletter", .name = "sms"}, refused);
  shop.vault().answer_channel(anna, {.purpose = "newsletter", .name = "email"},
                              ChannelAnswer::Answer::agreed);
  shop.vault().answer_channel(anna, {.purpose = "newsletter", .name = "email"}, refused);
  shop.crash();
  auto const answers = shop.vault().standing(anna).channels;
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[1].channel, promise::retention::name_hash("email"));
  EXPECT_EQ(answers[1].answer, refused);
  EXPECT_EQ(answers[1].given, shop.clock().now());
  EXPECT_THAT(trail_of(shop, anna), Contains(HasSubstr(R"("act":"channel_refused")")));
  EXPECT_EQ(code_of_failure([&] {
              shop.vault().answer_channel(anna, {.purpose = "newsletter", .name = "post"}, refused);
            }),
            "channel.unknown");
}

TEST(Person, IsSignedInUntilSignedOut) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person();
  auto const first = shop.vault().sign_in(anna, Vault::Proof::password);
  auto const second = shop.vault().sign_in(anna, Vault::Proof::link);
  shop.crash();
  EXPECT_THAT(shop.vault().sign_ins(anna), testing::ElementsAre(first, second));
  EXPECT_TRUE(shop.vault().sign_out(anna, first.id));
  EXPECT_FALSE(shop.vault().sign_out(anna, first.id));
  EXPECT_THAT(shop.vault().sign_ins(anna), testing::ElementsAre(second));
  auto const trail = trail_of(shop, anna);
  EXPECT_THAT(trail, Contains(HasSubstr(R"("by":"password")")));
  EXPECT_THAT(trail, Contains(HasSubstr(R"("act":"signed_out")")));
}

TEST(Person, SignsOutEverywhereButHere) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person();
  shop.vault().sign_in(anna, Vault::Proof::password);
  auto const here = shop.vault().sign_in(anna, Vault::Proof::password);
  shop.vault().sign_out_everywhere(anna, here.id);
  EXPECT_THAT(shop.vault().sign_ins(anna), testing::ElementsAre(here));
  shop.vault().sign_out_everywhere(anna);
  EXPECT_THAT(shop.vault().sign_ins(anna), testing::IsEmpty());
}

TEST(Person, IsSignedInForAMonthAndInSoManyPlacesOnly) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person();
  auto const first = shop.vault().sign_in(anna, Vault::Proof::password);
  for (std::size_t i = 1; i < custody::subjects::sign_ins_max; ++i) {
    shop.vault().sign_in(anna, Vault::Proof::password);
  }
  EXPECT_EQ(shop.vault().sign_ins(anna).front(), first);
  shop.vault().sign_in(anna, Vault::Proof::password);
  EXPECT_NE(shop.vault().sign_ins(anna).front(), first);
  shop.clock_at("2024-04-04");
  EXPECT_EQ(shop.vault().sign_ins(anna).size(), custody::subjects::sign_ins_max);
  shop.clock_at("2024-04-05");
  EXPECT_THAT(shop.vault().sign_ins(anna), testing::IsEmpty());
}

}  // namespace
}  // namespace lofte::simulation

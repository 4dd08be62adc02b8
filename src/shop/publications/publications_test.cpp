#include "shop/publications/publications.hpp"

#include <gmock/gmock.h>

#include "base/failure.hpp"
#include "promise/policy/parse.hpp"
#include "shop/customers/customers_in_a_test.hpp"
#include "shop/publications/publication_link.hpp"
#include "shop/publications/shelf.hpp"
#include "shop/publications/submit.hpp"
#include "shop/publications/withdraw.hpp"

namespace lofte::shop::publications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string code_of(std::function<void()> const& act) {
  try {
    act();
  } catch (Failure const& failure) {
    return failure.code();
  }
  return "";
}

class PublicationsTest : public customers::CustomersTest {
 protected:
  NewPublication review(std::string text = "Fungerar.") {
    return {.submission = random_uuid(random_),
            .name = "Anna B.",
            .email = "anna@example.com",
            .about = "USB-minne 32 GB",
            .text = std::move(text),
            .licence = "De får visa det."};
  }
  SubjectId anna() {
    return vault().create_subject("mailto:anna@example.com", Durability::synced).subject;
  }
  Ground ground() { return {.vault = vault(), .tickets = tickets_}; }
  void publish(Submitted const& submitted) {
    vault().append_event(promise::gate::the_person, submitted.subject, submitted.record,
                         published_event, vault().today(), Durability::synced);
    shelf_->look_at(place_of(submitted));
  }
  Submitted published(std::string text = "Fungerar.") {
    Submitted const submitted = submit(vault(), anna(), review(std::move(text)));
    publish(submitted);
    return submitted;
  }
  static Place place_of(Submitted const& submitted) {
    return {.subject = submitted.subject, .record = submitted.record};
  }
  std::vector<std::string> texts(unsigned page = 1) {
    std::vector<std::string> found;
    for (Shown const& shown : shelf_->published(page).items) {
      found.push_back(shown.text);
    }
    return found;
  }
  std::size_t waiting() { return shelf_->waiting(1).items.size(); }
  // Entries of the public page's reading, in what the person can see.
  std::size_t readings(SubjectId const& subject) {
    vault().ground().ledger.sequence();
    auto const trail = vault().trail(subject);
    return static_cast<std::size_t>(
        std::ranges::count_if(trail, [](custody::vault::Noting const& noting) {
          return noting.statement.contains("\"act\":\"read\"");
        }));
  }

  std::unique_ptr<Shelf> shelf_ = std::make_unique<Shelf>(vault());
};

TEST_F(PublicationsTest, SubmittingGivesConsentAndKeepsTheTermsWordForWord) {
  auto const submitted = submit(vault(), anna(), review());
  EXPECT_EQ(submitted.outcome, Submitted::Outcome::added);
  EXPECT_TRUE(submitted.receipt);
  auto const found = find_publication(vault(), submitted.subject, submitted.record).value();
  EXPECT_EQ(found.state, Publication::State::waiting);
  EXPECT_EQ(found.text, "Fungerar.");
  EXPECT_EQ(found.name, "Anna B.");
  EXPECT_EQ(found.about, "USB-minne 32 GB");
  EXPECT_EQ(found.licence, "De får visa det.");
  EXPECT_EQ(found.submitted, vault().today());
  EXPECT_EQ(found.until.last, vault().today() + std::chrono::days{3652} + std::chrono::days{1})
      << "ten years with three leap days";
}

TEST_F(PublicationsTest, AFormThatIsSentTwiceIsOneContribution) {
  NewPublication const once = review();
  auto const first = submit(vault(), anna(), once);
  auto const again = submit(vault(), anna(), once);
  EXPECT_EQ(again.outcome, Submitted::Outcome::existed);
  EXPECT_EQ(again.record, first.record);
  EXPECT_EQ(publications_of(vault(), anna()).size(), 1U);
}

TEST_F(PublicationsTest, WithoutAnAccountNothingIsHeldBeforeTheLinkIsFollowed) {
  std::string const token = begin_submission(ground(), review());
  EXPECT_FALSE(vault().find_subject("mailto:anna@example.com"));
  EXPECT_TRUE(is_confirmation_link(ground(), token));
  auto const confirmed = confirm_submission(ground(), token);
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(confirmed->email, "anna@example.com");
  EXPECT_EQ(publications_of(vault(), anna()).size(), 1U);
  EXPECT_FALSE(confirm_submission(ground(), token)) << "used up";
  EXPECT_FALSE(confirm_submission(ground(), "nonsense"));
  std::string const late = begin_submission(ground(), review());
  pass(confirmation_hours_max + std::chrono::milliseconds{1});
  EXPECT_FALSE(confirm_submission(ground(), late));
  EXPECT_EQ(publications_of(vault(), anna()).size(), 1U);
}

TEST_F(PublicationsTest, AWithdrawnOneIsGoneAndTheOthersStay) {
  auto const first = published("Första.");
  auto const second = published("Andra.");
  EXPECT_EQ(texts().size(), 2U);
  withdraw(vault(), first.subject, first.record);
  EXPECT_THAT(texts(), ElementsAre("Andra.")) << "at once, though nobody told the shelf";
  auto const left = find_publication(vault(), first.subject, first.record);
  ASSERT_TRUE(!left || left->state == Publication::State::withdrawn);
  EXPECT_TRUE(!left || (left->text.empty() && left->licence.empty()));
  EXPECT_EQ(find_publication(vault(), second.subject, second.record)->state,
            Publication::State::published);
  EXPECT_TRUE(std::ranges::any_of(vault().trail(first.subject), [](auto const& noting) {
    return noting.statement.contains("withdrawn_by_author");
  }));
  pass(std::chrono::hours{24});
  withdraw(vault(), second.subject, second.record);
  EXPECT_THAT(texts(), IsEmpty());
}

TEST_F(PublicationsTest, WithdrawingTwiceChangesNothingAndAnotherRecordIsNoContribution) {
  auto const submitted = published();
  withdraw(vault(), submitted.subject, submitted.record);
  EXPECT_THAT(code_of([&] { withdraw(vault(), submitted.subject, submitted.record); }),
              testing::AnyOf("", "record.unknown"));
  EXPECT_EQ(code_of([&] { withdraw(vault(), submitted.subject, RecordId{random_uuid(random_)}); }),
            "record.unknown");
}

TEST_F(PublicationsTest, CanBeWithdrawnWhileTheDataIsPaused) {
  auto const submitted = published();
  vault().restrict(submitted.subject);
  withdraw(vault(), submitted.subject, submitted.record);
  vault().lift_restriction(submitted.subject);
  EXPECT_THAT(texts(), IsEmpty());
}

TEST_F(PublicationsTest, APolicyThatTakesANameOffTakesItOffThePageAtOnce) {
  published();
  EXPECT_EQ(shelf_->published(1).items.at(0).name, "Anna B.");
  std::string policy = customers::policy_of_the_tests();
  std::string const before = R"(data = ["name", "email", "message", "licence"])";
  policy.replace(policy.find(before), before.size(), R"(data = ["email", "message", "licence"])");
  auto const plan = custody::upkeep::plan(vault(), policy);
  custody_->upkeep().publish(policy, plan.hash);
  EXPECT_EQ(shelf_->published(1).items.at(0).name, "");
  EXPECT_EQ(shelf_->published(1).items.at(0).text, "Fungerar.");
}

TEST_F(PublicationsTest, TheConsentTakenBackTakesAllOfThem) {
  published("Första.");
  auto const second = published("Andra.");
  vault().withdraw_consent(second.subject, "publication");
  EXPECT_THAT(texts(), IsEmpty());
  EXPECT_THAT(publications_of(vault(), second.subject), IsEmpty());
}

TEST_F(PublicationsTest, TheShopCanDeclineWhatWaits) {
  auto const submitted = submit(vault(), anna(), review());
  EXPECT_EQ(waiting(), 1U);
  decline(vault(), promise::gate::the_person, submitted.subject, submitted.record);
  EXPECT_EQ(waiting(), 0U);
}

TEST_F(PublicationsTest, ErasureTakesThemFromThePageAtOnce) {
  auto const submitted = published();
  EXPECT_EQ(texts().size(), 1U);
  vault().erase(submitted.subject);
  EXPECT_THAT(texts(), IsEmpty());
}

TEST_F(PublicationsTest, WhoseDataIsPausedIsNotShownMeanwhile) {
  auto const submitted = published();
  EXPECT_EQ(texts().size(), 1U);
  vault().restrict(submitted.subject);
  EXPECT_THAT(texts(), IsEmpty());
  EXPECT_EQ(code_of([&] { submit(vault(), submitted.subject, review()); }), "publication.paused");
  shelf_->tidy();
  vault().lift_restriction(submitted.subject);
  EXPECT_EQ(texts().size(), 1U);
}

TEST_F(PublicationsTest, AShelfThatIsFilledAnewHasTheSame) {
  published("Första.");
  pass(std::chrono::hours{24});
  published("Andra.");
  submit(vault(), anna(), review("Väntar."));
  shelf_ = std::make_unique<Shelf>(vault());
  EXPECT_THAT(texts(), ElementsAre("Andra.", "Första.")) << "newest first";
  EXPECT_EQ(waiting(), 1U);
  submit(vault(), anna(), review("En till."));
  shelf_->tidy();
  EXPECT_EQ(waiting(), 1U) << "told of it by add() alone";
}

TEST_F(PublicationsTest, ThePageReadsOnceHoweverManySeeIt) {
  auto const submitted = published();
  for (int i = 0; i < 5; ++i) {
    pass(std::chrono::seconds{2});
    EXPECT_EQ(texts().size(), 1U);
  }
  EXPECT_EQ(readings(submitted.subject), 1U);
  vault().replace_fields(promise::gate::the_person, submitted.subject, submitted.record,
                         {{"text", PersonalText("Rättad.")}});
  shelf_->look_at(place_of(submitted));
  EXPECT_THAT(texts(), ElementsAre("Rättad."));
}

TEST_F(PublicationsTest, ThePagesOfTheListAreBounded) {
  for (int i = 0; i < 11; ++i) {
    published("Nummer " + std::to_string(i));
  }
  EXPECT_EQ(texts(1).size(), 5U);
  EXPECT_EQ(texts(3).size(), 1U);
  EXPECT_EQ(texts(9).size(), 1U) << "beyond the last: the last";
  EXPECT_EQ(shelf_->published(1).pages, 3U);
}

TEST_F(PublicationsTest, ALinkLeadsToItsContribution) {
  Place const place{.subject = SubjectId{random_uuid(random_)},
                    .record = RecordId{random_uuid(random_)}};
  std::string const token =
      issue_publication_link(tickets_, clock_.now() + std::chrono::hours{48}, place);
  EXPECT_EQ(place_of_link(tickets_, token)->record, place.record);
  EXPECT_FALSE(place_of_link(tickets_, "nonsense"));
  pass(std::chrono::hours{49});
  EXPECT_FALSE(place_of_link(tickets_, token));
}

TEST(KeptOfPublications, IsWhatThePolicyHoldsOnTermsThatItStates) {
  std::string const text = customers::policy_of_the_tests();
  auto const kept = what_is_kept(promise::policy::parse_accepted(text), "en");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->purpose, "publication");
  EXPECT_TRUE(kept->licence.starts_with("The shop may show")) << kept->licence;
  EXPECT_TRUE(kept->name && kept->about && kept->email);
  auto const without = [&](std::string const& what) {
    std::string less = text;
    less.erase(less.find(what), what.size());
    return what_is_kept(promise::policy::parse_accepted(less), "sv");
  };
  EXPECT_FALSE(without(R"(, about = "message")")->about);
  EXPECT_FALSE(without(R"(, text = "message")"));
  std::string unworded = text;
  auto const act = unworded.find("[consent.act.publication_form]");
  auto const words = unworded.find("text = {", act);
  unworded.erase(words, unworded.find('\n', words) - words);
  EXPECT_FALSE(what_is_kept(promise::policy::parse_accepted(unworded), "sv"));
}

}  // namespace
}  // namespace lofte::shop::publications

#include "custody/suppression/suppressions.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "custody/keys/root_slot.hpp"
#include "custody/store/memory_store.hpp"

namespace lofte::custody::suppression {
namespace {

Address const anna = email_address("anna@example.com");
Day const today = *parse_day("2026-03-05");

Said no(std::string_view purpose, std::string_view channel) {
  return {.scope = scope_of(purpose, channel), .word = Word::no, .on = today};
}
Said yes(std::string_view purpose, std::string_view channel) {
  return {.scope = scope_of(purpose, channel), .word = Word::yes, .on = today};
}

class SuppressionsTest : public testing::Test {
 protected:
  SuppressionsTest() {
    for (unsigned bucket = 0; bucket <= store::system_bucket; ++bucket) {
      auto const transaction = store_.begin(static_cast<Bucket>(bucket));
      keys::KeyTree::create(ring_, *transaction, static_cast<Bucket>(bucket), 1);
      transaction->commit(store::Durability::deferred);
    }
  }

  std::vector<Bytes> rows() {
    std::vector<Bytes> rows;
    for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
      store_.read(static_cast<Bucket>(bucket))
          ->scan(store::Plane::keys, store::table_key(store::Table::suppression).view(), {},
                 [&](BytesView key, BytesView value) {
                   rows.push_back(Bytes(key) + Bytes(value));
                   return true;
                 });
    }
    return rows;
  }

  SeededRandom random_{5};
  store::MemoryStore store_;
  keys::MemoryRootSlot slot_{random_};
  keys::KeyRing ring_{slot_, random_};
  Suppressions list_{ring_, store_};
};

TEST_F(SuppressionsTest, ANoHoldsForItsPurposeAndChannelAlone) {
  EXPECT_FALSE(list_.has(anna, scope_of("marketing", "email")));
  list_.say(anna, no("marketing", "email"));
  EXPECT_TRUE(list_.has(anna, scope_of("marketing", "email")));
  EXPECT_FALSE(list_.has(anna, scope_of("marketing", "sms")));
  EXPECT_FALSE(list_.has(anna, scope_of("newsletter", "email")));
  EXPECT_FALSE(list_.has(email_address("bo@example.com"), scope_of("marketing", "email")));
}

TEST_F(SuppressionsTest, ANoToAllHoldsForPurposesYetToCome) {
  list_.say(anna, no("", ""));
  EXPECT_TRUE(list_.has(anna, scope_of("marketing", "email")));
  EXPECT_TRUE(list_.has(anna, scope_of("a_purpose_of_next_year", "sms")));
}

TEST_F(SuppressionsTest, AYesTakesBackWhatItIsAboutAndNoMore) {
  list_.say(anna, no("", ""));
  list_.say(anna, yes("newsletter", ""));
  EXPECT_FALSE(list_.has(anna, scope_of("newsletter", "email")));
  EXPECT_TRUE(list_.has(anna, scope_of("marketing", "email")));
  list_.say(anna, no("", ""));
  EXPECT_TRUE(list_.has(anna, scope_of("newsletter", "email")));
}

TEST_F(SuppressionsTest, OfWhoHasTakenAllBackNothingIsKept) {
  list_.say(anna, yes("newsletter", ""));
  EXPECT_TRUE(rows().empty());
  list_.say(anna, no("newsletter", "email"));
  EXPECT_EQ(rows().size(), 1U);
  list_.say(anna, yes("newsletter", ""));
  EXPECT_TRUE(rows().empty());
}

TEST_F(SuppressionsTest, TheStoreHasNoAddressAndOutlivesTheProcess) {
  list_.say(anna, no("newsletter", "email"));
  for (Bytes const& row : rows()) {
    EXPECT_FALSE(row.contains("anna"));
  }
  store_.crash();
  Suppressions const again(ring_, store_);
  EXPECT_TRUE(again.has(email_address(" Anna@Example.COM "), scope_of("newsletter", "email")));
}

TEST(Addresses, OfOneTelephoneAreOne) {
  for (char const* typed : {"+46 70 174 06 05", "0046701740605", "070-174 06 05", " (070) 1740605 ",
                            "+46 (0)70-174 06 05"}) {
    EXPECT_EQ(phone_number(typed, "SE")->text, "tel:+46701740605");
  }
  EXPECT_EQ(phone_number("070-174 06 05", "XX")->text, "tel:0701740605");
  EXPECT_EQ(phone_number("none", "SE"), std::nullopt);
}

// --- Whatever is said, in whatever order

Said drawn_said() {
  auto const drawn_hash = [] {
    return static_cast<NameHash>(*rc::gen::inRange(0, 3));  // 0: all
  };
  return {.scope = {.purpose = drawn_hash(), .channel = drawn_hash()},
          .word = *rc::gen::element(Word::no, Word::yes),
          .on = today};
}

RC_GTEST_PROP(Words, TheLastOneAboutAThingCountsHoweverMuchIsForgotten, ()) {
  std::vector<Said> ever;
  std::vector<Said> kept;
  for (int left = *rc::gen::inRange(0, 12); left > 0; --left) {
    ever.push_back(drawn_said());
    kept = with(kept, ever.back());
  }
  for (NameHash purpose = 1; purpose < 4; ++purpose) {
    for (NameHash channel = 1; channel < 4; ++channel) {
      Scope const scope{.purpose = purpose, .channel = channel};
      RC_ASSERT(is_refused(kept, scope) == is_refused(ever, scope));
    }
  }
  bool const begins_with_no = kept.empty() || kept.front().word == Word::no;
  RC_ASSERT(begins_with_no);
}

}  // namespace
}  // namespace lofte::custody::suppression

#include "promise/gate/gate.hpp"

#include <gtest/gtest.h>

#include "base/personal.hpp"
#include "promise/retention/drafts.hpp"

namespace lofte::promise::gate {
namespace {

using policy::Basis;
using policy::Duration;
using policy::Unit;
using retention::Rules;
using retention::drafts::after;
using retention::drafts::day;
using retention::drafts::Draft;

constexpr FieldSet name_field = 0b001;
constexpr FieldSet phone_field = 0b010;
constexpr FieldSet email_field = 0b100;

enum Purposes : PurposeIndex { contract, bookkeeping, newsletter, legal_claims };

Draft shop() {
  Duration const one_year{1, Unit::years};
  Draft draft{
      .shapes = {{.name = "order", .fields = {"name", "phone", "email"}, .events = {"completed"}}},
      .purposes = {}};
  draft.purposes.push_back({.name = "contract",
                            .shape = "order",
                            .keep = {{after(one_year, "completed")}},
                            .fields = {{"name", "phone"}}});
  draft.purposes.push_back({.name = "bookkeeping",
                            .shape = "order",
                            .keep = {{after({7, Unit::fiscal_years}, "completed")}},
                            .basis = Basis::legal_obligation,
                            .law = "The Accounting Act",
                            .fields = {{"name"}}});
  draft.purposes.push_back({.name = "newsletter",
                            .shape = "order",
                            .keep = {{retention::drafts::until_withdrawn()}},
                            .basis = Basis::consent,
                            .fields = {{"email"}}});
  draft.purposes.push_back({.name = "legal_claims",
                            .shape = "order",
                            .keep = {{after(one_year, "completed")}},
                            .fields = {{"name"}}});
  return draft;
}

class TheGate : public testing::Test {
 protected:
  Rules const rules{retention::drafts::history(shop())};
  Gate const gate{rules};
  Actor const anyone{.id = 7, .purposes = {}, .all_purposes = true};
  retention::SubjectView subject;
  retention::RecordFacts record = retention::drafts::record_of(
      {.shape = "order", .events = {{"completed", day("2024-03-05")}}}, rules.history());
  Day const today = day("2025-03-05");
  Day const tomorrow = day("2025-03-06");
  Day const later = day("2032-01-01");  // when no purpose holds anything

  Decision ask(PurposeIndex purpose, FieldSet fields, Day on) const {
    return gate.decide({.actor = anyone, .purpose = purpose, .fields = fields, .today = on}, record,
                       subject);
  }
};

TEST_F(TheGate, GivesAPermitThatSaysWhatItIsFor) {
  auto const permit = ask(contract, name_field | phone_field, today);
  ASSERT_TRUE(permit);
  EXPECT_EQ(permit->fields(), name_field | phone_field);
  EXPECT_EQ(permit->purpose(), contract);
  EXPECT_EQ(permit->version(), 1);
  EXPECT_EQ(permit->actor(), 7U);
}

TEST_F(TheGate, GivesThePermitThatRevealsAPersonalValue) {
  PersonalText const name("Anna Berg");
  EXPECT_EQ(name.reveal(*ask(contract, name_field, today)), "Anna Berg");
}

TEST_F(TheGate, ClosesWhenTheTermIsOver) {
  EXPECT_TRUE(ask(contract, name_field, today));
  EXPECT_EQ(ask(contract, name_field, tomorrow), std::unexpected(Reason::lapsed));
  EXPECT_TRUE(ask(bookkeeping, name_field, tomorrow)) << "each purpose keeps its own clock";
}

TEST_F(TheGate, KnowsNoPurposeThatThePolicyLacks) {
  EXPECT_EQ(ask(4, name_field, today), std::unexpected(Reason::purpose_unknown));
  EXPECT_EQ(ask(255, name_field, today), std::unexpected(Reason::purpose_unknown));
}

TEST_F(TheGate, BindsAnActorToItsPurposes) {
  std::array const bound{retention::name_hash("bookkeeping")};
  Actor const accountant{.id = 8, .purposes = bound};
  auto const as_accountant = [&](PurposeIndex purpose) {
    return gate.decide(
        {.actor = accountant, .purpose = purpose, .fields = name_field, .today = today}, record,
        subject);
  };
  EXPECT_TRUE(as_accountant(bookkeeping));
  EXPECT_EQ(as_accountant(contract), std::unexpected(Reason::purpose_not_the_actors));
}

TEST_F(TheGate, OpensNoFieldThatThePurposeDoesNotHold) {
  EXPECT_EQ(ask(bookkeeping, name_field | phone_field, today),
            std::unexpected(Reason::field_not_held));
  EXPECT_EQ(ask(contract, FieldSet{1} << 63, today), std::unexpected(Reason::field_not_held));
}

TEST_F(TheGate, OpensNothingOfSomeoneRestricted) {
  subject.restricted = true;
  EXPECT_EQ(ask(contract, name_field, today), std::unexpected(Reason::restricted));
}

TEST_F(TheGate, AsksForConsentWhereThePurposeRestsOnIt) {
  EXPECT_EQ(ask(newsletter, email_field, today), std::unexpected(Reason::no_consent));
  subject.consented = PurposeSet{1} << newsletter;
  EXPECT_TRUE(ask(newsletter, email_field, today));
}

TEST_F(TheGate, ClosesForAPurposeThatEndedAndNotForOthers) {
  subject.ended = PurposeSet{1} << contract | PurposeSet{1} << bookkeeping;
  EXPECT_EQ(ask(contract, name_field, today), std::unexpected(Reason::ended));
  EXPECT_TRUE(ask(bookkeeping, name_field, today)) << "the law does not let it end";
}

TEST_F(TheGate, GivesTheFirstReasonOfSeveral) {
  subject.restricted = true;
  subject.ended = PurposeSet{1} << contract;
  EXPECT_EQ(ask(contract, email_field, tomorrow), std::unexpected(Reason::field_not_held));
  EXPECT_EQ(ask(contract, name_field, tomorrow), std::unexpected(Reason::restricted));
  subject.restricted = false;
  EXPECT_EQ(ask(contract, name_field, tomorrow), std::unexpected(Reason::ended));
  subject.ended = 0;
  EXPECT_EQ(ask(contract, name_field, tomorrow), std::unexpected(Reason::lapsed));
}

TEST_F(TheGate, OpensAHeldRecordForLegalClaimsAlone) {
  EXPECT_EQ(ask(legal_claims, name_field, tomorrow), std::unexpected(Reason::lapsed));
  record.held = true;
  EXPECT_TRUE(ask(legal_claims, name_field | phone_field, tomorrow));
  EXPECT_EQ(ask(contract, name_field, tomorrow), std::unexpected(Reason::lapsed));
  record.fields = name_field;
  EXPECT_EQ(ask(legal_claims, phone_field, tomorrow), std::unexpected(Reason::field_not_held))
      << "only what is still there";
}

TEST_F(TheGate, CollectsWhatSomePurposeOfTheActorsMayHold) {
  auto const collect = [&](FieldSet fields, Day on) {
    return gate.decide_collection(anyone, fields, record, subject, on);
  };
  EXPECT_TRUE(collect(name_field | phone_field, today));
  EXPECT_TRUE(collect(name_field, tomorrow)) << "bookkeeping still holds it";
  EXPECT_EQ(collect(phone_field, tomorrow), std::unexpected(Reason::lapsed));
  EXPECT_EQ(collect(email_field, today), std::unexpected(Reason::no_consent));
  EXPECT_EQ(collect(FieldSet{1} << 9, today), std::unexpected(Reason::field_not_held));
  std::array const bound{retention::name_hash("bookkeeping")};
  EXPECT_EQ(gate.decide_collection({.id = 8, .purposes = bound}, name_field | phone_field, record,
                                   subject, today),
            std::unexpected(Reason::purpose_not_the_actors));
  subject.restricted = true;
  EXPECT_EQ(collect(name_field, today), std::unexpected(Reason::restricted));
  promise::gate::Actor const asking{
      .id = 0, .purposes = {}, .all_purposes = true, .on_their_right = true};
  EXPECT_TRUE(gate.decide_collection(asking, name_field, record, subject, today))
      << "what a person asks for of their rights";
  EXPECT_EQ(gate.decide_collection(asking, phone_field, record, subject, tomorrow),
            std::unexpected(Reason::lapsed));
}

TEST_F(TheGate, ShowsAPersonWhatIsStillHeld) {
  for (auto const& [on, fields] :
       {std::pair{today, name_field | phone_field}, {tomorrow, name_field}, {later, FieldSet{0}}}) {
    EXPECT_EQ(gate.for_access(record, subject, on).fields(), fields);
    EXPECT_EQ(gate.in_use(record, subject, on).fields(), fields);
  }
}

TEST_F(TheGate, ShowsAPersonWhatARestrictionKeepsButDoesNotLetThemUseIt) {
  subject.restricted = true;
  EXPECT_EQ(gate.for_access(record, subject, later).fields(), record.fields);
  EXPECT_EQ(gate.in_use(record, subject, today).fields(), name_field | phone_field);
  EXPECT_EQ(gate.in_use(record, subject, later).fields(), 0U);
}

TEST_F(TheGate, ShowsAPersonWhatADisputeKeepsButDoesNotLetThemUseIt) {
  record.held = true;
  EXPECT_EQ(gate.for_access(record, subject, later).fields(), record.fields);
  EXPECT_EQ(gate.in_use(record, subject, later).fields(), 0U);
}

TEST_F(TheGate, NamesItsReasonsForGood) {
  EXPECT_EQ(code_of(Reason::purpose_unknown), "denied.purpose_unknown");
  EXPECT_EQ(code_of(Reason::purpose_not_the_actors), "denied.purpose_not_the_actors");
  EXPECT_EQ(code_of(Reason::field_not_held), "denied.field_not_held");
  EXPECT_EQ(code_of(Reason::restricted), "denied.restricted");
  EXPECT_EQ(code_of(Reason::no_consent), "denied.no_consent");
  EXPECT_EQ(code_of(Reason::ended), "denied.ended");
  EXPECT_EQ(code_of(Reason::lapsed), "denied.lapsed");
  EXPECT_EQ(code_of(Reason::not_restored), "denied.not_restored");
}

}  // namespace
}  // namespace lofte::promise::gate

#include "shop/enquiries/enquiries.hpp"

#include <gmock/gmock.h>

#include "base/failure.hpp"
#include "promise/policy/parse.hpp"
#include "shop/customers/customers_in_a_test.hpp"
#include "shop/enquiries/add_message.hpp"
#include "shop/enquiries/case_link.hpp"
#include "shop/enquiries/submit.hpp"

namespace lofte::shop::enquiries {
namespace {

class EnquiriesTest : public customers::CustomersTest {
 protected:
  NewEnquiry broken_stick() {
    return {.submission = random_uuid(random_),
            .name = "Anna Berg",
            .email = "anna@example.com",
            .phone = "",
            .message = "Pinnen gick sönder.",
            .kind = Kind::complaint,
            .attachments = {{.name = "a.txt", .type = FileType::text, .bytes = "hej"}}};
  }
  Enquiry held(Submitted const& submitted) {
    return find_enquiry(vault(), submitted.subject, submitted.record).value();
  }
  void happens(Submitted const& submitted, std::string_view event) {
    vault().append_event(promise::gate::the_person, submitted.subject, submitted.record, event,
                         vault().today(), custody::store::Durability::synced);
  }
  static std::string code_of(std::function<void()> const& act) {
    try {
      act();
    } catch (Failure const& failure) {
      return failure.code();
    }
    return "";
  }
};

TEST_F(EnquiriesTest, IsARecordOfThePersonOfTheAddress) {
  auto const submitted = submit(vault(), std::nullopt, broken_stick());
  EXPECT_EQ(submitted.outcome, Submitted::Outcome::added);
  EXPECT_EQ(vault().find_subject("mailto:anna@example.com"), submitted.subject);
  Enquiry const enquiry = held(submitted);
  EXPECT_EQ(enquiry.name, "Anna Berg");
  EXPECT_EQ(enquiry.message, "Pinnen gick sönder.");
  EXPECT_EQ(enquiry.kind, Kind::complaint);
  EXPECT_EQ(enquiry.state, Enquiry::State::received);
  EXPECT_EQ(enquiry.received, vault().today());
  ASSERT_EQ(enquiry.attachments.size(), 1U);
  EXPECT_EQ(enquiry.attachments[0].bytes, "hej");
  auto const second = submit(vault(), std::nullopt, broken_stick());
  EXPECT_EQ(second.subject, submitted.subject);
  EXPECT_EQ(enquiries_of(vault(), submitted.subject).size(), 2U);
}

TEST_F(EnquiriesTest, AFormThatIsSentTwiceIsOneEnquiry) {
  NewEnquiry const enquiry = broken_stick();
  auto const first = submit(vault(), std::nullopt, enquiry);
  auto const again = submit(vault(), std::nullopt, enquiry);
  EXPECT_EQ(again.outcome, Submitted::Outcome::existed);
  EXPECT_EQ(again.record, first.record);
  EXPECT_EQ(enquiries_of(vault(), first.subject).size(), 1U);
}

TEST_F(EnquiriesTest, WhoHasSignedInIsTheSenderWhateverAddressTheyGive) {
  SubjectId const anna =
      vault().create_subject("customer:1", custody::store::Durability::synced).subject;
  EXPECT_EQ(submit(vault(), anna, broken_stick()).subject, anna);
  EXPECT_EQ(vault().find_subject("mailto:anna@example.com"), std::nullopt);
}

TEST_F(EnquiriesTest, SomeoneWhoseDataIsPausedIsStillHeard) {
  auto const before = submit(vault(), std::nullopt, broken_stick());
  vault().restrict(before.subject);
  NewEnquiry const enquiry = broken_stick();
  auto const after = submit(vault(), std::nullopt, enquiry);
  EXPECT_NE(after.subject, before.subject);
  EXPECT_EQ(held(after).name, "Anna Berg");
  EXPECT_EQ(submit(vault(), std::nullopt, enquiry).record, after.record) << "sent twice";
}

TEST_F(EnquiriesTest, ItsEventsSayHowItStands) {
  auto const submitted = submit(vault(), std::nullopt, broken_stick());
  vault().replace_fields(promise::gate::the_person, submitted.subject, submitted.record,
                         {{"answer", PersonalText("En ny är på väg.")}});
  happens(submitted, "answered");
  EXPECT_EQ(held(submitted).state, Enquiry::State::answered);
  EXPECT_EQ(held(submitted).answer, "En ny är på väg.");
  happens(submitted, "closed");
  EXPECT_EQ(held(submitted).state, Enquiry::State::closed);
  EXPECT_EQ(code_of([&] { add_message(vault(), submitted.subject, held(submitted), {"x"}); }),
            "enquiry.closed");
}

TEST_F(EnquiriesTest, MoreIsAddedBelowOnceAndUpToALimit) {
  auto const submitted = submit(vault(), std::nullopt, broken_stick());
  More const more{.message = "Den är röd.",
                  .attachments = {{.name = "b.txt", .type = FileType::text, .bytes = "b"}}};
  add_message(vault(), submitted.subject, held(submitted), more);
  add_message(vault(), submitted.subject, held(submitted), more);
  EXPECT_EQ(held(submitted).message,
            "Pinnen gick sönder.\n\n" + to_string(vault().today()) + "\nDen är röd.");
  EXPECT_EQ(held(submitted).attachments.size(), 2U);
  More const large{
      .message = "",
      .attachments = {
          {.name = "c.txt", .type = FileType::text, .bytes = std::string(files_bytes_max, 'c')}}};
  EXPECT_EQ(code_of([&] { add_message(vault(), submitted.subject, held(submitted), large); }),
            "enquiry.too_large");
}

TEST_F(EnquiriesTest, TheLargestFilesThatMayBeSentAreKept) {
  NewEnquiry enquiry = broken_stick();
  enquiry.attachments = {
      {.name = "c.txt", .type = FileType::text, .bytes = std::string(files_bytes_max, 'c')}};
  EXPECT_EQ(held(submit(vault(), std::nullopt, enquiry)).attachments.at(0).bytes.size(),
            files_bytes_max);
}

TEST_F(EnquiriesTest, AnErasedEnquiryIsFoundNoLonger) {
  auto const submitted = submit(vault(), std::nullopt, broken_stick());
  std::string const token =
      issue_case_link(tickets_, clock_, {.subject = submitted.subject, .record = submitted.record});
  vault().erase(submitted.subject);
  auto const enquiry = case_of_link(tickets_, token).value();
  EXPECT_FALSE(find_enquiry(vault(), enquiry.subject, enquiry.record));
}

TEST_F(EnquiriesTest, ALinkWorksForNinetyDays) {
  Case const enquiry{.subject = SubjectId{random_uuid(random_)},
                     .record = RecordId{random_uuid(random_)}};
  std::string const token = issue_case_link(tickets_, clock_, enquiry);
  EXPECT_EQ(case_of_link(tickets_, token)->record, enquiry.record);
  EXPECT_FALSE(case_of_link(tickets_, "nonsense"));
  pass(case_link_hours_max + std::chrono::milliseconds{1});
  EXPECT_FALSE(case_of_link(tickets_, token));
}

TEST(KeptOfEnquiries, IsWhatThePolicyHolds) {
  std::string text = customers::policy_of_the_tests();
  Kept const whole = what_is_kept(promise::policy::parse_accepted(text));
  EXPECT_TRUE(whole.enquiries && whole.phone && whole.kind && whole.attachments);
  std::string const fields = R"(, kind = "message", attachments = "message", answer = "message")";
  text.erase(text.find(fields), fields.size());
  Kept const less = what_is_kept(promise::policy::parse_accepted(text));
  EXPECT_TRUE(less.enquiries && less.phone);
  EXPECT_FALSE(less.kind || less.attachments);
}

}  // namespace
}  // namespace lofte::shop::enquiries

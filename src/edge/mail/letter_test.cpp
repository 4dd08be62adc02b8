#include "edge/mail/letter.hpp"

#include <gtest/gtest.h>

#include "base/failure.hpp"

namespace lofte::edge::mail {
namespace {

Letter to(std::string address) {
  Letter letter;
  letter.to_address = std::move(address);
  return letter;
}

std::string code_of(Letter letter) {
  try {
    checked(std::move(letter));
    return "accepted";
  } catch (Failure const& failure) {
    return failure.code();
  }
}

TEST(Address, IsKeptButForItsDomain) {
  EXPECT_EQ(address_in_ascii("Anna.Berg+shop@Example.COM"), "Anna.Berg+shop@example.com");
  EXPECT_EQ(address_in_ascii("o'neill@example.com"), "o'neill@example.com");
  EXPECT_EQ(address_in_ascii("a@b.example"), "a@b.example");
}

TEST(Address, OfAUnicodeDomainBecomesAscii) {
  EXPECT_EQ(address_in_ascii("anna@räksmörgås.example"), "anna@xn--rksmrgs-5wao1o.example");
  EXPECT_EQ(address_in_ascii("anna@RÄKSMÖRGÅS.example"), "anna@xn--rksmrgs-5wao1o.example");
  EXPECT_EQ(address_in_ascii("anna@straße.example"), "anna@xn--strae-oqa.example");
  EXPECT_EQ(address_in_ascii("anna@例え.テスト"), "anna@xn--r8jz45g.xn--zckzah");
  EXPECT_EQ(address_in_ascii("anna@مثال.إختبار"), "anna@xn--mgbh0fb.xn--kgbechtv");
  EXPECT_EQ(address_in_ascii("anna@xn--rksmrgs-5wao1o.example"), "anna@xn--rksmrgs-5wao1o.example");
}

TEST(Address, IsRefusedWhenNoMailCouldReachIt) {
  for (char const* const text : {"",
                                 "@",
                                 "anna",
                                 "anna@",
                                 "@example.com",
                                 "anna@example",
                                 "anna@@example.com",
                                 "anna@example..com",
                                 "anna@.example.com",
                                 "anna@-example.com",
                                 "anna@127.0.0.1",
                                 "anna@[127.0.0.1]",
                                 ".anna@example.com",
                                 "anna.@example.com",
                                 "an..na@example.com",
                                 "an na@example.com",
                                 "\"an na\"@example.com",
                                 "anna@exam ple.com",
                                 "anna@example.com.",
                                 "Anna <anna@example.com>",
                                 "anna@example.com,berit@example.com",
                                 "anna@example.com\n",
                                 "anna@example.com\r\nBcc: berit@example.com",
                                 "anna\r\n@example.com",
                                 "<anna@example.com>",
                                 "åsa@example.com",
                                 "anna@exa\xffmple.com",
                                 "anna@🦊\x01.example"}) {
    EXPECT_EQ(address_in_ascii(text), std::nullopt) << text;
  }
  EXPECT_EQ(address_in_ascii(std::string_view("anna@example.com\0.example", 25)), std::nullopt);
}

TEST(Address, HasTheLengthsOfSmtp) {
  EXPECT_TRUE(address_in_ascii(std::string(64, 'a') + "@example.com"));
  EXPECT_FALSE(address_in_ascii(std::string(65, 'a') + "@example.com"));
  std::string const label(60, 'b');
  EXPECT_TRUE(address_in_ascii("a@" + label + "." + label + "." + label + ".example"));
  std::string const four_labels = label + "." + label + "." + label + "." + label;
  EXPECT_TRUE(address_in_ascii("aa@" + four_labels + ".example"));
  EXPECT_FALSE(address_in_ascii("aaa@" + four_labels + ".example"));
  EXPECT_FALSE(address_in_ascii("a@" + std::string(64, 'b') + ".example"));
}

TEST(Letter, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(code_of(to("anna@example.com")), "accepted");
  EXPECT_EQ(code_of(to("anna")), "mail.address");
  Letter letter = to("anna@example.com");
  letter.reply_to = "nobody";
  EXPECT_EQ(code_of(letter), "mail.reply_to");
  letter = to("anna@example.com");
  letter.text = "\xff";
  EXPECT_EQ(code_of(letter), "mail.text");
  letter = to("anna@example.com");
  letter.list_unsubscribe = "https://shop.example/u\r\nBcc: berit@example.com";
  EXPECT_EQ(code_of(letter), "mail.url");
  letter.list_unsubscribe = "javascript:alert(1)";
  EXPECT_EQ(code_of(letter), "mail.url");
  letter = to("anna@example.com");
  letter.attachments.push_back(
      {.file_name = "a", .content_type = "text/plain\r\nX: y", .bytes = {}});
  EXPECT_EQ(code_of(letter), "mail.content_type");
  letter = to("anna@example.com");
  letter.attachments.push_back({.file_name = "a",
                                .content_type = "text/plain",
                                .bytes = Bytes(attachment_bytes_max + 1, 'x')});
  EXPECT_EQ(code_of(letter), "mail.too_large");
  letter = to("anna@example.com");
  letter.subject = std::string(subject_bytes_max + 1, 'x');
  EXPECT_EQ(code_of(letter), "mail.too_large");
}

TEST(Letter, NeverQuotesTheAddressInAFailure) {
  try {
    checked(to("canary"));
    FAIL();
  } catch (Failure const& failure) {
    EXPECT_EQ(std::string(failure.what()).find("canary"), std::string::npos);
  }
}

TEST(Letter, CanHoldNoLineEndsInWhatGoesIntoHeaders) {
  Letter letter = to("anna@example.com");
  letter.to_name = "Anna\r\nBcc: berit@example.com";
  letter.subject = std::string("one\ntwo\rthree\0four\tfive\x7f", 24) + "\xc2\x85\xe2\x80\xa8";
  letter.attachments.push_back(
      {.file_name = "a\r\nb", .content_type = "text/plain", .bytes = "\n"});
  letter = checked(std::move(letter));
  EXPECT_EQ(letter.to_name, "Anna  Bcc: berit@example.com");
  EXPECT_EQ(letter.subject, "one two three four five   ");
  EXPECT_EQ(letter.attachments[0].file_name, "a  b");
  EXPECT_EQ(letter.attachments[0].bytes, "\n");
}

TEST(Letter, KeepsNamesFromRightToLeftAndPictures) {
  Letter letter = to("anna@example.com");
  letter.to_name = "شركة 🦊 Åsa";
  EXPECT_EQ(checked(letter).to_name, letter.to_name);
}

TEST(Letter, IsDecodedAsItWasEncoded) {
  Letter letter = to("anna@example.com");
  letter.to_name = "Anna";
  letter.subject = "subject";
  letter.text = "text";
  letter.html = "<p>html</p>";
  letter.list_unsubscribe = "https://shop.example/u";
  letter.reply_to = "shop@example.com";
  letter.attachments = {{.file_name = "a.json", .content_type = "application/json", .bytes = "{}"},
                        {.file_name = "b", .content_type = "text/plain", .bytes = {}}};
  letter.about = About{.subject = SubjectId{Uuid{{1, 2, 3}}}, .act = "consent_asked"};
  Letter const again = Letter::decode(letter.encode());
  EXPECT_EQ(again.encode(), letter.encode());
  EXPECT_EQ(again.attachments.size(), 2U);
  ASSERT_TRUE(again.about);
  EXPECT_EQ(again.about->act, "consent_asked");
}

TEST(Letter, IsRefusedWhenItIsCutShortOrOfANewerVersion) {
  Bytes const bytes = to("anna@example.com").encode();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(Letter::decode(bytes.substr(0, length)), Failure) << length;
  }
  EXPECT_THROW(Letter::decode(bytes + "x"), Failure);
  Bytes newer = bytes;
  newer[0] = 2;
  EXPECT_THROW(Letter::decode(newer), Failure);
}

}  // namespace
}  // namespace lofte::edge::mail

#include "edge/mail/mime.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace lofte::edge::mail {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr Instant morning{std::chrono::sys_days{std::chrono::year{2024} / 3 / 5} + 9h};
Postmark const postmark{.date = morning, .id = Uuid{{0xab, 0xcd}}};
Sender const shop{.name = "USB-stjärnor AB, Växjö", .address = "privacy@shop.example"};

Letter letter_to_anna() {
  Letter letter;
  letter.to_address = "anna+tag@example.com";
  letter.to_name = "Anna Berg";
  letter.subject = "Hello";
  letter.text = "Hello,\n.\n.a dot first\nFrom us\n";
  return letter;
}

Bytes message_of(Letter const& letter) {
  return mime_of(checked(letter), shop, postmark);
}

std::vector<std::string> lines_of(Bytes const& message) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < message.size();) {
    std::size_t const end = message.find("\r\n", from);
    lines.push_back(message.substr(from, end - from));
    from = end == message.npos ? message.size() : end + 2;
  }
  return lines;
}

void expect_sound(Bytes const& message) {
  EXPECT_TRUE(std::ranges::all_of(message, [](char byte) { return byte >= 0; }));
  std::size_t const returns = static_cast<std::size_t>(std::ranges::count(message, '\r'));
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(message, '\n')), returns);
  EXPECT_EQ(lines_of(message).size(), returns + (message.ends_with("\r\n") ? 0 : 1));
  for (std::string const& line : lines_of(message)) {
    EXPECT_LE(line.size(), 998U);
  }
}

TEST(Mime, SaysFromWhomToWhomWhenAndThatAMachineWroteIt) {
  Bytes const message = message_of(letter_to_anna());
  expect_sound(message);
  EXPECT_THAT(message, HasSubstr("<privacy@shop.example>\r\n"));
  EXPECT_THAT(message, HasSubstr("To: Anna Berg <anna+tag@example.com>\r\n"));
  EXPECT_THAT(message, HasSubstr("Subject: Hello\r\n"));
  EXPECT_THAT(message, HasSubstr("Date: Tue, 05 Mar 2024 09:00:00 +0000\r\n"));
  EXPECT_THAT(message,
              HasSubstr("Message-Id: <abcd0000000000000000000000000000@shop.example>\r\n"));
  EXPECT_THAT(message, HasSubstr("Auto-Submitted: auto-generated\r\n"));
  EXPECT_THAT(message, HasSubstr("MIME-Version: 1.0\r\n"));
  EXPECT_THAT(message, HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(message, Not(HasSubstr("List-Unsubscribe")));
}

TEST(Mime, IsTheSameForTheSameArguments) {
  Letter letter = letter_to_anna();
  letter.html = "<p>Hello</p>";
  letter.attachments.push_back({.file_name = "a.txt", .content_type = "text/plain", .bytes = "a"});
  EXPECT_EQ(message_of(letter), message_of(letter));
}

TEST(Mime, PutsNoBytesBeyondAsciiIntoHeaders) {
  Letter letter = letter_to_anna();
  letter.to_name = "Åsa شركة 🦊 \"x\"";
  letter.subject = "Bekräfta 🦊 " + std::string(300, 'x');
  letter.attachments.push_back(
      {.file_name = "Åsas \"sak\".json", .content_type = "application/json", .bytes = "{}"});
  Bytes const message = message_of(letter);
  expect_sound(message);
  EXPECT_THAT(message, HasSubstr("=?UTF-8?"));
  EXPECT_THAT(message, HasSubstr("filename*=UTF-8''%C3%85sas%20%22sak%22.json"));
}

TEST(Mime, HoldsNoHeaderThatCameInThroughAName) {
  Letter letter = letter_to_anna();
  letter.to_name = "Anna\r\nBcc: berit@example.com\r\n\r\nbody";
  letter.subject = "one\r\nBcc: berit@example.com";
  Bytes const message = message_of(letter);
  expect_sound(message);
  for (std::string const& line : lines_of(message)) {
    EXPECT_THAT(line, Not(StartsWith("Bcc:")));
  }
}

TEST(Mime, NamesTheUrlThatEndsTheMailAsItIs) {
  Letter letter = letter_to_anna();
  letter.list_unsubscribe = "https://shop.example/u/" + std::string(800, 'a');
  Bytes const message = message_of(letter);
  expect_sound(message);
  EXPECT_THAT(message, HasSubstr("List-Unsubscribe: <" + letter.list_unsubscribe + ">\r\n"));
  EXPECT_THAT(message, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

TEST(Mime, KeepsLongLinesAndEveryLineEndWithinTheLimits) {
  for (char const* const end : {"\n", "\r\n", "\r"}) {
    Letter letter = letter_to_anna();
    letter.text = "Hej å" + std::string(end) + std::string(5000, 'x') + end + " \t" + end;
    expect_sound(message_of(letter));
  }
}

TEST(Mime, HasTheTextFirstAndThenTheHtmlAndThenWhatIsAttached) {
  Letter letter = letter_to_anna();
  letter.html = "<p>Hello</p>";
  letter.attachments.push_back({.file_name = "a.bin",
                                .content_type = "application/octet-stream",
                                .bytes = Bytes("\0\xff\r\n\n\r", 6)});
  Bytes const message = message_of(letter);
  expect_sound(message);
  auto const text = message.find("Content-Type: text/plain");
  auto const html = message.find("Content-Type: text/html");
  auto const attached = message.find("Content-Type: application/octet-stream");
  EXPECT_LT(message.find("multipart/mixed"), message.find("multipart/alternative"));
  EXPECT_LT(text, html);
  EXPECT_LT(html, attached);
  EXPECT_NE(attached, message.npos);
  EXPECT_THAT(message, HasSubstr("AP8NCgoN"));
}

}  // namespace
}  // namespace lofte::edge::mail

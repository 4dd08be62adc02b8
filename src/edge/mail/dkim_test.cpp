#include "edge/mail/dkim.hpp"

#include <gmock/gmock.h>

#include "base/failure.hpp"
#include "edge/mail/dkim_key_in_a_test.hpp"

// OpenDKIM's library does not let go of a few bytes when a key is none.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer's own name
extern "C" char const* __lsan_default_suppressions() {
  return "leak:dkim_privkey_load";
}

namespace lofte::edge::mail {
namespace {

constexpr char const* key_pem = dkim_key_in_a_test;

constexpr std::string_view message =
    "From: a@shop.example\r\nTo: b@example.com\r\nSubject: Hello\r\n"
    "List-Unsubscribe: <https://shop.example/u>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nHello\r\n";

using testing::HasSubstr;

TEST(Dkim, PutsItsSignatureAtTheHeadAndLeavesTheMessageAsItIs) {
  DkimSigner const signer({.domain = "shop.example", .selector = "lofte1", .key_pem = key_pem});
  Bytes const signed_message = signer.sign(message);
  EXPECT_TRUE(signed_message.starts_with("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; "));
  EXPECT_TRUE(signed_message.ends_with(message));
  EXPECT_THAT(signed_message, HasSubstr("d=shop.example;"));
}

// RFC 8058, 4: both headers are covered. From, To, Subject and Reply-To are named once more than
// they are there, so that none can be added.
TEST(Dkim, CoversHowToEndTheMailAndThatNothingWasAdded) {
  DkimSigner const signer({.domain = "shop.example", .selector = "lofte1", .key_pem = key_pem});
  Bytes header = signer.sign(message);
  header.resize(header.size() - message.size());
  std::erase_if(header, [](char byte) {
    return byte == '\r' || byte == '\n' || byte == '\t' || byte == ' ';
  });
  EXPECT_THAT(header, HasSubstr("h=From:To:Subject:List-Unsubscribe:List-Unsubscribe-Post:"
                                "From:To:Subject:Reply-To;"));
}

TEST(Dkim, RefusesAKeyThatCannotSign) {
  for (char const* const key :
       {"", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}) {
    EXPECT_THROW(DkimSigner({.domain = "shop.example", .selector = "lofte1", .key_pem = key}),
                 Failure);
  }
}

}  // namespace
}  // namespace lofte::edge::mail

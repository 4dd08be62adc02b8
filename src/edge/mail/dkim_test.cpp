#include "edge/mail/dkim.hpp"

#include <gmock/gmock.h>

#include "base/failure.hpp"

// OpenDKIM's library does not let go of a few bytes when a key is none.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the sanitizer's own name
extern "C" char const* __lsan_default_suppressions() {
  return "leak:dkim_privkey_load";
}

namespace lofte::edge::mail {
namespace {

// Made for this test, and used nowhere else.
constexpr char const* key_pem = R"(-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCfP+H3VE4Q0j5n
kTb1JLEZYdexUnwKWnhC9H7D9pOWB73YbhVmMK4PN2gz5zH5vOuUMpWUsDaE873M
ziDXow+VQcMphhAfajntZXpXIzIF/x6TRWUXobOlQ2U9FgS70QP9M+4OVosb/D7c
NVHHlWLg2SLYOLrYviRSrrSVyFH8J7IBTZqBkTlZZjLsQsZK73RgFOn0IRSgjWeN
UO7e/sI5rtj2RvTdOlOMUMubsthmxULzjXzmgF90oIV5Mc4s4VuUzma3LAiCa6KT
i95VZ1YvsZeq6izxMmxD6JKtDc3T0oVACOALk/GEXcplR+zup6h5QO+LEmnafz2+
kiG7zsKlAgMBAAECggEAGR8AdB3kL7KevgMyDnNCjay51ALdRtvVJ0i+24Zg6zSe
7c6VyRhKSOO2aCOjJlB3QBpHrtwqSYhSq0Vj+GhEW8jzMrBviCkfaLPOnALVEA2Z
4uT6SMNNHbeXN47q4b7b2Hwx5CiiSqCcwOuXUjreTXZrUP0H+otqGvHs0kj2p+ZS
b9eoari8okzf74YhQFSY2q80sKPMiTs5n3RAoZXNzx+fx1OhNCNt1A3udLSahKUs
oGrQ1QEcLLCXqr2l8fOlSpzj18RZvlHseWvYCFhQ7imQ+XKhqNuwhOCQnZka3Gyu
Anp5vy4zPwwcYRssSbdsr3ewz2jDw4VreBphQaJmUQKBgQDNUB6R+w/uPImwBm2o
SWbrXANyAS7nK/yw97usR3fQloyLlvadT+xolOjFohOKE3+BV+GKAWj57i9eFSYZ
+8nkL32iAWT1BOTkNiDG4sIxbFgftAxvz66ojdaNiBx3oP+1ijHxGwR+nS1qfl69
4xvSyK27SoQYNpQrbtRKhiEqkQKBgQDGkIg6Lud6pK1CQHes9dr9Tjrshy+7iPzh
CPdyeVsRSQ/31PAD9bY3ys8aUfkdGpSTEjEzmOrejNrklgCUuPLJiFALkexOYJfw
pIQFtQMZBrc4zrSBuE8kJyiCv2L48UuBRxPi+1VTu8PyscNkjAoQRJVApK5OwsLw
JrOcb4zY1QKBgBbhvwZ1/KiIhq/fh4kh5R6F+rxR9XA+LsNqWLgynt/YZ4GHKaUO
q0JcljSwg4z371Xy/WfsEE8KhKzvnnd24GFWCaJslVvZV8k3Xx/LVek8MfYWkuxD
MSwH4smTSdjrUJRi+n3sjOuviMg9nUF8djVfuD0PaPlp28mbaH2FxVyBAoGAPrFb
kaNFir97xLM+Fen6HogYqp10QK3byeFe31HZoveChylALr/hrHPoN9Mx6DKAPn87
8aKSZXnrksiZnltWrLLRMxX7mjN9RYlr9bFVLQ2lw9XfwCVFN5D1hXKP+TGWOVcL
vFrGcg2SrInbu19Lvh8pUKOuNUfg7JoLk5TUz5ECgYEArbtaeiJkEoLfc220nDTj
cNAhx1ZoBETPw4xi5xeRxZ6HmetMEA3kldpKFuGovmEDf5fjw0CcU34FPRaZfdYs
DAxa2Cje1LcB7WMAB/Y72BWil5l/r5w0sQpQFE84ay+fGw6HWkB3UrW7Z5nZJdn9
WxZteqk0V71GssLAV3S4TTg=
-----END PRIVATE KEY-----
)";

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

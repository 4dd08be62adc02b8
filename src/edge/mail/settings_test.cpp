#include "edge/mail/settings.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "base/failure.hpp"

namespace lofte::edge::mail {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view whole = R"(server = "smtps://mail.shop.example"
user = "shop"
password_file = "password"
ca_file = "ca.pem"

[from]
name = "Löfte"
address = "privacy@SHOP.example"

[dkim]
domain = "shop.example"
selector = "lofte1"
key_file = "dkim.pem"
)";

std::string found_in(std::string_view text) {
  std::string findings;
  for (auto const& finding : parse_mail_file(text, "mail.toml").findings) {
    findings += to_string(finding, "mail.toml") + "\n";
  }
  return findings;
}

std::string with_server(std::string_view url) {
  return "server = \"" + std::string(url) + "\"\n[from]\naddress = \"a@shop.example\"\n";
}

TEST(MailSettings, AreReadWhole) {
  auto const parsed = parse_mail_file(whole, "mail.toml");
  EXPECT_THAT(parsed.findings, IsEmpty());
  ASSERT_TRUE(parsed.file);
  EXPECT_EQ(parsed.file->server.security, Security::tls);
  EXPECT_EQ(parsed.file->server.host, "mail.shop.example");
  EXPECT_EQ(parsed.file->server.port, 465);
  EXPECT_EQ(parsed.file->server.hello, "shop.example");
  EXPECT_EQ(parsed.file->from.address, "privacy@shop.example");
  EXPECT_EQ(parsed.file->dkim->selector, "lofte1");
}

TEST(MailSettings, NameAServerByItsUrl) {
  auto const server = [](std::string_view url) {
    return parse_mail_file(with_server(url), "mail.toml").file->server;
  };
  EXPECT_EQ(server("smtp://mail.example").port, 587);
  EXPECT_EQ(server("smtp://mail.example").security, Security::starttls);
  EXPECT_EQ(server("smtp+plain://127.0.0.1:2525").security, Security::plain);
  EXPECT_EQ(server("smtp+plain://127.0.0.1:2525").port, 2525);
  EXPECT_EQ(server("smtp://[::1]:25").host, "[::1]");
  EXPECT_EQ(server("smtps://[::1]").port, 465);
  for (char const* const url :
       {"", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:0",
        "smtp://mail.example:70000", "smtp://mail.example:x", "smtp://user@mail.example",
        "smtp://mail.example/path", "smtp://mail example"}) {
    EXPECT_THAT(found_in(with_server(url)), HasSubstr("mail.toml:1:10: error[mail.server]")) << url;
  }
}

TEST(MailSettings, SayWhereTheyAreWrong) {
  EXPECT_THAT(found_in(""), HasSubstr("server"));
  EXPECT_THAT(found_in("server = 1\n"), HasSubstr("mail.toml:1:"));
  EXPECT_THAT(found_in("server = \"smtp://a.example\"\n"), HasSubstr("error[mail.from]"));
  EXPECT_THAT(found_in("server = \"smtp://a.example\"\n[from]\naddress = \"nobody\"\n"),
              HasSubstr("mail.toml:3:11: error[mail.address]"));
  EXPECT_THAT(found_in(with_server("smtp://a.example") + "nmae = \"x\"\n"),
              HasSubstr("mail.toml:4:1: error[key.unknown]"));
  EXPECT_THAT(found_in("user = \"x\"\n" + with_server("smtp://a.example")),
              HasSubstr("mail.toml:1:1: error[mail.login]"));
  EXPECT_THAT(
      found_in("user = \"x\"\npassword_file = \"p\"\n" + with_server("smtp+plain://a.example")),
      HasSubstr("error[mail.login]"));
  EXPECT_THAT(found_in("= ="), HasSubstr("mail.toml:1:1"));
}

TEST(MailSettings, KeepTheirSecretsInFilesOfTheirOwn) {
  namespace fs = std::filesystem;
  std::string pattern = fs::path(testing::TempDir()) / "lofte-mail-XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  fs::path const folder = pattern;
  MailFile file = *parse_mail_file(whole, "mail.toml").file;
  EXPECT_THROW(with_secrets(file, folder), Failure);
  std::ofstream(folder / "password") << "secret\n";
  std::ofstream(folder / "dkim.pem") << "key";
  fs::permissions(folder / "password", fs::perms::owner_read | fs::perms::others_read);
  EXPECT_THROW(with_secrets(file, folder), Failure);
  fs::permissions(folder / "password", fs::perms::owner_read);
  fs::permissions(folder / "dkim.pem", fs::perms::owner_read);
  auto const settings = with_secrets(file, folder);
  EXPECT_EQ(settings.server.password, "secret");
  EXPECT_EQ(settings.server.ca_file, folder / "ca.pem");
  EXPECT_EQ(settings.dkim->key_pem, "key");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace lofte::edge::mail

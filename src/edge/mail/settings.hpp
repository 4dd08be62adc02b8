// The mail settings: a TOML file that says which server takes the shop's mail, and from whom it is.
// Documented in docs/operations.md, "Mail".
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "edge/mail/dkim.hpp"
#include "edge/mail/mime.hpp"
#include "edge/mail/smtp.hpp"
#include "promise/policy/finding.hpp"

namespace lofte::edge::mail {

inline constexpr std::size_t settings_bytes_max = 64 * 1024;

// As the file says it: the secrets are in files of their own, whose paths count from its folder.
struct MailFile {
  SmtpServer server;
  std::filesystem::path password_file;
  Sender from;
  struct Dkim {
    std::string domain;
    std::string selector;
    std::filesystem::path key_file;
  };
  std::optional<Dkim> dkim;
};

struct ParsedMailFile {
  std::optional<MailFile> file;                    // absent when there are findings
  std::vector<promise::policy::Finding> findings;  // errors, in the order of the file
};

// Pure. Throws nothing for any text.
ParsedMailFile parse_mail_file(std::string_view text, std::string_view path);

// What mail is sent with.
struct MailSettings {
  SmtpServer server;
  Sender from;
  std::optional<DkimSettings> dkim;
};

// With the secrets read. Throws Failure: not_found ("mail.secret_missing"), refused
// ("mail.secret_open_to_others").
MailSettings with_secrets(MailFile const& file, std::filesystem::path const& folder);

}  // namespace lofte::edge::mail

#include "edge/cli/mail_file.hpp"

#include "base/failure.hpp"
#include "edge/cli/console.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {

mail::MailSettings read_mail_settings(std::filesystem::path const& file) {
  auto const parsed =
      mail::parse_mail_file(read_text(file, mail::settings_bytes_max), file.string());
  if (!parsed.file) {
    for (auto const& finding : parsed.findings) {
      note(to_string(finding, file.string()));
    }
    throw Failure(FailureKind::bad_input,
                  {.code = "mail.settings",
                   .message = file.string() + " does not say how mail is sent",
                   .remedy = "mend what is said above; docs/operations.md, Mail, has an example"});
  }
  return mail::with_secrets(*parsed.file, file.parent_path());
}

}  // namespace lofte::edge::cli

// The file of mail settings, as commands read it.
#pragma once

#include <filesystem>

#include "edge/mail/settings.hpp"

namespace lofte::edge::cli {

// With the secrets that it names. What is wrong with it is told on stderr, and Failure (bad_input,
// "mail.settings"). Throws, too, what with_secrets() and read_text() do.
mail::MailSettings read_mail_settings(std::filesystem::path const& file);

}  // namespace lofte::edge::cli

// The mail of a folder that is served: sent in the background, its bounces noted in the ledger.
#pragma once

#include <filesystem>
#include <memory>

#include "custody/folder/data_folder.hpp"
#include "edge/mail/outgoing_mail.hpp"

namespace lofte::edge::cli {

// Null when no settings are named. Borrows the folder. Throws Failure as read_mail_settings() and
// OutgoingMail do.
std::unique_ptr<mail::OutgoingMail> serve_mail(std::filesystem::path const& settings_file,
                                               custody::folder::DataFolder& folder);

}  // namespace lofte::edge::cli

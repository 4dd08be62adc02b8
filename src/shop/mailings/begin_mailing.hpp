// A mailing begins: one text to everybody who may be written to for a purpose by e-mail.
#pragma once

#include "custody/mailings/mailings.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::shop::mailings {

// In bytes.
inline constexpr std::size_t mailing_subject_bytes_max = 400;
inline constexpr std::size_t mailing_text_bytes_max = 256 * 1024;
inline constexpr std::size_t mailing_html_bytes_max = 256 * 1024;

// Durable when it returns; send_mailing.hpp writes the letters. The same reference again is the
// same mailing. Any thread. Throws Failure: not_found ("purpose.unknown", "channel.unknown": the
// purpose does not state "email"), bad_input ("reference.length", "mailing.empty",
// "mailing.control_character"), too_large ("mailing.too_large"), conflict
// ("mailing.other_content").
custody::mailings::Mailings::Begun begin_mailing(custody::vault::Vault& vault,
                                                 custody::mailings::NewMailing const& wanted);

}  // namespace lofte::shop::mailings

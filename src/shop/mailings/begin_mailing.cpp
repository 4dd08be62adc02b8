#include "shop/mailings/begin_mailing.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "custody/subjects/references.hpp"
#include "custody/vault/failures.hpp"
#include "shop/mailings/reach.hpp"

namespace lofte::shop::mailings {

using custody::mailings::Mailings;
using custody::mailings::NewMailing;
using custody::subjects::reference_bytes_max;
using custody::vault::Vault;

namespace {

void expect_reaches_by_email(Vault const& vault, std::string_view name) {
  auto const rules = vault.in_force().shown;
  auto const& policy = *rules->history().current().policy;
  auto const purpose = policy.find_purpose(name);
  if (!purpose) {
    custody::vault::unknown(FailureKind::not_found, "purpose", name,
                            "/policy.json lists the purposes of the policy in force");
  }
  auto const& channels = policy.purposes[*purpose].channels;
  if (std::ranges::find(channels, email_channel) == channels.end()) {
    throw Failure(FailureKind::not_found,
                  {.code = "channel.unknown",
                   .message = "the policy states no channel \"email\" for the purpose, so it "
                              "promises nobody letters for it",
                   .remedy = "name a purpose that has one, or state it in channels and publish "
                             "that policy"});
  }
}

// A part of the mailing, as it is named in the API.
struct Part {
  std::string_view name;
  std::string_view text;
  std::size_t bytes_max;
  std::string_view controls = "\t\r\n";  // that it may have
};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void expect_some(Part const& part) {
  if (is_blank(part.text)) {
    throw Failure(FailureKind::bad_input,
                  {.code = "mailing.empty",
                   .message = "the " + std::string(part.name) + " of the mailing is empty",
                   .remedy = "write what people are to read"});
  }
}

void expect_fit(Part const& part) {
  if (part.text.size() > part.bytes_max) {
    throw Failure(FailureKind::too_large,
                  {.code = "mailing.too_large",
                   .message = "the " + std::string(part.name) + " of the mailing has more than " +
                              std::to_string(part.bytes_max) + " bytes",
                   .remedy = "write less, and link to the rest"});
  }
  bool const has_control = std::ranges::any_of(part.text, [&](char letter) {
    bool const control = static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
    return control && part.controls.find(letter) == std::string_view::npos;
  });
  if (has_control) {
    throw Failure(
        FailureKind::bad_input,
        {.code = "mailing.control_character",
         .message = "the " + std::string(part.name) + " of the mailing has a control character",
         .remedy = "leave it out; text and html may have tabs and line breaks, the others none"});
  }
}

void expect_reference(std::string_view reference) {
  if (is_blank(reference) || reference.size() > reference_bytes_max) {
    throw Failure(FailureKind::bad_input,
                  {.code = "reference.length",
                   .message = "a mailing has a reference of 1 to " +
                              std::to_string(reference_bytes_max) + " bytes",
                   .remedy = "send the shop's own short handle, such as \"spring 2027\": by it "
                             "a request that is repeated is known, and nothing sent twice"});
  }
}

}  // namespace

Mailings::Begun begin_mailing(Vault& vault, NewMailing const& wanted) {
  expect_reaches_by_email(vault, wanted.purpose);
  expect_reference(wanted.reference);
  expect_fit({"reference", wanted.reference, reference_bytes_max, ""});
  Part const subject{"subject", wanted.content.subject, mailing_subject_bytes_max, ""};
  Part const text{"text", wanted.content.text, mailing_text_bytes_max};
  for (Part const& part : {subject, text}) {
    expect_some(part);
    expect_fit(part);
  }
  expect_fit({"html", wanted.content.html, mailing_html_bytes_max});
  return Mailings(vault.ground().store).begin(wanted, vault.ground().clock.now());
}

}  // namespace lofte::shop::mailings

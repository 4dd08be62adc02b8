#include "edge/site/letters.hpp"

#include <ranges>
#include <utility>

#include "edge/pages/paths.hpp"
#include "edge/pages/phrases.hpp"

namespace lofte::edge::site {

namespace {

std::string_view key_of(LinkLetter::Kind kind) {
  switch (kind) {
    case LinkLetter::Kind::sign_in:
      return "letter.sign_in";
    case LinkLetter::Kind::registration:
      return "letter.registration";
    case LinkLetter::Kind::new_address:
      return "letter.new_address";
    case LinkLetter::Kind::address_changed:
      return "letter.address_changed";
    case LinkLetter::Kind::passkey_added:
      return "letter.passkey_added";
    case LinkLetter::Kind::passkey_removed:
      return "letter.passkey_removed";
    case LinkLetter::Kind::subscription:
      return "letter.subscription";
    case LinkLetter::Kind::enquiry_sent:
      return "letter.enquiry_sent";
    case LinkLetter::Kind::publication:
      return "letter.publication";
    case LinkLetter::Kind::publication_sent:
      return "letter.publication_sent";
  }
  std::unreachable();
}

struct Lines {
  std::string_view key;  // of web/texts
  std::string language;
  std::string shop;
  std::string to_address;
  std::string url;                              // "": no link
  std::string_view closing = "letter.not_you";  // of web/texts, where there is a link
};

mail::Letter written(Lines const& lines) {
  auto const phrases = pages::Phrases::of(lines.language);
  std::string const key(lines.key);
  mail::Letter letter;
  letter.to_address = lines.to_address;
  letter.subject = phrases.filled(key + ".subject", {{"shop", lines.shop}});
  letter.text = phrases.filled(key + ".lead", {{"shop", lines.shop}}) + "\n\n";
  if (!lines.url.empty()) {
    letter.text += lines.url + "\n\n";
  }
  letter.text += std::string(phrases.text(key + ".until")) + "\n\n";
  if (!lines.url.empty()) {
    letter.text += std::string(phrases.text(lines.closing)) + "\n\n";
  }
  letter.text += lines.shop + "\n";
  return letter;
}

}  // namespace

mail::Letter letter_of(Visit const& visit, Ground const& ground, LinkLetter const& link) {
  std::string const url =
      link.path.empty() ? "" : ground.public_url + link.path + "?language=" + visit.language;
  return written({.key = key_of(link.kind),
                  .language = visit.language,
                  .shop = visit.policy().controller.get("name"),
                  .to_address = link.to_address,
                  .url = url});
}

mail::Letter letter_of_erasure(Ground const& ground, std::string const& to_address,
                               custody::ledger::ReceiptLink const& receipt) {
  auto const rules = ground.vault.in_force().shown;
  auto const& policy = *rules->history().current().policy;
  return written({.key = "letter.erased",
                  .language = policy.languages.front(),
                  .shop = policy.controller.get("name"),
                  .to_address = to_address,
                  .url = ground.public_url + "/receipts/" + receipt.token});
}

mail::Letter letter_of_new_version(Ground const& ground, promise::policy::Version version,
                                   shop::mailings::Addressee const& addressee) {
  auto const rules = ground.vault.in_force().shown;
  auto const& policy = *rules->history().current().policy;
  auto const in = [&](std::string const& language) {
    return written({.key = "letter.new_version",
                    .language = language,
                    .shop = policy.controller.get("name"),
                    .to_address = addressee.email,
                    .url = ground.public_url +
                           pages::paths::difference(
                               pages::paths::policy,
                               {.from = version - 1U, .to = version, .language = language}),
                    .closing = "letter.new_version.why"});
  };
  mail::Letter letter = in(policy.languages.front());
  for (auto const& language : policy.languages | std::views::drop(1)) {
    letter.text += "\n* * *\n\n" + in(language).text;
  }
  letter.about = mail::About{
      .subject = addressee.subject, .act = "told_of_version", .purpose = addressee.purpose};
  return letter;
}

mail::Letter letter_of(promise::policy::Policy const& policy, Ground const& ground,
                       AnswerLetter const& answered) {
  auto const phrases = pages::Phrases::of(answered.language);
  std::string const& shop = policy.controller.get("name");
  mail::Letter letter;
  letter.to_address = answered.to_address;
  letter.subject = phrases.filled("letter.enquiry_answered.subject", {{"shop", shop}});
  if (!answered.answer.empty()) {
    letter.text = answered.answer + "\n\n--\n";
  }
  letter.text += phrases.filled("letter.enquiry_answered.lead", {{"shop", shop}}) + "\n\n";
  letter.text += ground.public_url + answered.path + "?language=" + answered.language + "\n\n";
  letter.text += std::string(phrases.text("letter.enquiry_answered.until")) + "\n\n" + shop + "\n";
  return letter;
}

mail::Letter letter_of(Ground const& ground, PublishedLetter const& published) {
  auto const rules = ground.vault.in_force().shown;
  auto const& policy = *rules->history().current().policy;
  return written({.key = "letter.publication_published",
                  .language = policy.language,
                  .shop = policy.controller.get("name"),
                  .to_address = published.to_address,
                  .url = ground.public_url + published.path + "?language=" + policy.language});
}

void tell_shop(promise::policy::Policy const& policy, Ground const& ground, ToShop const& about) {
  std::string const& address = policy.controller.get("email");
  if (ground.mail == nullptr || address.empty()) {
    return;
  }
  auto const phrases = pages::Phrases::of(policy.language);
  std::string const key(about.key);
  mail::Letter letter;
  letter.to_address = address;
  letter.subject = phrases.text(key + ".subject");
  letter.text = phrases.filled(key + ".lead", {{"date", about.date}}) + "\n\n" + about.path + "\n";
  ground.mail->post(std::move(letter));
}

std::string record_path(SubjectId const& subject, RecordId const& record) {
  return "/v1/subjects/" + to_string(subject.value) + "/records/" + to_string(record.value);
}

void expect_mail(Ground const& ground) {
  if (ground.mail == nullptr) {
    throw mail::not_set_up();
  }
}

}  // namespace lofte::edge::site

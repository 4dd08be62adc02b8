#include "edge/site/mail_reply.hpp"

#include "edge/mail/letter.hpp"
#include "edge/pages/phrases.hpp"
#include "edge/pages/rights_in_words.hpp"

namespace lofte::edge::site {

using pages::Phrases;
using promise::policy::Policy;
using shop::rights::Request;

namespace {

std::string key_of(Request const& request) {
  return "letter.request_" + std::string(shop::rights::name_of(request.state));
}

std::string lead_of(Policy const& policy, Phrases const& phrases, Request const& request) {
  auto const [name, website] = pages::authority_of(policy, phrases);
  std::string authority(name);
  authority += website.empty() ? "" : " (" + std::string(website) + ")";
  std::string const due = to_string(request.due);
  return phrases.filled(
      key_of(request) + ".lead",
      {{"shop", policy.controller.get("name")}, {"date", due}, {"authority", authority}});
}

}  // namespace

void mail_reply(Ground const& ground, std::string const& to_address, Request const& request) {
  using State = Request::State;
  if (request.state == State::in_progress || request.state == State::undone) {
    return;
  }
  auto const rules = ground.vault.in_force().shown;
  auto const& policy = *rules->history().current().policy;
  auto const phrases = Phrases::of(policy.language);
  std::string const& shop = policy.controller.get("name");
  bool const extends = request.state == State::extended && !request.extension.empty();
  mail::Letter letter;
  letter.to_address = to_address;
  letter.subject = phrases.filled(key_of(request) + ".subject", {{"shop", shop}});
  letter.text = (extends ? request.extension : request.answer) + "\n\n--\n" +
                lead_of(policy, phrases, request) + "\n\n" +
                std::string(phrases.text("letter.request.link")) + "\n\n" + ground.public_url +
                std::string(pages::paths::rights) + "?language=" + policy.language + "\n\n" + shop +
                "\n";
  ground.mail->post(std::move(letter));
}

}  // namespace lofte::edge::site

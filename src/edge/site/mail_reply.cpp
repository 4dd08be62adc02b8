#include "edge/site/mail_reply.hpp"

#include "edge/mail/letter.hpp"
#include "edge/pages/phrases.hpp"

namespace lofte::edge::site {

using pages::Phrases;
using promise::policy::Policy;
using shop::rights::Request;

namespace {

// Of the authority, as the policy has it or else as the pages say it.
std::string of_authority(Policy const& policy, std::string_view detail, Phrases const& phrases,
                         std::string_view key) {
  std::string const& stated = policy.controller.get(detail);
  return stated.empty() ? std::string(phrases.text(key)) : stated;
}

std::string key_of(Request const& request) {
  return "letter.request_" + std::string(shop::rights::name_of(request.state));
}

std::string lead_of(Policy const& policy, Phrases const& phrases, Request const& request) {
  std::string const authority = of_authority(policy, "authority", phrases, "complaint.authority");
  std::string const website =
      of_authority(policy, "authority_website", phrases, "complaint.website");
  std::string const due = to_string(request.due);
  return phrases.filled(key_of(request) + ".lead", {{"shop", policy.controller.get("name")},
                                                    {"date", due},
                                                    {"authority", authority},
                                                    {"website", website}});
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

void tell_shop(Visit const& visit, Ground const& ground, Request const& request) {
  std::string const& address = visit.policy().controller.get("email");
  if (ground.mail == nullptr || address.empty()) {
    return;
  }
  auto const phrases = Phrases::of(visit.policy().language);
  mail::Letter letter;
  letter.to_address = address;
  letter.subject = phrases.text("letter.request_to_shop.subject");
  letter.text = phrases.filled("letter.request_to_shop.lead", {{"date", to_string(request.due)}}) +
                "\n\n/v1/subjects/" + to_string(visit.subject().value) + "/requests/" +
                to_string(request.record.value) + "\n";
  ground.mail->post(std::move(letter));
}

}  // namespace lofte::edge::site

// The form to the shop: questions and complaints, with an account or without.
#include "base/failure.hpp"
#include "edge/site/attached.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/person.hpp"
#include "edge/site/typed.hpp"
#include "shop/customers/sign_in.hpp"
#include "shop/enquiries/case_link.hpp"
#include "shop/enquiries/submit.hpp"

namespace lofte::edge::site {

namespace enquiries = shop::enquiries;
namespace fields = pages::fields;
namespace paths = pages::paths;
using pages::ContactPage;
using pages::Fault;
using pages::NoticePage;

namespace {

Uuid fresh_submission(Ground const& ground) {
  return random_uuid(ground.vault.ground().ring.random());
}

ContactPage empty_page(Visit const& visit) {
  auto const kept = enquiries::what_is_kept(visit.policy());
  ContactPage shown;
  shown.takes = {.enquiries = kept.enquiries,
                 .phone = kept.phone,
                 .kind = kept.kind,
                 .files = kept.attachments};
  shown.kinds = {std::string(enquiries::name_of(enquiries::Kind::question)),
                 std::string(enquiries::name_of(enquiries::Kind::complaint))};
  shown.accept = accepted_files;
  shown.files_max = enquiries::files_max;
  shown.files_mib_max = accepted_files_mib;
  shown.shape = std::string(enquiries::enquiry_shape);
  return shown;
}

http::Response show_contact(Visit const& visit, Ground const& ground) {
  ContactPage shown = empty_page(visit);
  shown.submission = to_string(fresh_submission(ground));
  if (visit.session) {
    shown.typed.name = name_of(ground.vault, visit.subject());
    shown.typed.email = shop::customers::email_of(ground.customers(), visit.subject());
  }
  return page(ground.pages.contact(visit.policy(), visit.view(), shown));
}

void take_typed(ContactPage& shown, Form const& form) {
  shown.submission = form.text(fields::submission);
  shown.typed = {.name = form.trimmed(fields::name),
                 .email = form.trimmed(fields::email),
                 .phone = form.trimmed(fields::phone),
                 .kind = form.text(fields::kind),
                 .message = form.trimmed(fields::message)};
}

void check(ContactPage& shown) {
  if (shown.typed.name.empty()) {
    shown.faults.push_back({.field = std::string(fields::name), .fault = Fault::missing});
  }
  check_length(fields::name, shown.typed.name, shown.faults);
  check_email(fields::email, shown.typed.email, shown.faults);
  check_length(fields::phone, shown.typed.phone, shown.faults);
  if (shown.typed.message.empty()) {
    shown.faults.push_back({.field = std::string(fields::message), .fault = Fault::missing});
  }
  check_message(shown.typed.message, shown.faults);
}

// The letter goes once, however often the form comes.
http::Response answer_sent(Visit const& visit, Ground const& ground,
                           enquiries::Submitted const& submitted, std::string const& email) {
  std::string const path = paths::case_page(
      enquiries::issue_case_link(ground.tickets, ground.vault.ground().clock,
                                 {.subject = submitted.subject, .record = submitted.record}));
  bool const is_mailed = ground.mail != nullptr;
  if (is_mailed && submitted.outcome == enquiries::Submitted::Outcome::added) {
    ground.mail->post(letter_of(
        visit, ground,
        LinkLetter{.kind = LinkLetter::Kind::enquiry_sent, .to_address = email, .path = path}));
    tell_shop(visit.policy(), ground,
              {.key = "letter.to_shop", .path = record_path(submitted.subject, submitted.record)});
  }
  return show_notice(
      visit, ground,
      {.kind = NoticePage::Kind::enquiry_sent, .email = is_mailed ? email : "", .enquiry = path},
      paths::contact);
}

http::Response submit(Visit const& visit, Ground const& ground) {
  ContactPage shown = empty_page(visit);
  take_typed(shown, visit.form);
  check(shown);
  auto attachments = attached(visit.form, shown.faults);
  auto const address = address_of(shown.typed.email);
  if (shown.faults.empty() &&
      !may_write(ground.limits.links, ground, shop::customers::reference_of(*address))) {
    shown.faults.push_back({.field = {}, .fault = Fault::too_often});
  }
  auto const submission = parse_uuid(shown.submission);
  shown.submission = to_string(submission ? *submission : fresh_submission(ground));
  if (!shown.faults.empty()) {
    return page(ground.pages.contact(visit.policy(), visit.view(), shown), 422);
  }
  auto const submitted = enquiries::submit(
      ground.vault, visit.session ? std::optional(visit.subject()) : std::nullopt,
      {.submission = parse_uuid(shown.submission).value(),
       .name = shown.typed.name,
       .email = *address,
       .phone = shown.typed.phone,
       .message = shown.typed.message,
       .kind = enquiries::parse_kind(shown.typed.kind).value_or(enquiries::Kind::question),
       .attachments = std::move(attachments)});
  return answer_sent(visit, ground, submitted, *address);
}

}  // namespace

void add_contact_acts(Pathways& pathways, Ground const& ground) {
  std::string const path(paths::contact);
  pathways.get(Door::open, path, [ground](Visit& visit) { return show_contact(visit, ground); });
  pathways.post(Door::open, path, [ground](Visit& visit) { return submit(visit, ground); });
}

}  // namespace lofte::edge::site

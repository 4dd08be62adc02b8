// An enquiry's own page, for whoever has its link.
#include <charconv>

#include "base/failure.hpp"
#include "base/hex.hpp"
#include "edge/site/attached.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/letters.hpp"
#include "shop/enquiries/add_message.hpp"
#include "shop/enquiries/case_link.hpp"
#include "shop/enquiries/enquiries.hpp"

namespace lofte::edge::site {

namespace enquiries = shop::enquiries;
namespace fields = pages::fields;
namespace paths = pages::paths;
using enquiries::Enquiry;
using pages::CasePage;
using pages::Fault;

namespace {

struct Found {
  SubjectId subject;
  Enquiry enquiry;
};

std::optional<Found> find(Visit const& visit, Ground const& ground) {
  auto const known = enquiries::case_of_link(ground.tickets, visit.path.at("token"));
  auto enquiry =
      known ? enquiries::find_enquiry(ground.vault, known->subject, known->record) : std::nullopt;
  return enquiry ? std::optional(Found{.subject = known->subject, .enquiry = *std::move(enquiry)})
                 : std::nullopt;
}

http::Response gone(Visit const& visit, Ground const& ground) {
  return page(ground.pages.notice(visit.policy(), visit.view(std::string(paths::contact)),
                                  {.kind = pages::NoticePage::Kind::case_gone}),
              404);
}

CasePage::State state_of(Enquiry::State state) {
  switch (state) {
    case Enquiry::State::received:
      return CasePage::State::received;
    case Enquiry::State::answered:
      return CasePage::State::answered;
    case Enquiry::State::closed:
      return CasePage::State::closed;
  }
  std::unreachable();
}

CasePage page_of(Visit const& visit, Enquiry const& enquiry) {
  CasePage shown{.token = visit.path.at("token"),
                 .state = state_of(enquiry.state),
                 .received = enquiry.received,
                 .answered = enquiry.answered,
                 .closed = enquiry.closed,
                 .message = enquiry.message,
                 .answer = enquiry.answer};
  if (enquiry.kind) {
    shown.kind = enquiries::name_of(*enquiry.kind);
  }
  for (auto const& attachment : enquiry.attachments) {
    shown.files.push_back({.name = attachment.name, .bytes = attachment.bytes.size()});
  }
  if (enquiries::what_is_kept(visit.policy()).attachments) {
    shown.accept = accepted_files;
    shown.files_max = enquiries::files_max;
    shown.files_mib_max = accepted_files_mib;
  }
  return shown;
}

http::Response show_case(Visit const& visit, Ground const& ground) {
  auto const found = find(visit, ground);
  return found ? page(ground.pages.enquiry_case(visit.policy(), visit.view(),
                                                page_of(visit, found->enquiry)))
               : gone(visit, ground);
}

http::Response add_more(Visit const& visit, Ground const& ground) {
  auto const found = find(visit, ground);
  if (!found) {
    return gone(visit, ground);
  }
  CasePage shown = page_of(visit, found->enquiry);
  shown.typed = visit.form.trimmed(fields::message);
  check_message(shown.typed, shown.faults);
  auto attachments = attached(visit.form, shown.faults);
  if (shown.faults.empty() && shown.typed.empty() && attachments.empty()) {
    shown.faults.push_back({.field = std::string(fields::message), .fault = Fault::missing});
  }
  if (!shown.faults.empty()) {
    return page(ground.pages.enquiry_case(visit.policy(), visit.view(), shown), 422);
  }
  enquiries::add_message(ground.vault, found->subject, found->enquiry,
                         {.message = shown.typed, .attachments = std::move(attachments)});
  if (may_write(ground.limits.links, ground, visit.path.at("token"))) {
    tell_shop(
        visit.policy(), ground,
        {.key = "letter.to_shop", .path = record_path(found->subject, found->enquiry.record)});
  }
  return go_to(visit, visit.request.path, pages::Flash::more_sent);
}

// RFC 6266: a name of any letters, and one of ASCII for those who can't read it.
std::string disposition_of(std::string const& name) {
  constexpr std::string_view plain = ".-_";
  std::string ascii;
  std::string encoded;
  for (char const letter : name) {
    bool const is_plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9') || plain.contains(letter);
    ascii += is_plain ? letter : '_';
    encoded += is_plain ? std::string(1, letter) : "%" + to_hex(std::string_view(&letter, 1));
  }
  return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
}

http::Response give_file(Visit const& visit, Ground const& ground) {
  auto const found = find(visit, ground);
  std::string const& digits = visit.path.at("number");
  std::size_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (!found || number == 0 || number > found->enquiry.attachments.size()) {
    return gone(visit, ground);
  }
  auto const& file = found->enquiry.attachments[number - 1];
  http::Response response{.status = 200,
                          .content_type = std::string(enquiries::media_type_of(file.type)),
                          .headers = {},
                          .body = file.bytes};
  response.with("Content-Disposition", disposition_of(file.name));
  return std::move(response.with("Content-Security-Policy", "sandbox"));
}

}  // namespace

void add_case_acts(Pathways& pathways, Ground const& ground) {
  pathways.get(Door::open, paths::case_page("{token}"),
               [ground](Visit& visit) { return show_case(visit, ground); });
  pathways.post(Door::open, paths::case_page("{token}"),
                [ground](Visit& visit) { return add_more(visit, ground); });
  pathways.get(Door::open, paths::case_file("{token}", "{number}"),
               [ground](Visit& visit) { return give_file(visit, ground); });
}

}  // namespace lofte::edge::site

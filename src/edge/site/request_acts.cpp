// What a person has asked for, and the form for what can't be done on these pages.
#include <array>

#include "edge/site/ground.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/person.hpp"
#include "shop/rights/requests.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
namespace rights = shop::rights;
using pages::AskForm;
using pages::Fault;
using pages::Flash;
using rights::Right;

namespace {

constexpr std::array rights_to_ask{Right::rectification, Right::access,    Right::portability,
                                   Right::restriction,   Right::objection, Right::erasure};

AskForm empty_form(Ground const& ground) {
  AskForm form;
  if (!rights::keeps_requests(ground.vault)) {
    return form;
  }
  for (Right const right : rights_to_ask) {
    form.rights.emplace_back(rights::name_of(right));
  }
  form.takes = rights::keeps_details(ground.vault) ? AskForm::Takes::details_too
                                                   : AskForm::Takes::right_alone;
  return form;
}

http::Response show_rights(Visit& visit, Ground const& ground, AskForm form) {
  visit.visitor->name = name_of(ground.vault, visit.subject());
  int const status = form.faults.empty() ? 200 : 422;
  return page(ground.pages.rights(
                  visit.policy(), visit.view(std::string(paths::rights)),
                  {.requests = requests_shown(rights::requests_of(ground.vault, visit.subject())),
                   .ask = std::move(form)}),
              status);
}

// The nullopt of a right that is none of the form's.
std::optional<Right> take_typed(AskForm& form, Form const& typed) {
  form.right = typed.text(fields::right);
  form.details = typed.trimmed(fields::details);
  auto const right = rights::parse_right(form.right);
  if (!right) {
    form.faults.push_back({.field = std::string(fields::right), .fault = Fault::missing});
  }
  if (form.takes == AskForm::Takes::right_alone) {
    form.details.clear();
  } else if (form.details.empty()) {
    form.faults.push_back({.field = std::string(fields::details), .fault = Fault::missing});
  } else if (form.details.size() > rights::details_bytes_max) {
    form.faults.push_back({.field = std::string(fields::details), .fault = Fault::too_long});
  }
  return right;
}

http::Response ask(Visit& visit, Ground const& ground) {
  AskForm form = empty_form(ground);
  auto const right = take_typed(form, visit.form);
  if (!form.faults.empty()) {
    return show_rights(visit, ground, std::move(form));
  }
  auto const asked = rights::ask_shop(ground.vault, ground.agenda, visit.subject(),
                                      {.right = *right, .details = form.details});
  if (!asked.existed) {
    tell_shop(visit.policy(), ground,
              {.key = "letter.request_to_shop",
               .path = "/v1/subjects/" + to_string(visit.subject().value) + "/requests/" +
                       to_string(asked.request.record.value),
               .date = to_string(asked.request.due)});
  }
  return go_to(visit, std::string(paths::rights) + "#requests",
               asked.existed ? Flash::asked_already : Flash::asked);
}

}  // namespace

void add_request_acts(Pathways& pathways, Ground const& ground) {
  pathways.get(Door::signed_in, std::string(paths::rights),
               [ground](Visit& visit) { return show_rights(visit, ground, empty_form(ground)); });
  pathways.post(Door::signed_in, std::string(paths::ask),
                [ground](Visit& visit) { return ask(visit, ground); });
}

}  // namespace lofte::edge::site

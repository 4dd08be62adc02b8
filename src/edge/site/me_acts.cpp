// My pages: what is held, the orders, and what the ledger says.
#include <algorithm>
#include <span>

#include "base/failure.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/person.hpp"
#include "edge/site/typed.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
using pages::HeldRecord;
using pages::Pager;
using promise::gate::the_person;

namespace {

constexpr std::size_t orders_on_a_page = 20;

// What is held of the person, unopened; the page says whose it is.
std::vector<HeldRecord> outlines_of(Visit& visit, Ground const& ground) {
  auto outlines = held_outlines(ground.vault, visit.subject());
  visit.visitor->name = name_of(ground.vault, visit.subject(), outlines);
  return outlines;
}

http::Response show_overview(Visit& visit, Ground const& ground) {
  pages::OverviewPage const overview{.records = outlines_of(visit, ground)};
  return page(ground.pages.overview(visit.policy(), visit.view(), overview));
}

http::Response show_data(Visit& visit, Ground const& ground) {
  pages::DataPage data{.records = outlines_of(visit, ground), .page = visit.page_number()};
  auto const pager = Pager::of(data.records.size(), pages::records_on_a_page, data.page);
  open_outlines(ground.vault, visit.subject(),
                pager.on_it(std::span(data.records), pages::records_on_a_page));
  return page(ground.pages.data(visit.policy(), visit.view(), data));
}

http::Response show_orders(Visit& visit, Ground const& ground) {
  auto orders = orders_among(outlines_of(visit, ground));
  auto const pager = Pager::of(orders.size(), orders_on_a_page, visit.page_number());
  auto const shown = pager.on_it(std::span(orders), orders_on_a_page);
  open_outlines(ground.vault, visit.subject(), shown);
  pages::OrdersPage page_of_orders{.orders = {}, .pager = pager};
  std::ranges::transform(shown, std::back_inserter(page_of_orders.orders), order_shown);
  return page(ground.pages.orders(visit.policy(), visit.view(), page_of_orders));
}

http::Response show_trail(Visit& visit, Ground const& ground) {
  visit.visitor->name = name_of(ground.vault, visit.subject());
  auto const trail = trail_page(ground.vault.statements(visit.subject()), visit.page_number(),
                                ground.name_of_actor);
  return page(ground.pages.trail(visit.policy(), visit.view(), trail));
}

HeldRecord record_to_correct(Visit& visit, Ground const& ground) {
  auto records = outlines_of(visit, ground);
  auto const found = std::ranges::find(records, visit.path.at("record"), &HeldRecord::id);
  if (found != records.end()) {
    open_outlines(ground.vault, visit.subject(), std::span(&*found, 1));
  }
  if (found == records.end() || found->correctable.empty()) {
    throw Failure(
        FailureKind::not_found,
        {.code = "record.not_correctable",
         .message = "there is no such record, or nothing in it that can be corrected here",
         .remedy = "what can't be corrected here can be asked for"});
  }
  return std::move(*found);
}

http::Response show_correction(Visit const& visit, Ground const& ground,
                               pages::CorrectPage const& correct) {
  int const status = correct.faults.empty() ? 200 : 422;
  return page(ground.pages.correct(visit.policy(), visit.view(), correct), status);
}

std::string const& value_of(HeldRecord const& record, std::string_view name) {
  return std::ranges::find(record.fields, name, &pages::HeldField::name)->value;
}

http::Response correct(Visit& visit, Ground const& ground) {
  pages::CorrectPage shown{.record = record_to_correct(visit, ground)};
  std::vector<std::pair<std::string, std::optional<PersonalText>>> changes;
  for (std::string const& name : shown.record.correctable) {
    std::string const field = std::string(fields::corrected_prefix) + name;
    if (!visit.form.has(field)) {
      continue;  // the page was opened before there was such a field
    }
    std::string typed = visit.form.trimmed(field);
    check_length(field, typed, shown.faults);
    if (name == "birth_date") {
      check_past_day(field, typed, visit.today, shown.faults);
    }
    if (typed != value_of(shown.record, name)) {
      changes.emplace_back(name, typed.empty() ? std::nullopt : std::optional(PersonalText(typed)));
    }
    shown.typed.push_back({.name = name, .value = std::move(typed)});
  }
  if (changes.empty()) {
    shown.faults.push_back({.field = {}, .fault = pages::Fault::unchanged});
  }
  if (!shown.faults.empty()) {
    return show_correction(visit, ground, shown);
  }
  ground.vault.replace_fields(the_person, visit.subject(),
                              RecordId{parse_uuid(shown.record.id).value()}, changes);
  return go_to(visit, std::string(paths::data) + "#" + paths::record_anchor(shown.record.id),
               pages::Flash::corrected);
}

}  // namespace

void add_me_acts(Pathways& pathways, Ground const& ground) {
  pathways.get(Door::signed_in, std::string(paths::me),
               [ground](Visit& visit) { return show_overview(visit, ground); });
  pathways.get(Door::signed_in, std::string(paths::data),
               [ground](Visit& visit) { return show_data(visit, ground); });
  pathways.get(Door::signed_in, std::string(paths::orders),
               [ground](Visit& visit) { return show_orders(visit, ground); });
  pathways.get(Door::signed_in, std::string(paths::trail),
               [ground](Visit& visit) { return show_trail(visit, ground); });
  pathways.get(Door::signed_in, paths::correct("{record}"), [ground](Visit& visit) {
    return show_correction(visit, ground, {.record = record_to_correct(visit, ground)});
  });
  pathways.post(Door::signed_in, paths::correct("{record}"),
                [ground](Visit& visit) { return correct(visit, ground); });
}

}  // namespace lofte::edge::site

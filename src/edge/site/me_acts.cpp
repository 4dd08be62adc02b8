// My pages: what is held, the orders, and what the ledger says.
#include <algorithm>

#include "base/failure.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/person.hpp"
#include "edge/site/typed.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
using pages::HeldRecord;
using promise::gate::the_person;

namespace {

constexpr std::size_t orders_on_a_page = 20;

// The person's records; the page says whose they are.
std::vector<HeldRecord> records_of(Visit& visit, Ground const& ground) {
  auto records = held_records(ground.vault, visit.subject());
  visit.visitor->name = name_among(records);
  return records;
}

http::Response show_overview(Visit& visit, Ground const& ground) {
  pages::OverviewPage const overview{.records = records_of(visit, ground)};
  return page(ground.pages.overview(visit.policy(), visit.view(), overview));
}

http::Response show_data(Visit& visit, Ground const& ground) {
  pages::DataPage const data{.records = records_of(visit, ground), .page = visit.page_number()};
  return page(ground.pages.data(visit.policy(), visit.view(), data));
}

http::Response show_orders(Visit& visit, Ground const& ground) {
  auto const all = orders_among(records_of(visit, ground));
  std::size_t const count =
      std::max<std::size_t>(1, (all.size() + orders_on_a_page - 1) / orders_on_a_page);
  std::size_t const shown = std::min<std::size_t>(visit.page_number(), count);
  auto const first = all.begin() + static_cast<std::ptrdiff_t>((shown - 1) * orders_on_a_page);
  auto const last =
      all.begin() + static_cast<std::ptrdiff_t>(std::min(shown * orders_on_a_page, all.size()));
  pages::OrdersPage const orders{
      .orders = {first, last},
      .pager = {.page = static_cast<unsigned>(shown), .pages = static_cast<unsigned>(count)}};
  return page(ground.pages.orders(visit.policy(), visit.view(), orders));
}

http::Response show_trail(Visit& visit, Ground const& ground) {
  records_of(visit, ground);
  auto const trail =
      trail_page(ground.vault.trail(visit.subject()), visit.page_number(), ground.name_of_actor);
  return page(ground.pages.trail(visit.policy(), visit.view(), trail));
}

HeldRecord record_to_correct(Visit& visit, Ground const& ground) {
  auto records = records_of(visit, ground);
  auto const found = std::ranges::find(records, visit.path.at("record"), &HeldRecord::id);
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

// The numbers of a report, as JSON.
#include <boost/json.hpp>

#include "edge/report/report.hpp"

namespace lofte::edge::report {

namespace json = boost::json;
using promise::policy::Policy;
using shop::forecast::FieldSet;
using shop::forecast::Forecast;
using shop::forecast::Longest;
using shop::forecast::Month;
using shop::forecast::Part;
using shop::forecast::ToldOfShape;

namespace {

json::array names_of(Policy const& policy, Part const& part) {
  json::array names;
  auto const& fields = policy.shapes[part.shape].fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if ((part.fields >> i & 1) != 0) {
      names.emplace_back(fields[i].name);
    }
  }
  return names;
}

json::value to_json(Policy const& policy, Month const& month) {
  json::object purposes;
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    purposes[policy.purposes[i].name] = {{"records", month.purposes[i].records},
                                         {"people", month.purposes[i].people}};
  }
  json::object values;
  for (std::size_t i = 0; i < policy.categories.size(); ++i) {
    values[policy.categories[i].name] = month.categories[i];
  }
  return {{"day", lofte::to_string(month.day)},
          {"people", month.people},
          {"records", month.records},
          {"values", month.values},
          {"bytes", month.bytes},
          {"by_purpose", std::move(purposes)},
          {"values_by_category", std::move(values)},
          {"records_added", month.records_added},
          {"records_gone", month.records_gone},
          {"keys_destroyed", month.keys_destroyed}};
}

// What names a retention clause: its purpose, its shape, and its place in the phrase.
json::object name_of_clause(Policy const& policy, std::size_t index) {
  auto const& holding = policy.holdings[policy.clauses[index].holding];
  return {{"purpose", policy.purposes[holding.purpose].name},
          {"record", policy.shapes[holding.shape].name},
          {"keep", holding.phrase},
          {"place", index - holding.first_clause + 1}};
}

json::array costs_of(Policy const& policy, Forecast const& forecast) {
  json::array costs;
  for (std::size_t i = 0; i < forecast.costs.size(); ++i) {
    auto const& cost = forecast.costs[i];
    json::object one = name_of_clause(policy, i);
    one["record_years"] = cost.record_years;
    one["record_years_alone"] = cost.record_years_alone;
    one["value_years_alone"] = cost.value_years_alone;
    one["byte_years_alone"] = cost.byte_years_alone;
    costs.push_back(std::move(one));
  }
  return costs;
}

json::object to_json(Policy const& policy, Longest const& longest) {
  json::object one = name_of_clause(policy, longest.clause);
  one["fields"] = names_of(policy, longest.part);
  one["records"] = longest.span.records;
  bool const is_dated = longest.end == shop::forecast::SpanKey::End::dated;
  one["last_day"] = is_dated ? json::value(lofte::to_string(longest.span.last)) : json::value();
  one["collected_first"] = lofte::to_string(longest.span.collected);
  one["days_longest"] = is_dated ? json::value(longest.span.longest.count()) : json::value();
  return one;
}

json::object to_json(Policy const& policy, ToldOfShape const& told) {
  json::array parts;
  for (auto const& part : told.parts) {
    parts.push_back(
        {{"fields", names_of(policy, part.part)}, {"taken", part.taken}, {"held", part.held}});
  }
  return {{"record", policy.shapes[told.shape].name},
          {"taken", told.taken},
          {"held", told.held},
          {"parts", std::move(parts)}};
}

json::object parameters_of(Policy const& policy, Forecast const& forecast) {
  auto const& settings = forecast.settings;
  json::object records;
  for (std::size_t i = 0; i < policy.shapes.size(); ++i) {
    records[policy.shapes[i].name] = settings.records[i];
  }
  return {{"years", settings.years},
          {"first_year", settings.first_year},
          {"seed", settings.seed},
          {"customers_per_year", settings.customers},
          {"records_per_year", std::move(records)},
          {"growth_percent", settings.growth_percent}};
}

json::object happened_of(Forecast const& forecast) {
  auto const& happened = forecast.happened;
  return {{"records", happened.records},
          {"customers", forecast.customers},
          {"customers_gone", forecast.customers_gone},
          {"records_narrowed", forecast.records_narrowed},
          {"events", happened.events},
          {"consents", happened.consents},
          {"withdrawals", happened.withdrawals},
          {"objections", happened.objections},
          {"erasures", happened.erasures},
          {"restrictions", happened.restrictions},
          {"legal_holds", happened.legal_holds},
          {"refused", happened.refused}};
}

template <typename Things>
json::array all_to_json(Policy const& policy, Things const& things) {
  json::array all;
  for (auto const& thing : things) {
    all.push_back(to_json(policy, thing));
  }
  return all;
}

}  // namespace

std::string report_json(ReportContext const& context) {
  auto const& [policy, forecast] = std::tie(context.policy, context.forecast);
  json::object report{
      {"made_by", "lofte simulate"},
      {"program", context.program},
      {"command", context.command},
      {"policy", context.policy_file},
      {"version", policy.version},
      {"parameters", parameters_of(policy, forecast)},
      {"happened", happened_of(forecast)},
      {"peak",
       {{"day", lofte::to_string(forecast.peak().day)}, {"records", forecast.peak().records}}},
      {"months", all_to_json(policy, forecast.months)},
      {"clauses", costs_of(policy, forecast)},
      {"longest", all_to_json(policy, forecast.longest)},
      {"told", all_to_json(policy, forecast.told)}};
  return json::serialize(report);
}

}  // namespace lofte::edge::report

#include "edge/api/write_json.hpp"

#include <boost/json.hpp>
#include <utility>

namespace lofte::edge::api {

namespace json = boost::json;
using custody::vault::Added;
using promise::retention::Until;

namespace {

json::object json_of(std::vector<std::pair<std::string, Day>> const& events) {
  json::object object;
  for (auto const& [event, day] : events) {
    object.emplace(event, lofte::to_string(day));
  }
  return object;
}

json::array json_of(std::vector<std::string> const& names) {
  return json::array(names.begin(), names.end());
}

json::value json_of(std::optional<std::string> const& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

std::string_view name_of(Added::Outcome outcome) {
  switch (outcome) {
    case Added::Outcome::added:
      return "added";
    case Added::Outcome::existed:
      return "existed";
    case Added::Outcome::lapsed:
      return "lapsed";
  }
  std::unreachable();
}

std::string_view name_of(promise::retention::ConsentState consent) {
  switch (consent) {
    case promise::retention::ConsentState::unknown:
      return "unknown";
    case promise::retention::ConsentState::given:
      return "given";
    case promise::retention::ConsentState::withdrawn:
      return "withdrawn";
  }
  std::unreachable();
}

std::string_view name_of(shop::rights::SetAside::Because because) {
  switch (because) {
    case shop::rights::SetAside::Because::legal_hold:
      return "legal_hold";
    case shop::rights::SetAside::Because::restriction:
      return "restriction";
  }
  std::unreachable();
}

}  // namespace

http::Response answer(int status, json::value const& value) {
  return http::json_response(status, json::serialize(value) + "\n");
}

json::value to_json(Until const& until) {
  switch (until.kind) {
    case Until::Kind::gone:
      return {{"kind", "gone"}};
    case Until::Kind::open:
      return {{"kind", "open"}};
    case Until::Kind::dated:
      return {{"kind", "dated"}, {"last", lofte::to_string(until.last.value())}};
  }
  std::unreachable();
}

json::value to_json(custody::vault::Opened const& opened) {
  json::object fields;
  for (auto const& field : opened.fields) {
    fields.emplace(field.name, field.value.reveal(opened.permit));
  }
  json::object record{{"record", lofte::to_string(opened.record.value)},
                      {"shape", opened.shape},
                      {"events", json_of(opened.events)},
                      {"fields", std::move(fields)},
                      {"until", to_json(opened.until)}};
  if (!opened.not_restored.empty()) {
    record.emplace("not_restored", json_of(opened.not_restored));
  }
  return record;
}

json::value to_json(custody::vault::RecordSummary const& record) {
  json::array holds;
  for (auto const& hold : record.holds) {
    holds.push_back({{"purpose", hold.purpose},
                     {"fields", json_of(hold.fields)},
                     {"until", to_json(hold.until)},
                     {"by_law", hold.by_law}});
  }
  return {{"record", lofte::to_string(record.record.value)},
          {"shape", record.shape},
          {"events", json_of(record.events)},
          {"holds", std::move(holds)},
          {"legal_hold", record.legal_hold}};
}

json::value to_json(custody::vault::Accessed const& accessed) {
  json::object fields;
  for (auto const& field : accessed.fields) {
    fields.emplace(field.name, field.value.reveal(accessed.permit));
  }
  json::value value = to_json(accessed.summary);
  value.as_object()["fields"] = std::move(fields);
  return value;
}

json::value to_json(Added const& added) {
  return {{"record", lofte::to_string(added.record.value)}, {"outcome", name_of(added.outcome)}};
}

json::value to_json(promise::retention::SubjectFacts const& standing,
                    promise::policy::Policy const& policy) {
  json::array purposes;
  for (auto const& entry : standing.purposes) {
    for (auto const& purpose : policy.purposes) {
      if (promise::retention::name_hash(purpose.name) == entry.purpose) {
        purposes.push_back({{"purpose", purpose.name},
                            {"consent", name_of(entry.consent)},
                            {"objected", entry.objected},
                            {"changed", lofte::to_string(entry.changed)}});
      }
    }
  }
  return {{"restricted", standing.restricted}, {"purposes", std::move(purposes)}};
}

json::value to_json(shop::rights::Answer const& answer) {
  json::array stays;
  for (auto const& staying : answer.stays) {
    stays.push_back({{"record", lofte::to_string(staying.record.value)},
                     {"shape", staying.shape},
                     {"purpose", staying.purpose},
                     {"basis", promise::policy::name_of(staying.basis)},
                     {"law", json_of(staying.law)},
                     {"fields", json_of(staying.fields)},
                     {"until", to_json(staying.until)}});
  }
  json::array aside;
  for (auto const& kept : answer.set_aside) {
    aside.push_back({{"record", lofte::to_string(kept.record.value)},
                     {"shape", kept.shape},
                     {"because", name_of(kept.because)}});
  }
  return {{"stays", std::move(stays)},
          {"set_aside", std::move(aside)},
          {"receipt", receipt_path(answer.receipt)}};
}

json::value receipt_path(custody::ledger::ReceiptLink const& link) {
  return link.token.empty() ? json::value(nullptr) : json::value("/receipts/" + link.token);
}

json::value to_json(custody::upkeep::Holdings const& holdings) {
  json::array rows;
  for (auto const& row : holdings.rows) {
    rows.push_back({{"purpose", row.purpose},
                    {"shape", row.shape},
                    {"ends_in", row.ends_in ? json::value(*row.ends_in) : json::value(nullptr)},
                    {"people", row.people},
                    {"records", row.records},
                    {"fields", row.fields}});
  }
  json::array next;
  for (auto const& deletion : holdings.next) {
    next.push_back({{"purpose", deletion.purpose},
                    {"shape", deletion.shape},
                    {"last", lofte::to_string(deletion.last)},
                    {"people", deletion.people},
                    {"records", deletion.records}});
  }
  return {{"today", lofte::to_string(holdings.today)},
          {"people", holdings.people},
          {"records", holdings.records},
          {"rows", std::move(rows)},
          {"next", std::move(next)},
          {"open_too_long", holdings.open_too_long}};
}

json::value to_json(custody::upkeep::Plan const& plan) {
  json::array rows;
  for (auto const& row : plan.rows) {
    rows.push_back({{"purpose", row.purpose},
                    {"shape", row.shape},
                    {"unchanged", row.unchanged},
                    {"shorter", row.shorter},
                    {"gone_at_once", row.gone_at_once},
                    {"longer_by_law", row.longer_by_law},
                    {"longer_refused", row.longer_refused},
                    {"fields_taken", row.fields_taken},
                    {"people", row.people}});
  }
  json::array findings;
  for (auto const& finding : plan.findings) {
    findings.push_back(
        {{"code", finding.code}, {"message", finding.message}, {"meanwhile", finding.meanwhile}});
  }
  return {{"plan", plan.hash},       {"today", lofte::to_string(plan.today)},
          {"records", plan.records}, {"exact", plan.exact},
          {"rows", std::move(rows)}, {"findings", std::move(findings)}};
}

json::value to_json(custody::upkeep::TickReport const& tick,
                    custody::upkeep::ReclaimReport const& reclaim) {
  return {{"generation", tick.generation},
          {"terms_destroyed", tick.terms_destroyed},
          {"leaves_destroyed", tick.leaves_destroyed},
          {"destroyed_through", tick.destroyed_through
                                    ? json::value(lofte::to_string(*tick.destroyed_through))
                                    : json::value(nullptr)},
          {"frozen", tick.frozen},
          {"frozen_because", tick.frozen_because},
          {"records_gone", reclaim.records_gone},
          {"records_narrowed", reclaim.records_narrowed},
          {"subjects_gone", reclaim.subjects_gone}};
}

json::value to_json(Caller const& caller) {
  json::array powers;
  for (Power const power : caller.powers) {
    powers.emplace_back(api::name_of(power));
  }
  return {{"id", caller.id},
          {"name", caller.name},
          {"purposes", json_of(caller.purposes)},
          {"powers", std::move(powers)},
          {"created", lofte::to_string(caller.created)}};
}

}  // namespace lofte::edge::api

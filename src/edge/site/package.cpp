#include "edge/site/package.hpp"

#include <boost/json.hpp>

namespace lofte::edge::site {

namespace json = boost::json;
using pages::Ending;
using pages::HeldRecord;

namespace {

std::string_view name_of(Ending::Kind kind) {
  switch (kind) {
    case Ending::Kind::dated:
      return "dated";
    case Ending::Kind::no_date_yet:
      return "no_date_yet";
    case Ending::Kind::on_withdrawal:
      return "on_withdrawal";
    case Ending::Kind::on_release:
      return "on_release";
    case Ending::Kind::on_lift:
      return "on_lift";
  }
  std::unreachable();
}

json::object ending(Ending const& ends) {
  json::object told{{"kind", name_of(ends.kind)}};
  if (ends.last) {
    told.emplace("last", to_string(*ends.last));
  }
  return told;
}

json::object to_json(HeldRecord const& record) {
  json::object events, fields;
  json::array held_for;
  for (auto const& [event, day] : record.events) {
    events.emplace(event, to_string(day));
  }
  for (auto const& field : record.fields) {
    if (field.state == pages::HeldField::State::shown) {
      fields.emplace(field.name, field.value);
    }
  }
  for (auto const& held : record.held_for) {
    held_for.push_back(json::object{{"purpose", held.purpose},
                                    {"fields", json::array(held.fields.begin(), held.fields.end())},
                                    {"until", ending(held.ends)}});
  }
  return {{"record", record.id},
          {"shape", record.shape},
          {"collected", to_string(record.collected)},
          {"events", std::move(events)},
          {"fields", std::move(fields)},
          {"held_for", std::move(held_for)}};
}

void append_cell(std::string& line, std::string_view value) {
  bool const formula = !value.empty() && std::string_view("=+-@\t\r").contains(value.front());
  line += line.empty() || line.ends_with('\n') ? "\"" : ",\"";
  line += formula ? "'" : "";
  for (char const letter : value) {
    line += letter;
    line += letter == '"' ? "\"" : "";
  }
  line += '"';
}

}  // namespace

std::string package_json(std::vector<HeldRecord> const& records, Day today) {
  json::array told;
  for (HeldRecord const& record : records) {
    told.push_back(to_json(record));
  }
  return json::serialize(json::object{{"made", to_string(today)}, {"records", std::move(told)}});
}

std::string package_csv(std::vector<HeldRecord> const& records) {
  std::string text = "\"record\",\"shape\",\"collected\",\"field\",\"value\"\r\n";
  for (HeldRecord const& record : records) {
    for (auto const& field : record.fields) {
      if (field.state != pages::HeldField::State::shown) {
        continue;
      }
      for (std::string const& cell :
           {record.id, record.shape, to_string(record.collected), field.name, field.value}) {
        append_cell(text, cell);
      }
      text += "\r\n";
    }
  }
  return text;
}

}  // namespace lofte::edge::site

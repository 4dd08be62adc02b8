#include "edge/pages/held_record.hpp"

#include <algorithm>
#include <charconv>

#include "edge/pages/describe.hpp"
#include "edge/pages/paths.hpp"
#include "edge/pages/timeline.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::pages {
namespace {

void fill_value(Filling section, HeldRecord const& record, HeldField const& field,
                PolicyWords const& words) {
  section.set("LABEL", capitalised(words.field(record.shape, field.name)));
  switch (field.state) {
    case HeldField::State::shown:
      fill_lines(section, field.value);
      return;
    case HeldField::State::digest:
      section.section("INSTEAD").set("TEXT", words.text("held.digest"));
      return;
    case HeldField::State::not_restored:
      section.section("INSTEAD").set("TEXT", words.text("held.not_restored"));
      return;
  }
}

// Not every field that the record has.
bool is_part(HeldRecord const& record, HeldFor const& held) {
  return !held.fields.empty() && !std::ranges::all_of(record.fields, [&](HeldField const& field) {
    return std::ranges::find(held.fields, field.name) != held.fields.end();
  });
}

void fill_why(Filling section, HeldRecord const& record, HeldFor const& held,
              CustomerFrame const& frame) {
  PolicyWords const& words = frame.words();
  section.set("HUE", std::to_string(hue_of(number_of(words.policy(), held.purpose))))
      .set("PURPOSE", words.purpose(held.purpose))
      .set("UNTIL", capitalised(words.ending(held.ends)));
  section.text("BASIS", words.basis(held.purpose));
  section.text("ONLY", is_part(record, held) ? words.fields(record.shape, held.fields) : "");
  auto const* purpose = words.find_purpose(held.purpose);
  if (purpose == nullptr) {
    return;
  }
  section.text("LAW", purpose->law.value_or(""));
  if (!purpose->clauses.empty()) {
    section.section("CLAUSE")
        .set("NUMBERS", joined(purpose->clauses))
        .set("HREF", frame.to(paths::policy) + "#purpose-" + purpose->name);
  }
  if (auto const* holding = words.find_holding(held.purpose, record.shape)) {
    section.text("RULE", term_in_words(words.policy(), *holding, frame.phrases()));
  }
}

// "broken%20stick.png", as words.
std::string unescaped_name(std::string_view escaped) {
  std::string name;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    unsigned char byte = 0;
    bool const is_escape =
        escaped[i] == '%' && i + 2 < escaped.size() &&
        std::from_chars(escaped.data() + i + 1, escaped.data() + i + 3, byte, 16).ec == std::errc{};
    name += is_escape ? static_cast<char>(byte) : escaped[i];
    i += is_escape ? 2 : 0;
  }
  return name;
}

// A passkey is shown by its name; the copy of everything has it whole.
bool is_passkey(std::string_view line) {
  return line.starts_with("passkey;id=") && line.contains(";name=");
}

// So is a file that is kept as a data URL.
std::string shown_line(std::string_view line) {
  auto const name = line.find(";name=");
  auto const end = line.find(";base64,");
  bool const is_file = line.starts_with("data:") && name < end && end != line.npos;
  if (!is_file) {
    return is_passkey(line) ? std::string(line.substr(line.find(";name=") + 6)) : std::string(line);
  }
  std::string const type(line.substr(5, name - 5));
  return unescaped_name(line.substr(name + 6, end - name - 6)) + " (" + type + ")";
}

}  // namespace

std::string name_of(HeldRecord const& record, PolicyWords const& words) {
  return words.shape(record.shape) + (record.reference.empty() ? "" : " " + record.reference);
}

void fill_lines(Filling& section, std::string_view value) {
  constexpr std::size_t lines_max = 200;
  for (std::size_t count = 0; count < lines_max && !value.empty(); ++count) {
    auto const end = std::min(value.find('\n'), value.size());
    Filling line = section.section("LINE");
    line.set("TEXT", shown_line(value.substr(0, end)));
    value.remove_prefix(std::min(end + 1, value.size()));
    if (!value.empty()) {
      line.section("MORE");
    }
  }
}

void fill_held(Filling section, HeldRecord const& record, CustomerFrame const& frame) {
  PolicyWords const& words = frame.words();
  section.set("HELD_NAME", name_of(record, words))
      .set("HELD_WHEN", words.day(record.collected))
      .set("HELD_UNTIL", words.ending(end_of(record)))
      .set("HELD_ANCHOR", paths::record_anchor(record.id));
  for (HeldField const& field : record.fields) {
    fill_value(section.section("VALUE"), record, field, words);
  }
  for (auto const& [event, day] : record.events) {
    section.section("HAPPENED")
        .set("EVENT", words.happened(record.shape, event))
        .set("ON", words.day(day));
  }
  for (HeldFor const& held : record.held_for) {
    fill_why(section.section("WHY"), record, held, frame);
  }
  if (record.legal_hold) {
    Filling why = section.section("WHY");
    why.set("HUE", "0")
        .set("PURPOSE", words.text("held.legal_hold"))
        .set("UNTIL", capitalised(words.ending(*record.legal_hold)));
  } else if (record.held_for.empty()) {
    section.section("WHY")
        .set("HUE", "0")
        .set("PURPOSE", words.text("held.restricted"))
        .set("UNTIL", capitalised(words.ending(end_of(record))));
  }
}

}  // namespace lofte::edge::pages

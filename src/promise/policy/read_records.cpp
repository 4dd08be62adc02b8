// Reads [record.*].
#include <algorithm>

#include "promise/policy/reading.hpp"

namespace lofte::promise::policy {
namespace {

bool has_room(Reading& reading, std::size_t count, std::size_t most, NamedEntry const& entry,
              std::string_view what) {
  if (count < most) {
    return true;
  }
  reading.errors.add({.code = "limit." + std::string(what),
                      .at = entry.at,
                      .message = "there is room for " + std::to_string(most) + " " +
                                 std::string(what) + " at most",
                      .remedy = "join some of them"});
  return false;
}

void read_fields(Reading& reading, Section& section, Shape& shape) {
  auto const* node =
      section.demand("fields", Node::Kind::table, "fields = { name = \"name\" }: field = category");
  if (!node) {
    return;
  }
  if (node->entries.empty()) {
    reading.errors.add({.code = "record.empty",
                        .at = node->at,
                        .message = section.where() + " has no fields",
                        .remedy = "add one, or remove the record"});
  }
  for (Entry const& entry : node->entries) {
    NamedEntry const named{.name = entry.key, .at = entry.at, .value = &entry.value};
    if (!has_room(reading, shape.fields.size(), fields_max, named, "fields")) {
      return;
    }
    bool const good = check_name({.text = entry.key, .at = entry.at}, "field", reading.errors);
    if (entry.value.kind != Node::Kind::text) {
      section.wrong_kind(entry.value, entry.key, "the name of a category");
      reading.incomplete.push_back(static_cast<ShapeIndex>(reading.policy.shapes.size()));
      continue;
    }
    auto const category =
        refer_to_category(reading, {.text = entry.value.text, .at = entry.value.at});
    if (!good || !category) {
      reading.incomplete.push_back(static_cast<ShapeIndex>(reading.policy.shapes.size()));
    } else {
      shape.fields.push_back({.name = entry.key, .category = *category, .at = entry.at});
    }
  }
}

void read_events(Reading& reading, Section& section, Shape& shape) {
  for (Word const& word : section.words("events")) {
    if (!has_room(reading, shape.events.size(), events_max,
                  {.name = word.text, .at = word.at, .value = nullptr}, "events")) {
      return;
    }
    if (!check_name(word, "event", reading.errors)) {
      continue;
    }
    if (std::ranges::find(shape.events, word.text, &Event::name) != shape.events.end()) {
      reading.errors.add({.code = "name.twice",
                          .at = word.at,
                          .message = "the event " + quoted(word.text) + " stands twice",
                          .remedy = "remove one"});
      continue;
    }
    shape.events.push_back({.name = word.text, .at = word.at});
  }
}

void check_record_hashes(Reading& reading) {
  std::vector<Word> shapes;
  std::vector<Word> events;
  for (Shape const& shape : reading.policy.shapes) {
    shapes.push_back({.text = shape.name, .at = shape.at});
    for (Event const& event : shape.events) {
      events.push_back({.text = event.name, .at = event.at});
    }
  }
  check_hashes(shapes, "record", reading.errors);
  check_hashes(events, "event", reading.errors);
}

}  // namespace

void read_records(Reading& reading) {
  auto& shapes = reading.policy.shapes;
  for (NamedEntry const& entry : reading.root.named("record", "record")) {
    if (!has_room(reading, shapes.size(), shapes_max, entry, "records")) {
      break;
    }
    Section section = reading.root.open("record", entry);
    Shape shape{.name = entry.name, .at = entry.at};
    shape.label = read_localized(reading, section, "label");
    read_fields(reading, section, shape);
    read_events(reading, section, shape);
    section.finish();
    shapes.push_back(std::move(shape));
  }
  check_record_hashes(reading);
}

}  // namespace lofte::promise::policy

#include "edge/api/body.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "edge/api/strict_json.hpp"

namespace lofte::edge::api {
namespace {

Failure wrong(std::string_view key, std::string_view what) {
  return {FailureKind::bad_input,
          {.code = "json.value",
           .message = "\"" + std::string(key) + "\" is not " + std::string(what),
           .remedy = "see docs/openapi.json"}};
}

Day day_of(std::string_view key, boost::json::value const& value) {
  auto const day = value.is_string() ? parse_day(value.get_string()) : std::nullopt;
  if (!day) {
    throw wrong(key, "a date between 1900-01-01 and 2999-12-31, such as \"2026-12-31\"");
  }
  return *day;
}

}  // namespace

struct Body::Memory {
  StrictJson json;
};

Body::Body(std::string_view text)
    : memory_(std::make_unique<Memory>(Memory{StrictJson(text.empty() ? "{}" : text)})),
      object_(memory_->json.value().if_object()) {
  if (object_ == nullptr) {
    throw Failure(FailureKind::bad_input, {.code = "json.not_an_object",
                                           .message = "the body is not a JSON object",
                                           .remedy = "send {…}"});
  }
}

Body::~Body() = default;

boost::json::value const* Body::find(std::string_view key) {
  known_.emplace_back(key);
  return object_->if_contains(key);
}

std::optional<std::string> Body::maybe_text(std::string_view key) {
  boost::json::value const* const value = find(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (!value->is_string()) {
    throw wrong(key, "a text");
  }
  return std::string(value->get_string());
}

std::string Body::maybe_reference() {
  auto reference = maybe_text("reference");
  if (reference && reference->empty()) {
    throw Failure(FailureKind::bad_input, {.code = "reference.length",
                                           .message = "the reference is empty",
                                           .remedy = "send one, or leave the key out"});
  }
  return std::move(reference).value_or("");
}

std::string Body::text(std::string_view key) {
  auto text = maybe_text(key);
  if (!text) {
    throw Failure(FailureKind::bad_input, {.code = "json.key_missing",
                                           .message = "the body lacks \"" + std::string(key) + "\"",
                                           .remedy = "see docs/openapi.json"});
  }
  return std::move(*text);
}

Day Body::day(std::string_view key) {
  boost::json::value const* const value = find(key);
  return day_of(key, value == nullptr ? boost::json::value() : *value);
}

std::vector<std::string> Body::texts(std::string_view key) {
  std::vector<std::string> texts;
  boost::json::value const* const value = find(key);
  if (value == nullptr) {
    return texts;
  }
  if (!value->is_array()) {
    throw wrong(key, "a list of texts");
  }
  for (boost::json::value const& entry : value->get_array()) {
    if (!entry.is_string()) {
      throw wrong(key, "a list of texts");
    }
    texts.emplace_back(entry.get_string());
  }
  return texts;
}

std::vector<std::pair<std::string, std::optional<PersonalText>>> Body::personal_changes(
    std::string_view key) {
  std::vector<std::pair<std::string, std::optional<PersonalText>>> changes;
  boost::json::value const* const value = find(key);
  if (value == nullptr) {
    return changes;
  }
  if (!value->is_object()) {
    throw wrong(key, "an object of texts");
  }
  for (auto const& [name, text] : value->get_object()) {
    if (text.is_null()) {
      changes.emplace_back(name, std::nullopt);
    } else if (text.is_string()) {
      changes.emplace_back(name, PersonalText(std::string(text.get_string())));
    } else {
      throw wrong(std::string(key) + "." + std::string(name), "a text");
    }
  }
  return changes;
}

std::vector<std::pair<std::string, PersonalText>> Body::personal_texts(std::string_view key) {
  std::vector<std::pair<std::string, PersonalText>> texts;
  for (auto& [name, text] : personal_changes(key)) {
    if (!text) {
      throw wrong(std::string(key) + "." + name, "a text");
    }
    texts.emplace_back(name, std::move(*text));
  }
  return texts;
}

std::vector<std::pair<std::string, Day>> Body::days(std::string_view key) {
  std::vector<std::pair<std::string, Day>> days;
  boost::json::value const* const value = find(key);
  if (value == nullptr) {
    return days;
  }
  if (!value->is_object()) {
    throw wrong(key, "an object of dates");
  }
  for (auto const& [name, day] : value->get_object()) {
    days.emplace_back(name, day_of(std::string(key) + "." + std::string(name), day));
  }
  return days;
}

void Body::expect_no_more() const {
  for (auto const& entry : *object_) {
    if (std::ranges::find(known_, std::string_view(entry.key())) == known_.end()) {
      std::string keys;
      for (std::string const& key : known_) {
        keys += (keys.empty() ? "" : ", ") + key;
      }
      throw Failure(FailureKind::bad_input,
                    {.code = "json.key_unknown",
                     .message = "the body has a key that this route does not know",
                     .remedy = keys.empty() ? "send no body" : "the route knows: " + keys});
    }
  }
}

}  // namespace lofte::edge::api

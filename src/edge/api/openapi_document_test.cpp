#include "edge/api/openapi_document.hpp"

#include <gmock/gmock.h>

#include "base/failure.hpp"

namespace lofte::edge::api {

namespace json = boost::json;

namespace {

bool has_type(json::value const& value, std::string_view type) {
  return (type == "string" && value.is_string()) ||
         (type == "integer" && (value.is_int64() || value.is_uint64())) ||
         (type == "boolean" && value.is_bool()) || (type == "array" && value.is_array()) ||
         (type == "object" && value.is_object()) || (type == "null" && value.is_null());
}

bool has_type_of(json::value const& schema_type, json::value const& value) {
  if (schema_type.is_string()) {
    return has_type(value, schema_type.get_string());
  }
  return std::ranges::any_of(schema_type.as_array(), [&](json::value const& type) {
    return has_type(value, type.as_string());
  });
}

void collect_references(json::value const& value, std::vector<std::string>& references) {
  if (value.is_array()) {
    for (auto const& element : value.get_array()) {
      collect_references(element, references);
    }
  } else if (value.is_object()) {
    for (auto const& [key, element] : value.get_object()) {
      if (key == "$ref") {
        references.emplace_back(element.as_string());
      }
      collect_references(element, references);
    }
  }
}

}  // namespace

OpenapiDocument::OpenapiDocument(std::string_view text) : document_(json::parse(text)) {}

std::vector<std::string> OpenapiDocument::operations() const {
  std::vector<std::string> operations;
  for (auto const& [path, item] : document_.at("paths").as_object()) {
    for (auto const& [method, operation] : item.as_object()) {
      std::string name(method);
      std::ranges::transform(name, name.begin(),
                             [](char letter) { return static_cast<char>(letter - 32); });
      operations.push_back(name + " " + std::string(path));
    }
  }
  std::ranges::sort(operations);
  return operations;
}

json::object const* OpenapiDocument::operation(std::string_view method,
                                               std::string_view path) const {
  std::string name(method);
  std::ranges::transform(name, name.begin(),
                         [](char letter) { return static_cast<char>(letter + 32); });
  auto const* const item = document_.at("paths").as_object().if_contains(path);
  auto const* const found = item == nullptr ? nullptr : item->as_object().if_contains(name);
  return found == nullptr ? nullptr : &found->as_object();
}

json::value const& OpenapiDocument::resolve(json::value const& value) const {
  auto const* const reference =
      value.is_object() ? value.get_object().if_contains("$ref") : nullptr;
  if (reference == nullptr) {
    return value;
  }
  boost::system::error_code error;
  auto const* const meant =
      document_.find_pointer(std::string_view(reference->as_string()).substr(1), error);
  require(meant != nullptr, "a reference of the OpenAPI document leads somewhere");
  return *meant;
}

std::vector<std::string> OpenapiDocument::references() const {
  std::vector<std::string> references;
  collect_references(document_, references);
  return references;
}

void OpenapiDocument::check_object(json::object const& schema, json::object const& value,
                                   std::string const& at, std::vector<std::string>& faults) const {
  auto const* const properties = schema.if_contains("properties");
  auto const* const more = schema.if_contains("additionalProperties");
  for (auto const& [key, element] : value) {
    auto const* const known =
        properties == nullptr ? nullptr : properties->as_object().if_contains(key);
    if (known != nullptr) {
      check(*known, element, at + "." + std::string(key), faults);
    } else if (more != nullptr && more->is_object()) {
      check(*more, element, at + "." + std::string(key), faults);
    } else {
      faults.push_back(at + " has the undocumented key " + std::string(key));
    }
  }
  if (auto const* const required = schema.if_contains("required")) {
    for (auto const& key : required->as_array()) {
      if (!value.contains(key.as_string())) {
        faults.push_back(at + " lacks " + std::string(key.as_string()));
      }
    }
  }
}

void OpenapiDocument::check(json::value const& schema_or_reference, json::value const& value,
                            std::string const& at, std::vector<std::string>& faults) const {
  auto const& schema = resolve(schema_or_reference).as_object();
  if (!has_type_of(schema.at("type"), value)) {
    faults.push_back(at + " is of another type");
    return;
  }
  if (auto const* const names = schema.if_contains("enum")) {
    if (std::ranges::find(names->as_array(), value) == names->as_array().end()) {
      faults.push_back(at + " is none of the documented values");
    }
  }
  if (value.is_object()) {
    check_object(schema, value.get_object(), at, faults);
  } else if (value.is_array()) {
    for (auto const& element : value.get_array()) {
      check(schema.at("items"), element, at + "[]", faults);
    }
  }
}

std::vector<std::string> OpenapiDocument::faults_of(json::object const& operation, int status,
                                                    std::string_view content_type,
                                                    std::string_view body) const {
  auto const* const answer =
      operation.at("responses").as_object().if_contains(std::to_string(status));
  if (answer == nullptr) {
    return {"the status " + std::to_string(status) + " is not documented"};
  }
  auto const* const content = resolve(*answer).as_object().if_contains("content");
  if (content == nullptr) {
    return body.empty() ? std::vector<std::string>{} : std::vector<std::string>{"has a body"};
  }
  auto const type = content_type.substr(0, content_type.find(';'));
  auto const* const media = content->as_object().if_contains(type);
  if (media == nullptr) {
    return {"the content type " + std::string(content_type) + " is not documented"};
  }
  std::vector<std::string> faults;
  if (type.ends_with("json")) {
    check(media->at("schema"), json::parse(body), "answer", faults);
  }
  return faults;
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CheckedAnswers : public testing::Test {
 protected:
  OpenapiDocument const document_{R"({
    "paths": {"/thing": {"get": {"responses": {"200": {"content": {"application/json": {
      "schema": {"$ref": "#/components/schemas/Thing"}}}}, "204": {}}}}},
    "components": {"schemas": {"Thing": {"type": "object", "required": ["size"], "properties": {
      "size": {"type": "integer"}, "kind": {"type": "string", "enum": ["a", "b"]},
      "parts": {"type": "array", "items": {"type": ["string", "null"]}}}}}}})"};

  std::vector<std::string> faults_of(int status, std::string_view body) const {
    return document_.faults_of(*document_.operation("GET", "/thing"), status, "application/json",
                               body);
  }
};

TEST_F(CheckedAnswers, PassWhenTheyAreAsDocumented) {
  EXPECT_THAT(faults_of(200, R"({"size": 1, "kind": "b", "parts": ["x", null]})"), IsEmpty());
  EXPECT_THAT(faults_of(204, ""), IsEmpty());
}

TEST_F(CheckedAnswers, FailWhenTheyAreNot) {
  EXPECT_THAT(faults_of(201, "{}"), ElementsAre("the status 201 is not documented"));
  EXPECT_THAT(faults_of(204, "{}"), ElementsAre("has a body"));
  EXPECT_THAT(faults_of(200, "{}"), ElementsAre("answer lacks size"));
  EXPECT_THAT(faults_of(200, R"({"size": "1"})"), ElementsAre("answer.size is of another type"));
  EXPECT_THAT(faults_of(200, R"({"size": 1, "parts": [2]})"),
              ElementsAre("answer.parts[] is of another type"));
  EXPECT_THAT(faults_of(200, R"({"size": 1, "kind": "c"})"),
              ElementsAre("answer.kind is none of the documented values"));
  EXPECT_THAT(faults_of(200, R"({"size": 1, "colour": 1})"),
              ElementsAre("answer has the undocumented key colour"));
}

}  // namespace
}  // namespace lofte::edge::api

#include "edge/api/strict_json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "base/failure.hpp"
#include "base/utf8.hpp"
#include "edge/api/limits.hpp"

namespace lofte::edge::api {
namespace {

namespace json = boost::json;
using Error = boost::system::error_code;

// Builds the value as Boost.JSON's own parser does, and remembers the keys of the objects that are
// open.
struct Build {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  json::value_stack stack{};
  std::string key{};
  std::vector<std::set<std::string, std::less<>>> keys{};

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) {
    keys.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t count, Error&) {
    keys.pop_back();
    stack.push_object(count);
    return true;
  }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t count, Error&) {
    stack.push_array(count);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, Error&) {
    stack.push_chars(part);
    key += part;
    return true;
  }
  bool on_key(json::string_view part, std::size_t, Error&) {
    stack.push_key(part);
    key += part;
    if (!keys.back().insert(std::exchange(key, {})).second) {
      throw Failure(FailureKind::bad_input, {.code = "json.key_twice",
                                             .message = "an object of the body has a key twice",
                                             .remedy = "send each key once"});
    }
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, Error&) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, Error&) {
    stack.push_string(part);
    return true;
  }
  bool on_number_part(json::string_view, Error&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, Error&) {
    stack.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view, Error&) {
    stack.push_uint64(number);
    return true;
  }
  bool on_double(double number, json::string_view, Error&) {
    if (!std::isfinite(number)) {
      throw Failure(FailureKind::bad_input,
                    {.code = "json.number",
                     .message = "a number of the body is too large for a double",
                     .remedy = "send it as a text"});
    }
    stack.push_double(number);
    return true;
  }
  bool on_bool(bool value, Error&) {
    stack.push_bool(value);
    return true;
  }
  bool on_null(Error&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }
};

void expect_parsed(Error const& error, std::size_t bytes_read) {
  if (error == json::error::too_deep) {
    throw Failure(FailureKind::too_large,
                  {.code = "json.too_deep",
                   .message = "the body is nested deeper than " + std::to_string(json_depth_max),
                   .remedy = "no route takes more than a few levels"});
  }
  if (error) {
    throw Failure(FailureKind::bad_input,
                  {.code = "json.syntax",
                   .message = "the body is not JSON, from byte " + std::to_string(bytes_read + 1) +
                              " on: " + error.message(),
                   .remedy = "send one JSON object"});
  }
}

}  // namespace

StrictJson::StrictJson(std::string_view text)
    : memory_(std::make_unique<json::monotonic_resource>(text.size() + 1024)) {
  if (!is_utf8(text)) {
    throw Failure(FailureKind::bad_input, {.code = "json.not_utf8",
                                           .message = "the body is not UTF-8",
                                           .remedy = "send JSON in UTF-8"});
  }
  json::parse_options options;
  options.max_depth = json_depth_max;
  json::basic_parser<Build> parser(options);
  parser.handler().stack.reset(memory_.get());
  Error error;
  std::size_t const read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) {
    error = json::error::extra_data;
  }
  expect_parsed(error, read);
  value_ = std::make_unique<json::value>(parser.handler().stack.release());
}

}  // namespace lofte::edge::api

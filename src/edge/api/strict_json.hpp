// Parses JSON (RFC 8259) without leniency. Boost.JSON keeps the last of two values with the same
// key and turns 1e999 into infinity; here both are refused, as two readers would understand them in
// two ways.
#pragma once

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <string_view>

namespace lofte::edge::api {

// A parsed document with its memory. One thread.
class StrictJson {
 public:
  // Throws Failure: bad_input ("json.not_utf8", "json.syntax" with the byte, "json.key_twice",
  // "json.number"), too_large ("json.too_deep").
  explicit StrictJson(std::string_view text);

  boost::json::value const& value() const { return *value_; }

 private:
  std::unique_ptr<boost::json::monotonic_resource> memory_;
  std::unique_ptr<boost::json::value> value_;  // lives in memory_, so that it dies first
};

}  // namespace lofte::edge::api

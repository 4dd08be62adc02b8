// docs/openapi.json, for tests: what it says of a route, and whether an answer is as it says.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace lofte::edge::api {

// One thread.
class OpenapiDocument {
 public:
  explicit OpenapiDocument(std::string_view text);

  // "GET /v1/keys", sorted.
  std::vector<std::string> operations() const;
  // Nullptr when it is not documented.
  boost::json::object const* operation(std::string_view method, std::string_view path) const;
  // What a $ref stands for; the value itself when it has none. Aborts on a reference to nothing.
  boost::json::value const& resolve(boost::json::value const& value) const;
  // Every $ref of the document.
  std::vector<std::string> references() const;

  // What is wrong with an answer; empty when it is as documented.
  std::vector<std::string> faults_of(boost::json::object const& operation, int status,
                                     std::string_view content_type, std::string_view body) const;

 private:
  void check(boost::json::value const& schema, boost::json::value const& value,
             std::string const& at, std::vector<std::string>& faults) const;
  void check_object(boost::json::object const& schema, boost::json::object const& value,
                    std::string const& at, std::vector<std::string>& faults) const;

  boost::json::value document_;
};

}  // namespace lofte::edge::api

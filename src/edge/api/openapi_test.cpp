// The API's description and its routes say the same.
#include <set>

#include "edge/api/api_in_a_test.hpp"

namespace lofte::edge::api {
namespace {

namespace json = boost::json;
using testing::ElementsAreArray;

class Openapi : public ApiInATest {};

std::string name_of(Access access) {
  return access == Access::open ? "open" : access == Access::key ? "key" : "owner";
}

TEST_F(Openapi, DocumentsEveryRouteAndNoOther) {
  std::vector<std::string> routes;
  for (auto const& route : api_->routes()) {
    routes.push_back(std::string(http::name_of(route.name.method)) + " " + route.name.pattern);
  }
  std::ranges::sort(routes);
  EXPECT_THAT(document_.operations(), ElementsAreArray(routes));
}

TEST_F(Openapi, SaysWhoMayCallEachRoute) {
  for (auto const& route : api_->routes()) {
    auto const& operation =
        *document_.operation(http::name_of(route.name.method), route.name.pattern);
    EXPECT_EQ(operation.at("x-access").as_string(), name_of(route.access)) << route.name.pattern;
    bool const takes_key = !operation.at("security").as_array().empty();
    EXPECT_EQ(takes_key, route.access != Access::open) << route.name.pattern;
    EXPECT_EQ(operation.at("responses").as_object().contains("401"), takes_key)
        << route.name.pattern;
  }
}

TEST_F(Openapi, NamesEachOperationOnceAndEachParameterOfItsPath) {
  std::set<std::string> names;
  for (auto const& route : api_->routes()) {
    auto const& operation =
        *document_.operation(http::name_of(route.name.method), route.name.pattern);
    EXPECT_TRUE(names.emplace(operation.at("operationId").as_string()).second)
        << operation.at("operationId");
    std::string documented;
    if (auto const* const parameters = operation.if_contains("parameters")) {
      for (auto const& parameter : parameters->as_array()) {
        if (parameter.at("in").as_string() == "path") {
          documented += "{" + std::string(parameter.at("name").as_string()) + "}";
        }
      }
    }
    std::string of_pattern;
    for (std::size_t at = 0; (at = route.name.pattern.find('{', at)) != std::string::npos; ++at) {
      of_pattern += route.name.pattern.substr(at, route.name.pattern.find('}', at) - at + 1);
    }
    EXPECT_EQ(documented, of_pattern) << route.name.pattern;
  }
}

TEST_F(Openapi, KnowsOnlyStatusesThatAreSent) {
  for (auto const& route : api_->routes()) {
    auto const& operation =
        *document_.operation(http::name_of(route.name.method), route.name.pattern);
    for (auto const& [status, answer] : operation.at("responses").as_object()) {
      EXPECT_NE(http::reason_phrase(std::stoi(std::string(status))), "Unknown") << status;
      EXPECT_TRUE(document_.resolve(answer).is_object());
    }
  }
}

TEST_F(Openapi, RefersToWhatIsThere) {
  auto const references = document_.references();
  EXPECT_GT(references.size(), 50U);
  for (std::string const& reference : references) {
    EXPECT_TRUE(document_.resolve(json::value{{"$ref", reference}}).is_object()) << reference;
  }
}

}  // namespace
}  // namespace lofte::edge::api

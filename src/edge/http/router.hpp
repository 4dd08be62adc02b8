// Which handler answers which path.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/http/request.hpp"
#include "edge/http/response.hpp"

namespace lofte::edge::http {

// What the {names} of a route's pattern stand for in a request's path.
class PathParameters {
 public:
  // Aborts when the pattern has no such name.
  std::string const& at(std::string_view name) const;
  void add(std::string name, std::string value);

 private:
  std::vector<QueryParameter> values_;
};

using Answer = std::function<Response(Request const&, PathParameters const&)>;

struct RouteName {
  Method method;
  std::string pattern;  // "/v1/subjects/{subject}"
  bool operator==(RouteName const&) const = default;
};

// Filled once, then read from any thread.
class Router {
 public:
  // A segment of `pattern` is literal or a {name}, which stands for one segment that is not empty;
  // the last may be a {name...}, which stands for one or more, joined by slashes. Where both fit,
  // the literal wins. A GET route answers HEAD too. Aborts when the method already
  // has a route of the same shape.
  void add(Method method, std::string pattern, Answer handler);

  // Whether a route is for this path, by whatever method.
  bool knows(Request const& request) const { return !matching(request.segments).empty(); }

  // The handler's answer, or 404, or 405 with Allow; OPTIONS is answered with Allow.
  Response respond(Request const& request) const;

  // In the order they were added. A test holds the OpenAPI file against it.
  std::vector<RouteName> routes() const;

 private:
  struct Route {
    RouteName name;
    std::vector<std::string> segments;
    Answer handler;
  };
  std::vector<Route const*> matching(std::vector<std::string> const& path) const;

  std::vector<Route> routes_;
};

}  // namespace lofte::edge::http

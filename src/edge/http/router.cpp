#include "edge/http/router.hpp"

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::edge::http {
namespace {

bool is_name(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_rest(std::string_view segment) {
  return is_name(segment) && segment.ends_with("...}");
}

std::vector<std::string> split(std::string_view pattern) {
  require(pattern.starts_with('/'), "a route's pattern begins with a slash");
  std::vector<std::string> segments;
  pattern.remove_prefix(1);
  while (!pattern.empty()) {
    auto const slash = std::min(pattern.find('/'), pattern.size());
    segments.emplace_back(pattern.substr(0, slash));
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
  }
  return segments;
}

bool fits(std::vector<std::string> const& pattern, std::vector<std::string> const& path) {
  auto const fits_one = [](std::string const& expected, std::string const& is) {
    return is_name(expected) ? !is.empty() : expected == is;
  };
  bool const has_rest = !pattern.empty() && is_rest(pattern.back());
  if (has_rest ? path.size() < pattern.size() : path.size() != pattern.size()) {
    return false;
  }
  return std::equal(pattern.begin(), pattern.end(), path.begin(), fits_one);
}

// The segments that the pattern's last name stands for.
std::string rest_of(std::vector<std::string> const& path, std::size_t from) {
  std::string rest = path[from];
  for (std::size_t at = from + 1; at < path.size(); ++at) {
    rest += "/" + path[at];
  }
  return rest;
}

// Whether `left` says more about the path than `right`: literal where the other has a name, in the
// first segment where they differ in that.
bool is_closer(std::vector<std::string> const& left, std::vector<std::string> const& right) {
  return std::ranges::lexicographical_compare(left, right, {}, is_name, is_name);
}

std::string allow(std::vector<Method> methods) {
  if (std::ranges::find(methods, Method::get) != methods.end()) {
    methods.push_back(Method::head);
  }
  methods.push_back(Method::options);
  std::ranges::sort(methods);
  std::string text;
  for (Method const method : methods) {
    text += (text.empty() ? "" : ", ") + std::string(name_of(method));
  }
  return text;
}

}  // namespace

std::string const& PathParameters::at(std::string_view name) const {
  auto const found = std::ranges::find(values_, name, &QueryParameter::name);
  require(found != values_.end(), "a handler asks for a parameter that its route has not");
  return found->value;
}

void PathParameters::add(std::string name, std::string value) {
  values_.push_back({std::move(name), std::move(value)});
}

void Router::add(Method method, std::string pattern, Answer handler) {
  auto segments = split(pattern);
  for (Route const& route : routes_) {
    bool const same_shape = std::ranges::equal(
        route.segments, segments, [](std::string const& left, std::string const& right) {
          return is_name(left) ? is_name(right) : left == right;
        });
    require(route.name.method != method || !same_shape, "a route is declared once");
  }
  routes_.push_back({{method, std::move(pattern)}, std::move(segments), std::move(handler)});
}

std::vector<Router::Route const*> Router::matching(std::vector<std::string> const& path) const {
  std::vector<Route const*> found;
  for (Route const& route : routes_) {
    if (!fits(route.segments, path)) {
      continue;
    }
    if (!found.empty() && is_closer(route.segments, found[0]->segments)) {
      found.clear();
    }
    if (found.empty() || !is_closer(found[0]->segments, route.segments)) {
      found.push_back(&route);
    }
  }
  return found;
}

Response Router::respond(Request const& request) const {
  auto const found = matching(request.segments);
  if (found.empty()) {
    return problem_response({404, "http.path_unknown", "There is nothing at this path.", ""});
  }
  Method const wanted = request.method == Method::head ? Method::get : request.method;
  std::vector<Method> methods;
  for (Route const* route : found) {
    if (route->name.method == wanted) {
      PathParameters parameters;
      for (std::size_t at = 0; at < route->segments.size(); ++at) {
        std::string const& segment = route->segments[at];
        if (is_rest(segment)) {
          parameters.add(segment.substr(1, segment.size() - 5), rest_of(request.segments, at));
        } else if (is_name(segment)) {
          parameters.add(segment.substr(1, segment.size() - 2), request.segments[at]);
        }
      }
      return route->handler(request, parameters);
    }
    methods.push_back(route->name.method);
  }
  std::string const allowed = allow(std::move(methods));
  if (request.method == Method::options) {
    return Response{.status = 204, .content_type = "", .headers = {{"Allow", allowed}}, .body = ""};
  }
  return problem_response({405, "http.method_not_allowed",
                           "This path does not answer to that method.",
                           "The Allow header lists the methods it answers to."})
      .with("Allow", allowed);
}

std::vector<RouteName> Router::routes() const {
  std::vector<RouteName> names;
  std::ranges::transform(routes_, std::back_inserter(names), &Route::name);
  return names;
}

}  // namespace lofte::edge::http

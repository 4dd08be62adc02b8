#include "edge/http/request.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lofte::edge::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> method_names{{
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::delete_, "DELETE"},
    {Method::options, "OPTIONS"},
}};

}  // namespace

std::string_view name_of(Method method) {
  return std::ranges::find(method_names, method, [](auto const& pair) { return pair.first; })
      ->second;
}

std::optional<Method> parse_method(std::string_view method) {
  auto const found =
      std::ranges::find(method_names, method, [](auto const& pair) { return pair.second; });
  return found == method_names.end() ? std::nullopt : std::optional(found->first);
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  auto const found = std::ranges::find(query, name, &QueryParameter::name);
  return found == query.end() ? std::nullopt : std::optional<std::string_view>(found->value);
}

bool has_current(Request const& request, std::string_view etag) {
  std::string_view rest = request.if_none_match;
  while (!rest.empty()) {
    auto const comma = rest.find(',');
    std::string_view tag = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == etag) {
      return true;
    }
  }
  return false;
}

}  // namespace lofte::edge::http

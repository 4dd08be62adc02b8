#include "edge/http/target.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "edge/http/url_encoding.hpp"

namespace lofte::edge::http {
namespace {

Problem refused(std::string code, std::string detail) {
  return {.status = 400, .code = std::move(code), .detail = std::move(detail), .remedy = ""};
}

bool is_allowed(char letter) {
  constexpr std::string_view others = "-._~!$&'()*+,;=:@/?%";
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || others.contains(letter);
}

std::expected<std::vector<std::string>, Problem> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  path.remove_prefix(1);
  for (bool more = !path.empty(); more;) {
    auto const slash = path.find('/');
    auto segment = percent_decoded(path.substr(0, slash), {});
    more = slash != std::string_view::npos;
    path = more ? path.substr(slash + 1) : "";
    if (!segment) {
      return std::unexpected(
          refused("http.path_encoding", "The path has a broken percent-encoding."));
    }
    if (*segment == "." || *segment == ".." || segment->find_first_of("/\\") != std::string::npos) {
      return std::unexpected(refused("http.path_traversal", "The path points outside itself."));
    }
    segments.push_back(*std::move(segment));
  }
  return segments;
}

}  // namespace

std::expected<Target, Problem> parse_target(std::string_view target, Limits const& limits) {
  if (target.size() > limits.target_bytes_max) {
    return std::unexpected(
        Problem{414, "http.target_too_long", "The path and query are too long.", ""});
  }
  if (!std::ranges::all_of(target, is_allowed)) {
    return std::unexpected(
        refused("http.target_letters", "The path or query has a letter that must be encoded."));
  }
  Target parsed;
  for (std::string_view const scheme : {"http://", "https://"}) {
    if (target.starts_with(scheme)) {
      target.remove_prefix(scheme.size());
      auto const end = std::min(target.find_first_of("/?"), target.size());
      parsed.authority = target.substr(0, end);
      target.remove_prefix(end);
      if (parsed.authority.empty()) {
        return std::unexpected(refused("http.target_form", "The request names no host."));
      }
    }
  }
  auto const question = std::min(target.find('?'), target.size());
  parsed.path = target.substr(0, question);
  if (parsed.path.empty() && !parsed.authority.empty()) {
    parsed.path = "/";
  }
  if (!parsed.path.starts_with('/')) {
    return std::unexpected(refused("http.target_form", "The request is for no path."));
  }
  auto segments = segments_of(parsed.path);
  auto query = parse_pairs(target.substr(std::min(question + 1, target.size())),
                           {.what = "query", .count_max = limits.query_parameters_max});
  if (!segments || !query) {
    return std::unexpected(!segments ? segments.error() : query.error());
  }
  parsed.segments = *std::move(segments);
  parsed.query = *std::move(query);
  return parsed;
}

}  // namespace lofte::edge::http

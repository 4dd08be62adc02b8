// Reads the target of a request line strictly: what can be read in two ways is refused.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "edge/http/limits.hpp"
#include "edge/http/problem.hpp"
#include "edge/http/request.hpp"

namespace lofte::edge::http {

struct Target {
  std::string authority;  // of "http://authority/path"; "" for "/path"
  std::string path;       // as sent
  std::vector<std::string> segments;
  std::vector<QueryParameter> query;
};

// Pure. Refuses (400, 414) a letter that RFC 3986 does not allow, a broken percent-encoding, a
// decoded control character, text that is not UTF-8, a segment that is "." or ".." or holds a slash
// once decoded, a query parameter given twice, and a target that is neither a path nor an http URL.
std::expected<Target, Problem> parse_target(std::string_view target, Limits const& limits);

}  // namespace lofte::edge::http

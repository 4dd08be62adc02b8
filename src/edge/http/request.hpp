// A request as a handler sees it: checked, decoded, whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lofte::edge::http {

enum class Method { get, head, post, put, patch, delete_, options };
std::string_view name_of(Method method);                      // "GET"
std::optional<Method> parse_method(std::string_view method);  // letters as sent: "GET", not "get"

struct QueryParameter {
  std::string name;
  std::string value;
};

// A plain value. Every text but the body is valid UTF-8 without control characters; the body is
// bytes. May hold personal data (path, query, headers, body): never log it.
struct Request {
  Method method = Method::get;
  std::string path;                   // as sent, still percent-encoded, without the query
  std::vector<std::string> segments;  // decoded: /v1/subjects/å → "v1", "subjects", "å"
  std::vector<QueryParameter> query;  // decoded, in order, each name once

  // Header fields, "" when absent.
  std::string host;  // without its port, in lower case
  std::string authorization;
  std::string content_type;
  std::string accept;
  std::string accept_language;
  std::string if_none_match;
  std::string idempotency_key;
  std::string cookie;
  std::string origin;
  std::string sec_fetch_site;  // "same-origin" when a page of this server sent it
  std::string sec_gpc;         // "1": Global Privacy Control

  std::string body;

  // nullopt when the query has no such parameter.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

// Whether the client already has what carries `etag` (quoted, as in the ETag header): If-None-Match
// names it, or "*".
bool has_current(Request const& request, std::string_view etag);

}  // namespace lofte::edge::http

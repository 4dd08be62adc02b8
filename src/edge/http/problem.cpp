#include "edge/http/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace lofte::edge::http {
namespace {

std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (char const letter : text) {
    if (letter == '"' || letter == '\\') {
      json += '\\';
      json += letter;
    } else if (static_cast<unsigned char>(letter) < 0x20) {
      json += fmt::format("\\u{:04x}", static_cast<unsigned>(letter));
    } else {
      json += letter;
    }
  }
  return json + '"';
}

// RFC 9110, section 15, and RFC 6585.
constexpr std::pair<int, std::string_view> reason_phrases[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

}  // namespace

std::string to_json(Problem const& problem) {
  std::string json =
      fmt::format(R"({{"type":"about:blank","title":{},"status":{},"code":{},"detail":{})",
                  quoted(reason_phrase(problem.status)), problem.status, quoted(problem.code),
                  quoted(problem.detail));
  if (!problem.remedy.empty()) {
    json += ",\"remedy\":" + quoted(problem.remedy);
  }
  return json + "}\n";
}

std::string_view reason_phrase(int status) {
  auto const* const found =
      std::ranges::find(reason_phrases, status, &std::pair<int, std::string_view>::first);
  return found == std::end(reason_phrases) ? "Unknown" : found->second;
}

}  // namespace lofte::edge::http

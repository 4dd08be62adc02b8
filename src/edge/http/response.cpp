#include "edge/http/response.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lofte::edge::http {
namespace {

// Pages may load nothing but their own styles and images, and most have no script.
constexpr std::string_view page_security_policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";
constexpr std::string_view own_scripts_policy = "; script-src 'self'; connect-src 'self'";
constexpr std::string_view data_security_policy = "default-src 'none'; frame-ancestors 'none'";

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) {
    auto const lower = [](char letter) {
      return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    };
    return lower(a) == lower(b);
  });
}

bool has(Response const& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](Header const& header) {
    return equal_ignoring_case(header.name, name);
  });
}

bool is_sendable(std::string_view text) {
  return std::ranges::none_of(text, [](char letter) {
    return (static_cast<unsigned char>(letter) < 0x20 && letter != '\t') || letter == 0x7f;
  });
}

std::string security_headers(Response const& response, Framing const& framing) {
  bool const page = response.content_type.starts_with("text/html");
  std::string text = fmt::format(
      "Content-Security-Policy: {}{}\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "Referrer-Policy: same-origin\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n"
      "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n",
      page ? page_security_policy : data_security_policy,
      page && response.scripts == Scripts::own ? own_scripts_policy : "");
  if (!has(response, "Cache-Control")) {
    text += "Cache-Control: no-store\r\n";
  }
  if (framing.transport == Framing::Transport::tls) {
    text += "Strict-Transport-Security: max-age=31536000\r\n";
  }
  return text;
}

}  // namespace

Response json_response(int status, std::string json) {
  return {
      .status = status, .content_type = "application/json", .headers = {}, .body = std::move(json)};
}

Response html_response(std::string html) {
  return {.status = 200,
          .content_type = "text/html; charset=utf-8",
          .headers = {},
          .body = std::move(html)};
}

Response problem_response(Problem const& problem) {
  return {.status = problem.status,
          .content_type = "application/problem+json",
          .headers = {},
          .body = to_json(problem)};
}

std::optional<std::string> head_text(Response const& response, Framing const& framing) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                                 reason_phrase(response.status), framing.date);
  if (!is_sendable(response.content_type)) {
    return std::nullopt;
  }
  if (!response.content_type.empty()) {
    text += fmt::format("Content-Type: {}\r\n", response.content_type);
  }
  if (framing.body == Framing::Body::chunked) {
    text += "Transfer-Encoding: chunked\r\n";
  } else if (framing.length) {
    text += fmt::format("Content-Length: {}\r\n", *framing.length);
  }
  if (framing.then == Framing::Then::close) {
    text += "Connection: close\r\n";
  }
  for (Header const& header : response.headers) {
    if (!is_sendable(header.name) || !is_sendable(header.value)) {
      return std::nullopt;
    }
    text += fmt::format("{}: {}\r\n", header.name, header.value);
  }
  return text + security_headers(response, framing) + "\r\n";
}

}  // namespace lofte::edge::http

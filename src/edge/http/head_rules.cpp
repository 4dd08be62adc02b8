#include "edge/http/head_rules.hpp"

#include <algorithm>
#include <utility>

namespace lofte::edge::http {
namespace {

Problem refused(std::string code, std::string detail) {
  return {.status = 400, .code = std::move(code), .detail = std::move(detail), .remedy = ""};
}

std::optional<Problem> fault_of_line(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) {
    return refused("http.folded_header", "A header field is folded over two lines.");
  }
  bool const control = std::ranges::any_of(line, [](char letter) {
    return (static_cast<unsigned char>(letter) < 0x20 && letter != '\t') || letter == 0x7f;
  });
  if (control) {
    return refused("http.control_character", "The request's head has a control character.");
  }
  return std::nullopt;
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

bool is(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, lower);
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; });
}

}  // namespace

std::optional<Problem> fault_of_partial_head(std::string_view head) {
  for (auto at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at + 1)) {
    if (at == 0 || head[at - 1] != '\r') {
      return refused("http.line_end", "A line of the request's head does not end in CR LF.");
    }
  }
  return std::nullopt;
}

std::optional<Problem> fault_of_head(std::string_view head) {
  if (auto fault = fault_of_partial_head(head)) {
    return fault;
  }
  bool first = true;
  while (!head.empty()) {
    auto const end = head.find("\r\n");
    std::string_view const line = head.substr(0, end);
    head = end == std::string_view::npos ? "" : head.substr(end + 2);
    if (auto fault = fault_of_line(line)) {
      return fault;
    }
    auto const colon = line.find(':');
    if (!first && colon != std::string_view::npos && colon > 0 &&
        (line[colon - 1] == ' ' || line[colon - 1] == '\t')) {
      return refused("http.header_space", "White space stands before a header field's colon.");
    }
    first = false;
  }
  return std::nullopt;
}

std::optional<Problem> fault_of_fields(MessageFields const& fields) {
  if (!fields.transfer_encoding.empty()) {
    if (!fields.content_length.empty()) {
      return refused("http.length_ambiguous",
                     "The request gives both a content length and a transfer encoding.");
    }
    if (fields.version == MessageFields::Version::http_1_0) {
      return refused("http.transfer_encoding", "HTTP/1.0 has no transfer encodings.");
    }
    if (fields.transfer_encoding.size() > 1 || !is(fields.transfer_encoding[0], "chunked")) {
      return Problem{501, "http.transfer_encoding", "The only transfer encoding is chunked.", ""};
    }
  }
  if (fields.content_length.size() > 1) {
    return refused("http.length_ambiguous", "The request gives its content length twice.");
  }
  if (!fields.content_length.empty() && !is_number(fields.content_length[0])) {
    return refused("http.length_malformed", "The content length is not a number.");
  }
  if (fields.expect.size() > 1 ||
      (!fields.expect.empty() && !is(fields.expect[0], "100-continue"))) {
    return Problem{417, "http.expectation", "The only expectation is 100-continue.", ""};
  }
  bool const host_required = fields.version == MessageFields::Version::http_1_1;
  if (fields.host.size() > 1 || (host_required && fields.host.empty())) {
    return refused("http.host_missing", "The request must name its host once.");
  }
  return std::nullopt;
}

std::optional<std::string> host_of(std::string_view authority) {
  std::string_view host = authority;
  std::string_view port;
  if (host.starts_with('[')) {
    auto const bracket = host.find(']');
    if (bracket == std::string_view::npos) {
      return std::nullopt;
    }
    port = host.substr(bracket + 1);
    host = host.substr(1, bracket - 1);
  } else if (auto const colon = host.find(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  bool const port_fits =
      port.empty() || (port[0] == ':' && std::ranges::all_of(port.substr(1), [](char digit) {
                         return digit >= '0' && digit <= '9';
                       }));
  bool const host_fits = !host.empty() && std::ranges::all_of(host, [](char letter) {
    return (lower(letter) >= 'a' && lower(letter) <= 'z') || (letter >= '0' && letter <= '9') ||
           std::string_view("-._:").contains(letter);
  });
  if (!port_fits || !host_fits) {
    return std::nullopt;
  }
  std::string plain;
  std::ranges::transform(host, std::back_inserter(plain), lower);
  return plain;
}

}  // namespace lofte::edge::http

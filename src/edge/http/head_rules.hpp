// What the raw head of a request must be like before anything is parsed: the letters that let two
// servers read one request in two ways are refused here.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/http/problem.hpp"

namespace lofte::edge::http {

// `head` runs from the request line through the empty line. Refuses folded header lines (RFC 9112
// §5.2), line feeds without carriage return and the reverse, NUL and other control characters,
// and white space before a colon. Pure.
std::optional<Problem> fault_of_head(std::string_view head);

// The part of an unfinished head can already be refused for a line feed that stands alone.
std::optional<Problem> fault_of_partial_head(std::string_view head);

// The header fields that decide where a message ends and whom it is for.
struct MessageFields {
  enum class Version { http_1_0, http_1_1 } version = Version::http_1_1;
  std::vector<std::string_view> host;
  std::vector<std::string_view> content_length;
  std::vector<std::string_view> transfer_encoding;
  std::vector<std::string_view> expect;
};

// Refuses a length given twice or in two ways, a transfer encoding other than chunked (501), an
// expectation other than 100-continue (417), and a missing or repeated Host. Pure.
std::optional<Problem> fault_of_fields(MessageFields const& fields);

// The host of "Shop.example:8080" or "[::1]:8080", in lower case and without brackets; nullopt when
// it is not a host.
std::optional<std::string> host_of(std::string_view authority);

}  // namespace lofte::edge::http

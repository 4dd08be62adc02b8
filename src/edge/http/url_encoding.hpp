// Names and values as URLs and forms write them: application/x-www-form-urlencoded, read strictly.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/http/problem.hpp"
#include "edge/http/request.hpp"

namespace lofte::edge::http {

struct Decoding {
  enum class Plus { stays, is_space } plus = Plus::stays;
  enum class Lines { refused, allowed } lines = Lines::refused;  // line breaks and tabs
};

// Nullopt when the encoding is broken, or what it decodes to is not clean text: UTF-8 without
// control characters.
std::optional<std::string> percent_decoded(std::string_view text, Decoding const& decoding);

// "a=1&b=2", in order. Each problem's code begins with `what`: "query" gives "http.query_encoding",
// "….ambiguous" for a name that is given twice, "….too_long" for too many. Pure.
struct PairsRules {
  std::string_view what;
  Decoding::Lines lines = Decoding::Lines::refused;
  std::size_t count_max = 64;
};
std::expected<std::vector<QueryParameter>, Problem> parse_pairs(std::string_view text,
                                                                PairsRules const& rules);

}  // namespace lofte::edge::http

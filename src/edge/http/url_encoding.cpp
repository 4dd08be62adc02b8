#include "edge/http/url_encoding.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace lofte::edge::http {
namespace {

int hexadecimal(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

bool is_control(char letter, Decoding::Lines lines) {
  if (lines == Decoding::Lines::allowed && (letter == '\n' || letter == '\r' || letter == '\t')) {
    return false;
  }
  return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
}

Problem refused(PairsRules const& rules, std::string_view kind, std::string_view why) {
  return {.status = 400,
          .code = "http." + std::string(rules.what) + "_" + std::string(kind),
          .detail = "The " + std::string(rules.what) + " " + std::string(why),
          .remedy = ""};
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, Decoding const& decoding) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '+' && decoding.plus == Decoding::Plus::is_space) {
      plain += ' ';
    } else if (text[at] != '%') {
      plain += text[at];
    } else {
      int const high = at + 2 < text.size() ? hexadecimal(text[at + 1]) : -1;
      int const low = at + 2 < text.size() ? hexadecimal(text[at + 2]) : -1;
      if (high < 0 || low < 0) {
        return std::nullopt;
      }
      plain += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  bool const control =
      std::ranges::any_of(plain, [&](char letter) { return is_control(letter, decoding.lines); });
  return control || !is_utf8(plain) ? std::nullopt : std::optional(std::move(plain));
}

std::expected<std::vector<QueryParameter>, Problem> parse_pairs(std::string_view text,
                                                                PairsRules const& rules) {
  std::vector<QueryParameter> pairs;
  Decoding const decoding{.plus = Decoding::Plus::is_space, .lines = rules.lines};
  while (!text.empty()) {
    auto const ampersand = text.find('&');
    std::string_view const pair = text.substr(0, ampersand);
    text = ampersand == std::string_view::npos ? "" : text.substr(ampersand + 1);
    auto const equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), decoding);
    auto value =
        percent_decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1), decoding);
    if (!name || !value) {
      return std::unexpected(refused(rules, "encoding", "has a broken percent-encoding."));
    }
    if (std::ranges::find(pairs, *name, &QueryParameter::name) != pairs.end()) {
      return std::unexpected(refused(rules, "ambiguous", "gives a name more than once."));
    }
    if (pairs.size() == rules.count_max) {
      return std::unexpected(refused(rules, "too_long", "has too many parts."));
    }
    pairs.push_back({*std::move(name), *std::move(value)});
  }
  return pairs;
}

}  // namespace lofte::edge::http

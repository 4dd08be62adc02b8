#include "edge/report/figures.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "edge/pages/words.hpp"

namespace lofte::edge::report {

std::string decimal_in_words(double value, pages::Phrases const& phrases) {
  constexpr double decimals_below = 10;
  double const tenths = std::round(value * 10);
  if (tenths == 0 || tenths >= decimals_below * 10) {
    return pages::number_in_words(static_cast<std::uint64_t>(std::llround(value)), phrases);
  }
  auto const shown = static_cast<int>(tenths);
  return shown % 10 == 0 ? std::to_string(shown / 10)
                         : fmt::format("{}{}{}", shown / 10, phrases.language() == "sv" ? ',' : '.',
                                       shown % 10);
}

std::string bytes_in_words(double bytes, pages::Phrases const& phrases) {
  constexpr std::array<std::string_view, 4> units{"kB", "MB", "GB", "TB"};
  constexpr double step = 1000;
  if (bytes < step) {
    return phrases.filled("report.bytes", {{"count", decimal_in_words(bytes, phrases)}});
  }
  std::size_t unit = 0;
  for (bytes /= step; bytes >= step && unit + 1 < units.size(); bytes /= step) {
    ++unit;
  }
  return fmt::format("{} {}", decimal_in_words(bytes, phrases), units[unit]);
}

std::string span_in_words(std::chrono::days span, pages::Phrases const& phrases) {
  constexpr double days_per_year = 365.25;
  constexpr int days_shown_below = 400;
  if (span.count() < days_shown_below) {
    return span.count() == 1
               ? std::string(phrases.text("report.day"))
               : phrases.filled("report.days", {{"count", std::to_string(span.count())}});
  }
  return phrases.filled(
      "report.years",
      {{"count", decimal_in_words(static_cast<double>(span.count()) / days_per_year, phrases)}});
}

std::string share_in_words(std::uint64_t part, std::uint64_t whole) {
  double const percent =
      whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && percent < 1) {
    return "< 1 %";
  }
  if (part < whole && percent > 99) {
    return "> 99 %";
  }
  return fmt::format("{} %", std::lround(percent));
}

std::string script_source(std::string_view sha256) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  for (std::size_t at = 0; at < sha256.size(); at += 6) {
    std::string_view const digits = sha256.substr(at, 6);  // of three bytes
    std::uint32_t bits = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), bits, 16);
    bits <<= 4 * (6 - digits.size());
    for (std::size_t i = 0; i < 4; ++i) {
      bool const is_filled = i * 6 < digits.size() * 4;
      base64 += is_filled ? letters[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return "'sha256-" + base64 + "'";
}

}  // namespace lofte::edge::report

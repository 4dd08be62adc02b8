// Figures of a report as people read them. Internal to edge/report.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "edge/pages/phrases.hpp"

namespace lofte::edge::report {

// "0", "0.4", "12", "1,234": one decimal below ten.
std::string decimal_in_words(double value, pages::Phrases const& phrases);
// "820 bytes", "1.2 kB", "34 MB"
std::string bytes_in_words(double bytes, pages::Phrases const& phrases);
// "14 days", "7.9 years"
std::string span_in_words(std::chrono::days span, pages::Phrases const& phrases);
// "31 %"; "under 1 %" and "over 99 %" where rounding would say none or all
std::string share_in_words(std::uint64_t part, std::uint64_t whole);

// What a content security policy calls a script of that SHA-256, given in hexadecimal digits.
std::string script_source(std::string_view sha256);

}  // namespace lofte::edge::report

// The report of a simulation: one HTML page that opens from disk, or the same numbers as JSON.
//
// The page loads nothing: its style, its script and the charts' library are in it, and its own
// content security policy allows no other script. Charts are drawn from the page's tables, so that
// it can be read without them. Every text of the policy is escaped for the place where it stands.
#pragma once

#include <string>

#include "shop/forecast/forecast.hpp"

namespace lofte::edge::report {

struct ReportContext {
  promise::policy::Policy const& policy;
  shop::forecast::Forecast const& forecast;
  std::string policy_file{};  // as the user named it
  std::string language{};     // one of the policy's, else the policy's first is shown
  std::string command{};      // that makes the same report again
  std::string program{};      // "lofte 0.1.0"
};

// By these a report can be told from any other file.
inline constexpr std::string_view html_mark = R"(<meta name="generator" content="lofte simulate">)";
inline constexpr std::string_view json_mark = R"({"made_by":"lofte simulate")";

// The same for the same context.
std::string report_page(ReportContext const& context);
std::string report_json(ReportContext const& context);

}  // namespace lofte::edge::report

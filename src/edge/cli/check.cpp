// lofte check: what is to be said about a policy file.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {

namespace json = boost::json;
using promise::policy::Finding;
using promise::policy::Severity;

namespace {

json::value to_json(Finding const& finding) {
  return {{"code", finding.code},           {"severity", name_of(finding.severity)},
          {"line", finding.at.line},        {"column", finding.at.column},
          {"message", finding.message},     {"source", finding.source},
          {"meanwhile", finding.meanwhile}, {"remedy", finding.remedy}};
}

std::string tally(std::vector<Finding> const& findings, std::string const& path) {
  std::string text;
  for (Severity const severity :
       {Severity::error, Severity::block, Severity::warning, Severity::note}) {
    auto const count = std::ranges::count(findings, severity, &Finding::severity);
    if (count > 0) {
      text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", count, name_of(severity),
                          count == 1 ? "" : "s");
    }
  }
  return text.empty() ? path + ": nothing to say" : path + ": " + text;
}

}  // namespace

Exit check(CheckOptions const& options) {
  std::string const text = read_text(options.policy, promise::policy::policy_bytes_max);
  std::string const path = options.policy.string();
  auto parsed = promise::policy::parse(text, path);
  std::vector<Finding> findings = std::move(parsed.findings);
  if (parsed.policy) {
    std::ranges::move(promise::policy::lint(*parsed.policy), std::back_inserter(findings));
  }
  if (options.format == Format::json) {
    json::array list;
    for (Finding const& finding : findings) {
      list.push_back(to_json(finding));
    }
    say(json::serialize(json::object{{"policy", path}, {"findings", std::move(list)}}));
  } else {
    for (Finding const& finding : findings) {
      say(to_string(finding, path));
    }
    note(tally(findings, path));
  }
  bool const is_executed_in_full = std::ranges::none_of(findings, [](Finding const& finding) {
    return finding.severity == Severity::error || finding.severity == Severity::block;
  });
  return is_executed_in_full ? Exit::done : Exit::look;
}

}  // namespace lofte::edge::cli

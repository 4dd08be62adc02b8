#include "promise/policy/finding.hpp"

namespace lofte::promise::policy {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::block:
      return "block";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "?";
}

std::string to_string(Finding const& finding, std::string_view path) {
  std::string text(path);
  text += ":" + std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) + ": ";
  text += std::string(name_of(finding.severity)) + "[" + finding.code + "]: " + finding.message;
  auto const append = [&](std::string_view label, std::string const& part) {
    if (!part.empty()) {
      text += "\n  " + std::string(label) + part;
    }
  };
  append("says so: ", finding.source);
  append("meanwhile: ", finding.meanwhile);
  append("to fix it: ", finding.remedy);
  return text;
}

}  // namespace lofte::promise::policy

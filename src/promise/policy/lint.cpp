#include "promise/policy/lint.hpp"

#include <tuple>

#include "promise/policy/errors.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::promise::policy {

std::string in_clauses(std::vector<std::string> const& clauses) {
  if (clauses.empty()) {
    return {};
  }
  std::string text = clauses.size() == 1 ? " (clause " : " (clauses ";
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    text += (i == 0 ? "" : ", ") + clauses[i];
  }
  return text + ")";
}

std::vector<Finding> lint(Policy const& policy) {
  Findings findings;
  lint_consent(policy, findings);
  lint_basis(policy, findings);
  lint_retention(policy, findings);
  lint_data(policy, findings);
  lint_sharing(policy, findings);
  lint_cookies(policy, findings);
  lint_rights(policy, findings);
  lint_text(policy, findings);
  std::ranges::sort(findings, {}, [](Finding const& finding) {
    return std::tie(finding.at, finding.code, finding.message);
  });
  return findings;
}

namespace {

void find_relabelled(Policy const& before, Policy const& after, Findings& findings) {
  for (Purpose const& purpose : after.purposes) {
    auto const earlier = before.find_purpose(purpose.name);
    if (!earlier || purpose.basis != Basis::legal_obligation ||
        before.purposes[*earlier].basis == Basis::legal_obligation) {
      continue;
    }
    findings.push_back(
        {.code = "basis.relabelled",
         .severity = Severity::warning,
         .at = purpose.at,
         .message = quoted(purpose.name) + " rested on " +
                    std::string(name_of(before.purposes[*earlier].basis)) +
                    " and is now called a legal obligation",
         .source = "never longer than promised: only what has been a legal obligation since the "
                   "data was collected may be lengthened",
         .meanwhile = "data that is held already keeps its earlier term",
         .remedy = "state the obligation as a purpose of its own, with the law that it cites"});
  }
}

void find_repeated_version(Policy const& before, Policy const& after, Findings& findings) {
  if (after.version.empty() || after.version != before.version) {
    return;
  }
  findings.push_back({.code = "version.repeated",
                      .severity = Severity::warning,
                      .at = top,
                      .message = "version " + quoted(after.version) + " is in force already",
                      .source = {},
                      .meanwhile = "people are told of a change from that version to itself",
                      .remedy = "give the changed policy a version of its own"});
}

}  // namespace

std::vector<Finding> lint_change(Policy const& before, Policy const& after) {
  Findings findings;
  find_relabelled(before, after, findings);
  find_repeated_version(before, after, findings);
  return findings;
}

}  // namespace lofte::promise::policy

// Lint: whether cookies are declared, and may be set.
#include "promise/policy/errors.hpp"
#include "promise/policy/law.hpp"
#include "promise/policy/lint.hpp"

namespace lofte::promise::policy {

void lint_cookies(Policy const& policy, Findings& findings) {
  if (policy.stated.cookies_used && policy.cookies.empty()) {
    findings.push_back(
        {.code = "cookies.missing",
         .severity = Severity::block,
         .at = *policy.stated.cookies_used,
         .message = "cookies are said to be used, and none is listed",
         .source = std::string(law::cookies),
         .meanwhile = "a cookie that is not declared can't be set",
         .remedy = "add [cookie.NAME] for each: party, purpose, lifetime, description"});
  }
  for (Cookie const& cookie : policy.cookies) {
    Purpose const& purpose = policy.purposes[cookie.purpose];
    bool const needless = serves_marketing(purpose) || serves(purpose, Use::statistics);
    if (purpose.basis != Basis::consent && (!cookie.needed || needless)) {
      findings.push_back(
          {.code = "cookies.consent",
           .severity = Severity::block,
           .at = cookie.at,
           .message = quoted(cookie.name) + " is set for " + quoted(purpose.name) +
                      " without consent, and not for a service that the visitor asked for",
           .source = std::string(law::cookies),
           .meanwhile = "it is not set",
           .remedy = "give it a purpose that rests on consent, or needed = true if the visitor's "
                     "own request needs it"});
    }
  }
}

}  // namespace lofte::promise::policy

// Lint: how consent is taken, and whether what is promised about it is kept.
#include "promise/policy/errors.hpp"
#include "promise/policy/law.hpp"
#include "promise/policy/lint.hpp"
#include "promise/policy/publication.hpp"

namespace lofte::promise::policy {
namespace {

std::vector<std::string> names_of(Policy const& policy, std::vector<PurposeIndex> const& purposes) {
  std::vector<std::string> names;
  names.reserve(purposes.size());
  for (PurposeIndex const purpose : purposes) {
    names.push_back(policy.purposes[purpose].name);
  }
  return names;
}

void lint_implied(Policy const& policy, Findings& findings) {
  if (policy.stated.consent_by_use) {
    findings.push_back({.code = "consent.implied",
                        .severity = Severity::block,
                        .at = *policy.stated.consent_by_use,
                        .message = "using the site is said to be consent",
                        .source = std::string(law::consent) + ": consent is a clear act",
                        .meanwhile = "use of the site is not taken for consent to anything",
                        .remedy = "remove by_use, and ask where consent is needed"});
  }
}

void lint_bundles(Policy const& policy, Findings& findings) {
  for (ConsentAct const& act : policy.stated.consent_acts) {
    if (act.separate || act.accepts.empty()) {
      continue;
    }
    std::string const through = act.channels.empty() ? "" : ", through " + listed(act.channels);
    findings.push_back(
        {.code = "consent.bundled",
         .severity = Severity::block,
         .at = act.at,
         .message = "the act " + quoted(act.name) + in_clauses(act.clauses) +
                    " is taken for something else, and counts as consent to " +
                    listed(names_of(policy, act.accepts)) + through,
         .source =
             "GDPR article 7(2) and 7(4), recital 43; " + std::string(law::electronic_marketing),
         .meanwhile = "the act consents to nothing: every channel starts off, apart from soft "
                      "opt-in for own similar goods after a sale",
         .remedy = "ask for each purpose by itself, and say so with separate = true"});
  }
}

// What people send in is published on terms, and they have to see which.
void lint_publication(Policy const& policy, Findings& findings) {
  Holding const* const holding = publication_holding(policy);
  if (holding == nullptr || publication_terms(policy)) {
    return;
  }
  Purpose const& purpose = policy.purposes[holding->purpose];
  findings.push_back({.code = "consent.unworded",
                      .severity = Severity::block,
                      .at = purpose.at,
                      .message = quoted(purpose.name) + in_clauses(purpose.clauses) +
                                 " publishes what people send in, and no act of consent says on "
                                 "what terms",
                      .source = std::string(law::consent) + ": consent is specific and informed",
                      .meanwhile = "nothing can be sent in for publication",
                      .remedy = "add [consent.act.…] with accepts = [" + quoted(purpose.name) +
                                "], separate = true, and text = the terms"});
}

bool is_bundled(Policy const& policy, PurposeIndex purpose) {
  return std::ranges::any_of(policy.stated.consent_acts, [&](ConsentAct const& act) {
    return !act.separate && std::ranges::find(act.accepts, purpose) != act.accepts.end();
  });
}

// What is promised about third-party marketing, against what is done.
void lint_conflict(Policy const& policy, Findings& findings) {
  auto const& promise = policy.stated.marketing;
  if (!promise || promise->third_parties == ThirdPartyMarketing::opt_out) {
    return;
  }
  bool const never = promise->third_parties == ThirdPartyMarketing::never;
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    Purpose const& purpose = policy.purposes[i];
    bool const by_consent =
        purpose.basis == Basis::consent && !is_bundled(policy, static_cast<PurposeIndex>(i));
    if (!serves(purpose, Use::partner_marketing) || (by_consent && !never)) {
      continue;
    }
    findings.push_back(
        {.code = "clause.conflict",
         .severity = Severity::block,
         .at = purpose.at,
         .message = quoted(purpose.name) + in_clauses(purpose.clauses) +
                    " markets for others without having asked for that by itself",
         .source = std::string("the policy itself") + in_clauses(promise->clauses) + ": " +
                   (never ? "no marketing for others"
                          : "no marketing for others without express consent"),
         .meanwhile =
             "the stricter clause wins: nothing is sent for others without express consent",
         .remedy = never ? "remove the purpose, or the promise"
                         : "let it rest on consent that is asked for by itself"});
  }
}

}  // namespace

void lint_consent(Policy const& policy, Findings& findings) {
  lint_implied(policy, findings);
  lint_bundles(policy, findings);
  lint_publication(policy, findings);
  lint_conflict(policy, findings);
}

}  // namespace lofte::promise::policy

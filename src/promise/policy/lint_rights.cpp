// Lint: which rights are stated, and what is asked of those who use them.
#include <array>

#include "promise/policy/errors.hpp"
#include "promise/policy/lint.hpp"
#include "promise/policy/words.hpp"

namespace lofte::promise::policy {
namespace {

// What may be asked of anyone who wants to use a right.
constexpr std::array<std::string_view, 4> fair_proof{"session", "email_link", "electronic_id",
                                                     "document_on_doubt"};

void lint_proof(Right const& right, Findings& findings) {
  for (Word const& proof : right.proof) {
    if (std::ranges::find(fair_proof, proof.text) == fair_proof.end()) {
      findings.push_back(
          {.code = "rights.burden",
           .severity = Severity::block,
           .at = proof.at,
           .message = quoted(proof.text) + " is asked of everyone who wants " +
                      quoted(words::rights()[static_cast<std::size_t>(right.kind)]) +
                      in_clauses(right.clauses),
           .source = "GDPR article 12(2) and 12(6): more only on reasonable doubt; article 11",
           .meanwhile = "a signed-in session is enough, else a link by e-mail; a document only on "
                        "reasoned doubt",
           .remedy = "write proof = [\"session\", \"email_link\"], and \"document_on_doubt\" if "
                     "need be"});
    }
  }
}

}  // namespace

void lint_rights(Policy const& policy, Findings& findings) {
  std::vector<std::string> missing;
  for (std::size_t kind = 0; kind < words::rights().size(); ++kind) {
    bool const stated = std::ranges::any_of(policy.stated.rights, [&](Right const& right) {
      return right.kind == static_cast<RightKind>(kind);
    });
    if (!stated) {
      missing.push_back(words::rights()[kind]);
    }
  }
  if (!missing.empty()) {
    findings.push_back({.code = "rights.incomplete",
                        .severity = Severity::warning,
                        .at = policy.stated.rights.empty() ? top : policy.stated.rights.front().at,
                        .message = "the policy does not mention " + listed(missing),
                        .source = "GDPR article 13(2)(b)–(d), articles 15–21 and 77",
                        .meanwhile = "the rights apply all the same, and the page states them",
                        .remedy = "add [right." + missing.front() + "] text = { … }, and so on"});
  }
  for (Right const& right : policy.stated.rights) {
    lint_proof(right, findings);
  }
}

}  // namespace lofte::promise::policy

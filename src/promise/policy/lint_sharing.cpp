// Lint: who else receives data, and where.
#include "promise/policy/errors.hpp"
#include "promise/policy/law.hpp"
#include "promise/policy/lint.hpp"

namespace lofte::promise::policy {
namespace {

void lint_transfer(Policy const& policy, Findings& findings) {
  auto const& transfer = policy.stated.transfer;
  if (transfer && transfer->basis == TransferBasis::consent) {
    findings.push_back({.code = "transfer.consent",
                        .severity = Severity::block,
                        .at = transfer->at,
                        .message = "transfers out of the EEA" + in_clauses(transfer->clauses) +
                                   " rest on a consent that covers them all",
                        .source = std::string(law::transfers) +
                                  "; article 49(1)(a) wants consent to the one transfer, knowing "
                                  "its risks",
                        .meanwhile = "no transfer without an adequacy decision or a safeguard",
                        .remedy = "set basis to \"safeguards\", and state country and safeguard of "
                                  "each recipient"});
  }
}

void lint_recipient(Recipient const& recipient, Findings& findings) {
  if (!law::is_in_eea(recipient.country) && !recipient.safeguard) {
    findings.push_back({.code = "transfer.safeguard",
                        .severity = Severity::block,
                        .at = recipient.at,
                        .message = quoted(recipient.name) + " is in " + recipient.country +
                                   ", outside the EEA, without a stated safeguard",
                        .source = std::string(law::transfers),
                        .meanwhile = "nothing is disclosed to it",
                        .remedy = "add safeguard = \"adequacy\" or another of article 46"});
  }
  if (recipient.opt_out == OptOutAt::recipient) {
    findings.push_back({.code = "optout.delegated",
                        .severity = Severity::warning,
                        .at = recipient.at,
                        .message = "whoever wants nothing more from " + quoted(recipient.name) +
                                   " must ask it themselves",
                        .source = "GDPR article 7(3), article 19 and article 21(2)",
                        .meanwhile = "the refusal is taken here, and the recipient is told",
                        .remedy = "set opt_out = \"controller\", or leave it out"});
  }
}

// What a recipient is said to get, and none of its purposes holds.
void lint_received(Policy const& policy, Recipient const& recipient, Findings& findings) {
  std::vector<std::string> excess;
  for (CategoryIndex const category : recipient.data) {
    bool const held = std::ranges::any_of(recipient.purposes, [&](PurposeIndex purpose) {
      auto const& data = policy.purposes[purpose].data;
      return std::ranges::find(data, category) != data.end();
    });
    if (!held) {
      excess.push_back(policy.categories[category].name);
    }
  }
  if (!excess.empty()) {
    findings.push_back({.code = "recipient.excess",
                        .severity = Severity::block,
                        .at = recipient.at,
                        .message = quoted(recipient.name) + " is said to receive " +
                                   listed(excess) + ", which its purposes do not hold",
                        .source = std::string(law::minimisation),
                        .meanwhile = "those are not disclosed to it",
                        .remedy = "leave them out, or name the purpose that they are for"});
  }
}

void lint_disclosure(Disclosure const& disclosure, Findings& findings) {
  std::string const what = quoted(disclosure.name) + in_clauses(disclosure.clauses);
  if (disclosure.ground == DisclosureGround::speculative) {
    findings.push_back(
        {.code = "disclosure.speculative",
         .severity = Severity::block,
         .at = disclosure.at,
         .message = what + " gives data to someone who might get a court to order it",
         .source = std::string(law::lawful_basis) + " and article 6(3)",
         .meanwhile = "the order itself is required",
         .remedy = "set ground = \"court_order\""});
  } else if (disclosure.prospective) {
    findings.push_back({.code = "disclosure.prospective",
                        .severity = Severity::warning,
                        .at = disclosure.at,
                        .message = what + " gives data before its ground is there",
                        .source = std::string(law::minimisation) + " and article 6(1)(f)",
                        .meanwhile = "each disclosure needs a balancing of interests on record",
                        .remedy = "wait until there is a case or a contract, or disclose figures "
                                  "without persons"});
  }
}

}  // namespace

void lint_sharing(Policy const& policy, Findings& findings) {
  lint_transfer(policy, findings);
  for (Recipient const& recipient : policy.recipients) {
    lint_recipient(recipient, findings);
    lint_received(policy, recipient, findings);
  }
  for (Disclosure const& disclosure : policy.stated.disclosures) {
    lint_disclosure(disclosure, findings);
  }
}

}  // namespace lofte::promise::policy

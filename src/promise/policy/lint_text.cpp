// Lint: the text itself: its numbers, names, version, values and translations.
#include "promise/policy/errors.hpp"
#include "promise/policy/law.hpp"
#include "promise/policy/lint.hpp"
#include "promise/policy/numbering.hpp"

namespace lofte::promise::policy {
namespace {

void lint_numbering(Policy const& policy, Findings& findings) {
  ClauseNumber before;
  for (Word const& word : policy.stated.numbering) {
    auto const number = parse_clause_number(word.text);
    if (!number) {
      findings.push_back({.code = "numbering.malformed",
                          .severity = Severity::note,
                          .at = word.at,
                          .message = quoted(word.text) + " is no clause number",
                          .remedy = "write it like \"3\", \"3b\" or \"3.2\""});
      continue;
    }
    if (auto const missing = missing_between(before, *number)) {
      findings.push_back(
          {.code = "numbering.gap",
           .severity = Severity::note,
           .at = word.at,
           .message = "the text has no " + quoted(*missing) + " before " + quoted(word.text),
           .source = std::string(law::information) + ": intelligible and clear",
           .remedy = "number the text anew, or write what is missing"});
    }
    before = *number;
  }
}

void lint_names(Policy const& policy, Findings& findings) {
  if (policy.stated.also_named.empty()) {
    return;
  }
  std::vector<std::string> names;
  names.reserve(policy.stated.also_named.size());
  for (Word const& word : policy.stated.also_named) {
    names.push_back(word.text);
  }
  findings.push_back(
      {.code = "controller.inconsistent",
       .severity = Severity::warning,
       .at = policy.stated.also_named.front().at,
       .message = "who is responsible is called " + quoted(policy.controller.get("name")) +
                  ", and also " + listed(names),
       .source = "GDPR article 13(1)(a)",
       .meanwhile = quoted(policy.controller.get("name")) + " is responsible for everything here",
       .remedy = "use one name, or state joint controllers (article 26)"});
}

void lint_version(Policy const& policy, Findings& findings) {
  if (policy.version.empty() || !policy.dated) {
    std::string const what = !policy.version.empty() ? "date"
                             : policy.dated          ? "number"
                                                     : "number and no date";
    findings.push_back({.code = "meta.missing",
                        .severity = Severity::note,
                        .at = top,
                        .message = "the version has no " + what,
                        .source = "GDPR article 5(2); people must see what applied when",
                        .meanwhile = "the server counts versions and dates them by publication",
                        .remedy = "add [version] number = \"2026-1\", date = 2026-01-31"});
  }
}

// A page that nobody is sent to tells nobody.
void lint_changes(Policy const& policy, Findings& findings) {
  auto const& changes = policy.stated.changes;
  bool const told = !changes || std::ranges::any_of(changes->channels, [](auto const& channel) {
    return channel != "page";
  });
  if (!told) {
    findings.push_back(
        {.code = "changes.unannounced",
         .severity = Severity::warning,
         .at = changes->at,
         .message = "people must find out for themselves that the policy has changed" +
                    in_clauses(changes->clauses),
         .source = "GDPR article 13(3) and article 5(1)(a)",
         .meanwhile = "a new version never lengthens the term of data that is held",
         .remedy = "add \"email\" or \"account\" to notice"});
  }
}

void report_missing_value(Word const& setting, Findings& findings) {
  findings.push_back({.code = "value.missing",
                      .severity = Severity::block,
                      .at = setting.at,
                      .message = quoted(setting.text) + " is left empty",
                      .source = std::string(law::information) + ": a term must be stated",
                      .meanwhile = "what depends on it is not offered",
                      .remedy = "state " + setting.text + " = …"});
}

void lint_settings(Policy const& policy, Findings& findings) {
  for (Word const& setting : policy.stated.empty_settings) {
    report_missing_value(setting, findings);
  }
  auto const payments = policy.settings.find("payments");
  bool const invoices = payments != policy.settings.end() &&
                        ("," + payments->second + ",").find(",invoice,") != std::string::npos;
  bool const said = std::ranges::any_of(policy.stated.empty_settings, [](Word const& setting) {
    return setting.text == "invoice_due_days";
  });
  if (invoices && !said && !policy.settings.contains("invoice_due_days")) {
    report_missing_value({.text = "invoice_due_days", .at = top}, findings);
  }
}

void lint_translations(Policy const& policy, Findings& findings) {
  for (Untranslated const& text : policy.stated.untranslated) {
    findings.push_back({.code = "text.untranslated",
                        .severity = Severity::warning,
                        .at = text.at,
                        .message = text.what + " is missing in " + quoted(text.language),
                        .source = std::string(law::information) + ": in a form that is understood",
                        .meanwhile = "the text is shown in " + quoted(policy.language),
                        .remedy = "add " + text.language + " = \"…\""});
  }
}

}  // namespace

void lint_text(Policy const& policy, Findings& findings) {
  lint_numbering(policy, findings);
  lint_names(policy, findings);
  lint_version(policy, findings);
  lint_changes(policy, findings);
  lint_settings(policy, findings);
  lint_translations(policy, findings);
}

}  // namespace lofte::promise::policy

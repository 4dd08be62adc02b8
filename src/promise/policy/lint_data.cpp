// Lint: which data is held, whether it is needed, and whether it is named.
#include <array>

#include "promise/policy/errors.hpp"
#include "promise/policy/law.hpp"
#include "promise/policy/lint.hpp"

namespace lofte::promise::policy {
namespace {

void lint_kinds(Policy const& policy, Purpose const& purpose,
                std::vector<std::string> const& needless, std::string_view reason,
                Findings& findings) {
  std::vector<std::string> excess;
  for (CategoryIndex const category : purpose.data) {
    if (std::ranges::find(needless, policy.categories[category].kind) != needless.end()) {
      excess.push_back(policy.categories[category].name);
    }
  }
  if (!excess.empty()) {
    findings.push_back(
        {.code = "data.excess",
         .severity = Severity::warning,
         .at = purpose.at,
         .message = quoted(purpose.name) + in_clauses(purpose.clauses) + " holds " +
                    listed(excess) + ", which " + std::string(reason),
         .source = std::string(law::minimisation),
         .meanwhile = "as stated",
         .remedy = "leave it out of data, or say in the description what it is for"});
  }
}

void lint_excess(Policy const& policy, Findings& findings) {
  for (Purpose const& purpose : policy.purposes) {
    if (serves_marketing(purpose)) {
      lint_kinds(policy, purpose,
                 {"birth_date", "ip_address", "password", "passkey", "payment_option"},
                 "no message needs", findings);
    }
    if (serves(purpose, Use::bookkeeping)) {
      lint_kinds(
          policy, purpose, {"phone", "email", "birth_date", "ip_address", "password", "passkey"},
          "is no part of an invoice (mervärdesskattelagen 2023:200, 17 kap. 24 §)", findings);
    }
  }
}

// Whether a purpose names the category for the shape, but not for how long: that is said elsewhere.
bool waits_for_term(Policy const& policy, ShapeIndex shape, CategoryIndex category) {
  return std::ranges::any_of(policy.purposes, [&](Purpose const& purpose) {
    return std::ranges::find(purpose.without_term, shape) != purpose.without_term.end() &&
           std::ranges::find(purpose.data, category) != purpose.data.end();
  });
}

void lint_fields(Policy const& policy, ShapeIndex shape, FieldSet held, Findings& findings) {
  auto const& fields = policy.shapes[shape].fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if ((held >> i & 1U) == 0 && !waits_for_term(policy, shape, fields[i].category)) {
      findings.push_back({.code = "field.unheld",
                          .severity = Severity::block,
                          .at = fields[i].at,
                          .message = "no purpose holds " + quoted(fields[i].name) + " of " +
                                     quoted(policy.shapes[shape].name) +
                                     ": it could never be stored",
                          .source = std::string(law::minimisation),
                          .meanwhile = "the field is refused",
                          .remedy = "add " + quoted(policy.categories[fields[i].category].name) +
                                    " to the data of a purpose, or remove the field"});
    }
  }
}

void lint_shapes(Policy const& policy, Findings& findings) {
  for (std::size_t i = 0; i < policy.shapes.size(); ++i) {
    auto const shape = static_cast<ShapeIndex>(i);
    FieldSet held = 0;
    for (Holding const& holding : policy.holdings) {
      held |= holding.shape == shape ? holding.fields : 0;
    }
    bool const named = std::ranges::any_of(policy.purposes, [&](Purpose const& purpose) {
      return std::ranges::find(purpose.without_term, shape) != purpose.without_term.end();
    });
    if (held == 0 && !named) {
      findings.push_back({.code = "purpose.unmapped",
                          .severity = Severity::warning,
                          .at = policy.shapes[i].at,
                          .message = quoted(policy.shapes[i].name) +
                                     " is collected, and no purpose says why or for how long",
                          .source = "GDPR article 5(1)(b) and article 13(1)(c)",
                          .meanwhile = "none of it is stored",
                          .remedy = "add a purpose that holds it, or remove the record"});
    } else {
      lint_fields(policy, shape, held, findings);
    }
  }
}

void lint_categories(Policy const& policy, Findings& findings) {
  for (std::size_t i = 0; i < policy.categories.size(); ++i) {
    Category const& category = policy.categories[i];
    if (category.kind.empty() && category.meaning.by_language.empty()) {
      findings.push_back(
          {.code = "term.undefined",
           .severity = Severity::warning,
           .at = category.at,
           .message = "nothing says what " + quoted(category.name) + " is",
           .source = std::string(law::information) + ": in plain language",
           .meanwhile = "as stated; the page shows the label alone",
           .remedy = "add meaning = { … }, or kind = \"…\" if it is one of the usual"});
    }
    bool const used = std::ranges::any_of(policy.shapes, [&](Shape const& shape) {
      return std::ranges::find(shape.fields, i, &Field::category) != shape.fields.end();
    });
    if (!used) {
      findings.push_back({.code = "data.unused",
                          .severity = Severity::note,
                          .at = category.at,
                          .message = "no record has a field of " + quoted(category.name),
                          .meanwhile = "none of it is stored",
                          .remedy = "remove it, or give it a field"});
    }
  }
}

}  // namespace

void lint_data(Policy const& policy, Findings& findings) {
  lint_excess(policy, findings);
  lint_shapes(policy, findings);
  lint_categories(policy, findings);
}

}  // namespace lofte::promise::policy

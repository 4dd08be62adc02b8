// Any text as a policy: nothing may crash or throw, what is wrong is told in full, and a policy
// that is accepted holds together.
#include <cstdint>
#include <string_view>

#include "base/failure.hpp"
#include "promise/policy/parse.hpp"

namespace {

using namespace lofte::promise::policy;
using lofte::require;

void check_holdings(Policy const& policy) {
  for (Holding const& holding : policy.holdings) {
    require(holding.clause_count > 0 && holding.fields != 0, "a holding holds something, so long");
    require(holding.first_clause + holding.clause_count <= policy.clauses.size(),
            "a holding's clauses are there");
    auto const& shape = policy.shapes.at(holding.shape);
    require(!holding.cap || holding.cap->event < shape.events.size(), "a cap's event is there");
    require(shape.fields.size() == fields_max || holding.fields >> shape.fields.size() == 0,
            "a holding's fields are there");
  }
  for (Clause const& clause : policy.clauses) {
    auto const& events = policy.shapes.at(clause.event_shape).events;
    bool const eventless = clause.kind == ClauseKind::until_withdrawn;
    require(eventless || clause.event < events.size(), "a clause's event is there");
    require(eventless || clause.kind == ClauseKind::after_latest ||
                clause.event_shape == policy.holdings.at(clause.holding).shape,
            "a clause counts from its own record");
  }
}

void check_compartments(Policy const& policy) {
  require(policy.compartments.size() == policy.shapes.size(), "each shape is divided");
  for (auto const& compartments : policy.compartments) {
    FieldSet seen = 0;
    for (Compartment const& compartment : compartments) {
      require((seen & compartment.fields) == 0, "a field is in one compartment");
      require(compartment.purposes != 0, "a compartment is held");
      seen |= compartment.fields;
    }
  }
}

void check(Finding const& finding) {
  require(finding.at.line > 0 && finding.at.column > 0, "a finding has its place");
  require(!finding.code.empty() && !finding.message.empty(), "a finding says what");
  require(!finding.remedy.empty(), "a finding says how to fix it");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  Parsed const parsed = parse(text, "fuzz.toml");
  require(parsed.policy.has_value() == parsed.findings.empty(), "a policy, or what is wrong");
  for (Finding const& finding : parsed.findings) {
    check(finding);
  }
  if (parsed.policy) {
    check_holdings(*parsed.policy);
    check_compartments(*parsed.policy);
    for (Finding const& finding : lint(*parsed.policy)) {
      check(finding);
    }
  }
  return 0;
}

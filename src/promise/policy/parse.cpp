#include "promise/policy/parse.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "promise/policy/document.hpp"
#include "promise/policy/reading.hpp"
#include "promise/policy/resolve.hpp"

namespace lofte::promise::policy {
namespace {

std::vector<Compartment> divide(Policy const& policy, ShapeIndex shape) {
  std::vector<Compartment> compartments;
  for (std::size_t field = 0; field < policy.shapes[shape].fields.size(); ++field) {
    FieldSet const bit = FieldSet{1} << field;
    PurposeSet purposes = 0;
    for (Holding const& holding : policy.holdings) {
      bool const holds = holding.shape == shape && (holding.fields & bit) != 0;
      purposes |= holds ? PurposeSet{1} << holding.purpose : PurposeSet{0};
    }
    if (purposes == 0) {
      continue;
    }
    auto found = std::ranges::find(compartments, purposes, &Compartment::purposes);
    if (found == compartments.end()) {
      compartments.push_back({.purposes = purposes});
      found = compartments.end() - 1;
    }
    found->fields |= bit;
  }
  return compartments;
}

void check_not_empty(Reading& reading) {
  if (reading.policy.purposes.empty() && !reading.root.has("purpose")) {
    reading.root.demand("purpose", Node::Kind::table,
                        "[purpose.…]: a policy without a purpose allows nothing");
  }
}

// What `errors` holds afterwards says whether the policy may be used.
Policy read_policy(Node const& document, Errors& errors) {
  Reading reading{.root = Section(document, "", {.line = 1, .column = 1}, errors),
                  .errors = errors};
  read_frame(reading);
  read_controller(reading);
  read_data(reading);
  read_records(reading);
  read_purposes(reading);
  read_cookies(reading);
  read_recipients(reading);
  read_statements(reading);
  read_rights(reading);
  check_not_empty(reading);
  check_phrase_limits(reading.policy, errors);
  reading.root.finish();
  return std::move(reading.policy);
}

Finding too_large(std::size_t bytes) {
  return {.code = "limit.bytes",
          .at = {.line = 1, .column = 1},
          .message = "the policy has " + std::to_string(bytes) + " bytes; " +
                     std::to_string(policy_bytes_max) + " are allowed",
          .remedy = "a policy is written by hand: look whether this is the right file"};
}

}  // namespace

Parsed parse(std::string_view text, std::string_view path) {
  Parsed parsed;
  if (text.size() > policy_bytes_max) {
    parsed.findings.push_back(too_large(text.size()));
    return parsed;
  }
  auto const document = read_document(text, path);
  if (!document) {
    parsed.findings.push_back(document.error());
    return parsed;
  }
  Errors errors;
  Policy policy = read_policy(*document, errors);
  parsed.findings = errors.take();
  if (!parsed.findings.empty()) {
    return parsed;
  }
  for (std::size_t shape = 0; shape < policy.shapes.size(); ++shape) {
    policy.compartments.push_back(divide(policy, static_cast<ShapeIndex>(shape)));
  }
  parsed.policy = std::move(policy);
  return parsed;
}

Policy parse_accepted(std::string_view text) {
  Parsed parsed = parse(text, "policy");
  if (!parsed.policy) {
    throw Failure(FailureKind::damaged,
                  {.code = "policy.damaged",
                   .message = "a stored policy, accepted before, has errors now: " +
                              to_string(parsed.findings.front(), "policy"),
                   .remedy = "restore the data folder from a backup, or run the program that "
                             "wrote it"});
  }
  return std::move(*parsed.policy);
}

}  // namespace lofte::promise::policy

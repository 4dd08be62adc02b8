// What is to be said about a policy file: errors of the language, and faults of the promise.
#pragma once

#include <string>
#include <vector>

#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {

enum class Severity {
  error,    // not a policy: nothing can be executed
  block,    // that clause is not executed
  warning,  // executed as stated, but the law or another clause asks for more
  note,
};
std::string_view name_of(Severity severity);

struct Finding {
  std::string code{};  // stable, dotted: "retention.missing"
  Severity severity = Severity::error;
  Position at{};
  std::string message{};    // what is wrong
  std::string source{};     // the law or the other clause that says so; may be empty
  std::string meanwhile{};  // what the server does until it is fixed; may be empty
  std::string remedy{};     // how to fix it
};

// "policies/usbstars.toml:12:3: error[key.unknown]: …"
std::string to_string(Finding const& finding, std::string_view path);

}  // namespace lofte::promise::policy

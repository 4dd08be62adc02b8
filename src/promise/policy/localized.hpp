// A text in each language of the policy.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace lofte::promise::policy {

// By language code ("sv", "en").
class Localized {
 public:
  std::map<std::string, std::string> by_language;
  // The text in `language`, else in the policy's first language, else "".
  std::string const& in(std::string_view language, std::string_view otherwise) const;
};

}  // namespace lofte::promise::policy

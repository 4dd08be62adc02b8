// Collects what is wrong with a policy file, and words it. Internal to the module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "promise/policy/finding.hpp"

namespace lofte::promise::policy {

// One thread.
class Errors {
 public:
  static constexpr std::size_t errors_max = 500;  // what comes after is counted, not told
  void add(Finding finding);
  bool empty() const { return findings_.empty(); }
  // In the order of the file.
  std::vector<Finding> take();

 private:
  std::vector<Finding> findings_;
  std::size_t untold_ = 0;
};

// The word in quotation marks, shortened, on one line.
std::string quoted(std::string_view word);
// "a", "b" and "c"
std::string listed(std::vector<std::string> const& words);

// The known word that is fewest edits away, when it is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view word, std::vector<std::string> const& known);

// "did you mean "x"?", or else what there is to choose from.
std::string suggestion(std::string_view word, std::vector<std::string> const& known);

}  // namespace lofte::promise::policy

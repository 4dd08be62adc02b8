// The project's own text files, for the tests that hold the source to the house's rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lofte::tests {

struct SourceFile {
  std::string path;  // from the checkout's root: "src/base/day.hpp"
  std::string text;
};

// Every text file of the project below `root`, in the order of their paths; builds and what git
// keeps are left out.
std::vector<SourceFile> source_files(std::string const& root);

std::vector<std::string_view> lines_of(std::string_view text);

// Code without its comments and without what stands between quotes; lines stay where they are.
std::string without_comments_and_strings(std::string_view code);

}  // namespace lofte::tests

#include "promise/policy/dots.hpp"

#include <algorithm>
#include <string>

namespace lofte::promise::policy {
namespace {

// Walks TOML just closely enough to tell what is inside a string or a comment.
class DotCounter {
 public:
  explicit DotCounter(std::string_view text) : text_(text) {}

  std::optional<std::uint32_t> find(std::size_t dots_max) {
    while (at_ < text_.size()) {
      char const letter = text_[at_];
      if (letter == '"' || letter == '\'') {
        skip_string(letter);
        continue;
      }
      if (letter == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      if (letter == '\n') {
        begin_line();
      } else if (letter == '.' && ++dots_ > dots_max) {
        return line_;
      }
      ++at_;
    }
    return std::nullopt;
  }

 private:
  void begin_line() {
    ++line_;
    dots_ = 0;
  }

  void skip_string(char quote) {
    bool const tripled = text_.substr(at_, 3) == std::string_view(quote == '"' ? "\"\"\"" : "'''");
    at_ += tripled ? 3U : 1U;
    while (at_ < text_.size()) {
      char const letter = text_[at_];
      if (letter == '\\' && quote == '"') {
        at_ += 2;
        continue;
      }
      if (letter == '\n') {
        begin_line();
        if (!tripled) {
          return;
        }
      }
      if (letter == quote && (!tripled || text_.substr(at_ + 1, 2) == std::string(2, quote))) {
        at_ += tripled ? 3U : 1U;
        return;
      }
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t dots_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace

std::optional<std::uint32_t> find_line_of_dots(std::string_view text, std::size_t dots_max) {
  return DotCounter(text).find(dots_max);
}

}  // namespace lofte::promise::policy

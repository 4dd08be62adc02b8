#include "edge/cli/console.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace lofte::edge::cli {

void say(std::string_view line) {
  fmt::print(stdout, "{}\n", line);
}

void note(std::string_view line) {
  std::fflush(stdout);
  fmt::print(stderr, "{}\n", line);
}

ProgressBar::ProgressBar(std::string label)
    : label_(std::move(label)), is_terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (shown_percent_ >= 0) {
    fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
  }
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total) {
  constexpr std::size_t width = 40;
  int const percent = total == 0 ? 100 : static_cast<int>(done * 100 / total);
  if (!is_terminal_ || percent == shown_percent_) {
    return;
  }
  shown_percent_ = percent;
  std::string bar(static_cast<std::size_t>(percent) * width / 100, '#');
  bar.resize(width, '.');
  fmt::print(stderr, "\r{} [{}] {:3} %", label_, bar, percent);
  std::fflush(stderr);
}

}  // namespace lofte::edge::cli

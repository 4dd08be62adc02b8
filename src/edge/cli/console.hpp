// Where a command writes: results to stdout, everything else to stderr. Nothing personal goes to
// stderr.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lofte::edge::cli {

// How a command ended, for scripts.
enum class Exit : int {
  done = 0,
  look = 1,     // done, but there is something to look at: findings, rejected rows, a frozen clock
  cannot = 2,   // can't be done as asked: arguments, unreadable files, nothing of that name
  refused = 3,  // the policy or the state says no; another process has the folder
  try_again = 4,  // busy, full disk; the outcome may be unknown
  damaged = 5,    // stored bytes are not whole, or of a newer version
};

// To stdout, with a line feed.
void say(std::string_view line);
// To stderr, with a line feed.
void note(std::string_view line);

// A bar on stderr while something takes long; nothing when stderr is not a terminal. One thread.
class ProgressBar {
 public:
  explicit ProgressBar(std::string label);
  ~ProgressBar();  // removes the bar
  ProgressBar(ProgressBar const&) = delete;
  ProgressBar& operator=(ProgressBar const&) = delete;

  void show(std::uint64_t done, std::uint64_t total);

 private:
  std::string label_;
  bool is_terminal_;
  int shown_percent_ = -1;
};

}  // namespace lofte::edge::cli

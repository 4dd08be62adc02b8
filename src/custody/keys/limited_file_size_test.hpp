// While it lives, no file of the process can be written beyond a size: a write that reaches further
// fails, as on a disk that has gone bad there.
#pragma once

#include <sys/resource.h>

#include <csignal>
#include <cstdint>

namespace lofte::custody::keys {

class LimitedFileSize {
 public:
  explicit LimitedFileSize(std::uint64_t bytes_max) : ignored_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    ::rlimit const limit{.rlim_cur = bytes_max, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  LimitedFileSize(LimitedFileSize const&) = delete;
  LimitedFileSize& operator=(LimitedFileSize const&) = delete;
  ~LimitedFileSize() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, ignored_);
  }

 private:
  ::rlimit before_{};
  void (*ignored_)(int);
};

}  // namespace lofte::custody::keys

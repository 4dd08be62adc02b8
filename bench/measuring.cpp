#include "bench/measuring.hpp"

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

#include "base/failure.hpp"

namespace lofte::bench {

namespace {

// The first line of the file that begins with `name`, after the colon.
std::string line_of(char const* file, std::string_view name) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(name)) {
      auto const value = line.find_first_not_of(" \t", line.find(':') + 1);
      return value == std::string::npos ? "" : line.substr(value);
    }
  }
  return "unknown";
}

double status_megabytes(std::string_view name) {
  return std::stod(line_of("/proc/self/status", name)) / 1024;
}

}  // namespace

double seconds_of(std::function<void()> const& work) {
  Stopwatch const watch;
  work();
  return watch.seconds();
}

double on_threads(unsigned count, std::function<void(unsigned thread)> const& work) {
  std::exception_ptr failure;
  std::mutex mutex;
  Stopwatch const watch;
  {
    std::vector<std::jthread> threads;
    for (unsigned thread = 0; thread < count; ++thread) {
      threads.emplace_back([&, thread] {
        try {
          work(thread);
        } catch (...) {
          std::lock_guard const lock(mutex);
          failure = failure ? failure : std::current_exception();
        }
      });
    }
  }
  double const seconds = watch.seconds();
  if (failure) {
    std::rethrow_exception(failure);
  }
  return seconds;
}

double rate_on_threads(unsigned count, double seconds,
                       std::function<void(unsigned thread, std::uint64_t turn)> const& work) {
  double const warm_up_seconds = seconds / 5;
  std::atomic<std::uint64_t> done{0};
  Stopwatch const watch;
  on_threads(count, [&](unsigned thread) {
    std::uint64_t counted = 0;
    for (std::uint64_t turn = 0;; ++turn) {
      work(thread, turn);
      double const now = watch.seconds();
      if (now >= warm_up_seconds + seconds) {
        break;
      }
      counted += now >= warm_up_seconds ? 1 : 0;
    }
    done += counted;
  });
  return static_cast<double>(done) / seconds;
}

double Figure::median() const {
  require(!values_.empty(), "a figure has been measured");
  auto sorted = values_;
  std::ranges::sort(sorted);
  auto const middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

void Figure::print(std::string_view what, std::string_view unit) const {
  auto const [least, most] = std::ranges::minmax(values_);
  int const digits = median() < 10 ? 2 : median() < 1000 ? 1 : 0;
  fmt::print("{:<58} {:>11.{}f} {:<10} ({:.{}f} … {:.{}f}, n = {})\n", what, median(), digits, unit,
             least, digits, most, digits, values_.size());
  std::fflush(stdout);
}

double resident_own_megabytes() {
  return status_megabytes("RssAnon:");
}

double resident_megabytes() {
  return status_megabytes("VmRSS:");
}

double processor_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void print_machine() {
  utsname system{};
  ::uname(&system);
  std::ifstream load_file("/proc/loadavg");
  std::string load;
  std::getline(load_file, load);
  fmt::print("{}, {} cores, {:.0f} GB; Linux {}; load {}\n", line_of("/proc/cpuinfo", "model name"),
             std::thread::hardware_concurrency(),
             std::stod(line_of("/proc/meminfo", "MemTotal:")) / 1024 / 1024, system.release, load);
}

TemporaryFolder::TemporaryFolder(std::filesystem::path const& parent) {
  std::string pattern = parent / "lofte-bench-XXXXXX";
  require(::mkdtemp(pattern.data()) != nullptr, "a temporary folder can be made");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace lofte::bench

// Timing, threads and the printing of figures, for the drivers in this folder.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

namespace lofte::bench {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

double seconds_of(std::function<void()> const& work);

// Runs `work` on so many threads at once, each with its number; seconds until the last is done. The
// first exception of any is thrown here.
double on_threads(unsigned count, std::function<void(unsigned thread)> const& work);

// How often per second `count` threads together finish `work`, counted for `seconds` after a
// warm-up of a fifth of that.
double rate_on_threads(unsigned count, double seconds,
                       std::function<void(unsigned thread, std::uint64_t turn)> const& work);

// One figure, measured several times.
class Figure {
 public:
  void add(double value) { values_.push_back(value); }
  double median() const;
  double latest() const { return values_.back(); }
  // "what   median unit   (least … most, n = 5)"
  void print(std::string_view what, std::string_view unit) const;

 private:
  std::vector<double> values_;
};

// Megabytes of this process that are in memory and its own: not pages of files, which the operating
// system may drop.
double resident_own_megabytes();
// All megabytes of this process that are in memory.
double resident_megabytes();

// Of all threads of this process so far.
double processor_seconds();

// Processor model, cores, memory, kernel, load: what a figure is worthless without.
void print_machine();

// Dies with what is in it.
class TemporaryFolder {
 public:
  // In `parent`, whose disk is then the one that is measured.
  explicit TemporaryFolder(std::filesystem::path const& parent);
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;
  std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace lofte::bench

#include "base/random.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/failure.hpp"

namespace lofte {

SystemRandom::SystemRandom() {
  // The generator in user space: keys are drawn many times per write, and a system call each would
  // dominate.
  randombytes_set_implementation(&randombytes_internal_implementation);
  require(sodium_init() >= 0, "libsodium starts");
}

SystemRandom::~SystemRandom() {
  sodium_memzero(drawn_.data(), drawn_.size());
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  std::lock_guard const lock(mutex_);
  if (bytes.size() > drawn_.size() - used_) {
    if (bytes.size() > drawn_.size()) {
      randombytes_buf(bytes.data(), bytes.size());
      return;
    }
    randombytes_buf(drawn_.data(), drawn_.size());
    used_ = 0;
  }
  auto const given = std::span(drawn_).subspan(used_, bytes.size());
  std::ranges::copy(given, bytes.begin());
  sodium_memzero(given.data(), given.size());
  used_ += bytes.size();
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  // SplitMix64 (Steele, Lea, Flood 2014).
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = state_ += 0x9e3779b97f4a7c15;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
    word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
    word ^= word >> 31;
    for (std::size_t i = 0; i < std::min<std::size_t>(8, bytes.size() - at); ++i) {
      bytes[at + i] = static_cast<std::uint8_t>(word >> (8 * i));
    }
  }
}

}  // namespace lofte

// The port through which randomness comes in.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <span>

namespace lofte {

// May be called from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

// libsodium's generator, seeded by the operating system. Fit for keys. Draws more than is asked
// for, because each draw has a price of its own, and wipes what it has given away.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  ~SystemRandom() override;
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::mutex mutex_;
  std::array<std::uint8_t, 4096> drawn_{};
  std::size_t used_ = drawn_.size();
};

// The same bytes for the same seed. For tests and simulation only; one thread.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::uint64_t state_;
};

}  // namespace lofte

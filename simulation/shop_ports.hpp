// What comes in to a simulated shop from outside: time, randomness, and the root slot.
#pragma once

#include <functional>
#include <mutex>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "custody/keys/root_slot.hpp"
#include "custody/store/memory_store.hpp"

namespace lofte::simulation {

// A clock moved by hand that the house takes for a real one. It is moved while one thread runs.
class ShopClock final : public Clock {
 public:
  explicit ShopClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  std::chrono::milliseconds steady() const override { return steady_; }
  std::string boot() const override { return "the only one"; }
  bool is_virtual() const override { return false; }

  // Time passes until then; backward, the clock is set.
  void set(Instant instant) {
    if (instant > now_) {
      steady_ += instant - now_;
    }
    now_ = instant;
  }
  // The clock is wrong from now on; the machine's own time is not.
  void jump(std::chrono::milliseconds distance) { now_ += distance; }

 private:
  Instant now_;
  std::chrono::milliseconds steady_{};
};

// The same bytes for the same seed, to any thread.
class ShopRandom final : public Random {
 public:
  explicit ShopRandom(std::uint64_t seed) : random_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override {
    std::lock_guard const lock(mutex_);
    random_.fill(bytes);
  }
  void draw_from(std::uint64_t seed) {
    std::lock_guard const lock(mutex_);
    random_ = SeededRandom(seed);
  }

 private:
  std::mutex mutex_;
  SeededRandom random_;
};

// A root slot that can be made to fail when it is written, as the store can.
class ShopSlot final : public custody::keys::RootSlot {
 public:
  explicit ShopSlot(Random& random) : slot_(random) {}
  custody::keys::Roots load() const override { return slot_.load(); }
  bool replace(custody::keys::Roots const& before, custody::keys::Roots const& after) override;
  // Asked before every replacement. Set while one thread runs.
  void on_replace(std::function<custody::store::Fault()> ask) { ask_ = std::move(ask); }

 private:
  custody::keys::MemoryRootSlot slot_;
  std::function<custody::store::Fault()> ask_;
};

}  // namespace lofte::simulation

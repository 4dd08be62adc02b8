// The port through which time comes in. Nothing else in the house asks the system for the time.
#pragma once

#include <chrono>
#include <string>

#include "base/day.hpp"

namespace lofte {

// May be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;

  // Time that never jumps, since an arbitrary start. A clock that moves by hand has none: it
  // returns zero always.
  virtual std::chrono::milliseconds steady() const = 0;

  // Names the machine's present run: steady() counts on while this stays the same.
  virtual std::string boot() const = 0;

  // A clock moved by hand (tests, simulation, a data folder with a virtual clock): its jumps are
  // meant.
  virtual bool is_virtual() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::chrono::milliseconds steady() const override;
  std::string boot() const override;
  bool is_virtual() const override { return false; }
};

// Stands still until it is set.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  std::chrono::milliseconds steady() const override { return std::chrono::milliseconds::zero(); }
  std::string boot() const override { return {}; }
  bool is_virtual() const override { return true; }
  void set(Instant instant) { now_ = instant; }

 private:
  Instant now_;  // set only while no other thread reads
};

}  // namespace lofte

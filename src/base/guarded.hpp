// State shared between threads, reachable only under its lock.
#pragma once

#include <mutex>
#include <utility>

namespace lofte {

template <typename T>
class Guarded {
 public:
  template <typename... Arguments>
  explicit Guarded(Arguments&&... arguments) : state_(std::forward<Arguments>(arguments)...) {}

  template <typename Act>
  decltype(auto) with(Act&& act) {
    std::lock_guard lock(mutex_);
    return std::forward<Act>(act)(state_);
  }
  template <typename Act>
  decltype(auto) with(Act&& act) const {
    std::lock_guard lock(mutex_);
    return std::forward<Act>(act)(state_);
  }

 private:
  mutable std::mutex mutex_;
  T state_;
};

}  // namespace lofte

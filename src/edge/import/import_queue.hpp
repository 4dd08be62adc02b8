// A bounded queue from the thread that reads to one that writes. Internal to the module.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <semaphore>

#include "base/guarded.hpp"

namespace lofte::edge::import {

// One thread pushes, one pops.
template <typename T>
class ImportQueue {
 public:
  explicit ImportQueue(std::size_t size_max) : room_(static_cast<std::ptrdiff_t>(size_max)) {}

  // Waits for room.
  void push(T item) {
    room_.acquire();
    items_.with([&](std::deque<std::optional<T>>& items) { items.emplace_back(std::move(item)); });
    ready_.release();
  }

  // Nothing more will come. Waits for nothing.
  void close() {
    items_.with([](std::deque<std::optional<T>>& items) { items.emplace_back(std::nullopt); });
    ready_.release();
  }

  // Waits for an item; nullopt after the last.
  std::optional<T> pop() {
    ready_.acquire();
    std::optional<T> item = items_.with([](std::deque<std::optional<T>>& items) {
      std::optional<T> first = std::move(items.front());
      items.pop_front();
      return first;
    });
    room_.release();
    return item;
  }

 private:
  std::counting_semaphore<> room_;
  std::counting_semaphore<> ready_{0};
  Guarded<std::deque<std::optional<T>>> items_;
};

}  // namespace lofte::edge::import

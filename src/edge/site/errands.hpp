// What a visitor does not wait for: a thread of its own does one thing after another. So how long
// an answer takes says nothing of whether there was anybody to write to.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace lofte::edge::site {

// Any thread. Errands that wait when it dies are done first.
class Errands {
 public:
  using Errand = std::function<void()>;
  // `failed` is told of each that threw, on the errands' thread; it may be empty.
  explicit Errands(std::function<void(std::exception const&)> failed);
  ~Errands();

  static constexpr std::size_t waiting_max = 1'000;
  // False when too many wait.
  bool run(Errand errand);

  // Returns when all that waited at the call are done. For tests.
  void wait();

 private:
  void work();

  std::function<void(std::exception const&)> failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Errand> waiting_;
  bool busy_ = false;
  bool ending_ = false;
  std::jthread thread_;  // last: it uses what stands above
};

}  // namespace lofte::edge::site

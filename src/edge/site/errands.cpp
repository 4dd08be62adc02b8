#include "edge/site/errands.hpp"

namespace lofte::edge::site {

Errands::Errands(std::function<void(std::exception const&)> failed) : failed_(std::move(failed)) {
  thread_ = std::jthread([this] { work(); });
}

Errands::~Errands() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool Errands::run(Errand errand) {
  {
    std::lock_guard lock(mutex_);
    if (waiting_.size() >= waiting_max) {
      return false;
    }
    waiting_.push_back(std::move(errand));
  }
  changed_.notify_all();
  return true;
}

void Errands::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.empty() && !busy_; });
}

void Errands::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return !waiting_.empty() || ending_; });
    if (waiting_.empty()) {
      return;
    }
    Errand const errand = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    try {
      errand();
    } catch (std::exception const& failure) {
      if (failed_) {
        failed_(failure);
      }
    }
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace lofte::edge::site

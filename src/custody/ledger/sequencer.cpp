#include "custody/ledger/sequencer.hpp"

#include <condition_variable>

#include "base/failure.hpp"

namespace lofte::custody::ledger {

Sequencer::Sequencer(Ledger& ledger, Shown shown) : ledger_(&ledger), shown_(std::move(shown)) {
  thread_ = std::jthread([this](std::stop_token const& stop) { run(stop); });
}

Sequencer::~Sequencer() {
  thread_.request_stop();
  thread_.join();
  sequence();
}

void Sequencer::run(std::stop_token const& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (
      !stopped.wait_for(lock, stop, sequencing_interval, [&] { return stop.stop_requested(); })) {
    sequence();
  }
}

void Sequencer::sequence() {
  std::optional<Failure> failed;
  try {
    if (ledger_->sequence() > 0) {
      shown_(ledger_->log().checkpoint());
    }
  } catch (Failure const& failure) {
    failed = failure;
  }
  last_failure_.with([&](std::optional<Failure>& last) { last = std::move(failed); });
}

std::optional<Failure> Sequencer::last_failure() const {
  return last_failure_.with([](std::optional<Failure> const& last) { return last; });
}

}  // namespace lofte::custody::ledger

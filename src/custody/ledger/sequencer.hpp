// Moves what acts have written to the log, twice a second, for as long as it lives; and once more
// when it dies.
#pragma once

#include <functional>
#include <optional>
#include <thread>

#include "base/failure.hpp"
#include "custody/ledger/ledger.hpp"

namespace lofte::custody::ledger {

// An act is under a checkpoint at most a second after it; a half is for the work itself.
inline constexpr std::chrono::milliseconds sequencing_interval{500};

class Sequencer {
 public:
  // Told every new checkpoint, once it is durable.
  using Shown = std::function<void(SignedCheckpoint const& checkpoint)>;
  // Borrows the ledger.
  Sequencer(Ledger& ledger, Shown shown);
  ~Sequencer();

  // Why the last attempt failed; nullopt when it did not. What waits is moved by a later one.
  std::optional<Failure> last_failure() const;

 private:
  void run(std::stop_token const& stop);
  void sequence();

  Ledger* ledger_;
  Shown shown_;
  Guarded<std::optional<Failure>> last_failure_;
  std::jthread thread_;  // last: it uses what stands above
};

}  // namespace lofte::custody::ledger

// How a root slot's file holds its roots: in the clear, or sealed by keys of a token.
#pragma once

#include <memory>

#include "base/random.hpp"
#include "custody/keys/root_slot_copy.hpp"

namespace lofte::custody::keys {

// One thread at a time, and while the slot's file is locked.
class RootSealing {
 public:
  virtual ~RootSealing() = default;

  virtual Roots open(HeldRoots const& held) = 0;
  struct Replacement {
    HeldRoots const& found;  // what the file holds
    Roots const& opened;     // the same, opened
    Roots const& after;      // what it is to hold
  };
  virtual HeldRoots seal(Replacement const& replacement) = 0;
  // Destroys what opens roots that are gone: every copy of the file is `held` now.
  virtual void settle(HeldRoots const& held) = 0;
};

// Borrows the randomness.
std::unique_ptr<RootSealing> sealing_of(HeldRoots const& held, Random& random,
                                        OpenToken const& open_token);

}  // namespace lofte::custody::keys

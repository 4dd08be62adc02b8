#include "simulation/shop_ports.hpp"

#include "base/failure.hpp"

namespace lofte::simulation {

using custody::store::Fault;

bool ShopSlot::replace(custody::keys::Roots const& before, custody::keys::Roots const& after) {
  Fault const fault = ask_ ? ask_() : Fault::none;
  if (fault == Fault::crash_before) {
    throw custody::store::Crash{};
  }
  bool const to_be_done =
      fault == Fault::none || fault == Fault::after_commit_unknown || fault == Fault::crash_after;
  bool const done = to_be_done && slot_.replace(before, after);
  if (fault == Fault::crash_after) {
    throw custody::store::Crash{};
  }
  if (fault != Fault::none) {
    throw Failure(
        FailureKind::unavailable,
        {.code = "root_slot.io", .message = "writing the root slot failed", .remedy = "try again"});
  }
  return done;
}

}  // namespace lofte::simulation

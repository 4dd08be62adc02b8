#include "custody/upkeep/clock_guard.hpp"

#include <algorithm>

#include "base/planted.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::upkeep {

using std::chrono::milliseconds;
using store::Plane;

namespace {

// Clocks are set back by a little all the time.
constexpr milliseconds backward_max = std::chrono::seconds{10};

Bytes clock_key() {
  return store::table_key(store::Table::clock).raw("clock").take();
}

}  // namespace

std::optional<ClockGuard::Persisted> ClockGuard::load() const {
  auto const row = store_->read(store::system_bucket)->get(Plane::keys, clock_key());
  if (!row) {
    return std::nullopt;
  }
  Reader reader(*row);
  Persisted persisted;
  persisted.wall = Instant{milliseconds{static_cast<std::int64_t>(reader.u64())}};
  persisted.steady = milliseconds{static_cast<std::int64_t>(reader.u64())};
  persisted.ahead = milliseconds{static_cast<std::int64_t>(reader.u64())};
  persisted.boot = std::string(reader.text());
  return persisted;
}

void ClockGuard::save(Persisted const& persisted) const {
  auto const transaction = store_->begin(store::system_bucket);
  transaction->put(Plane::keys, clock_key(),
                   Writer{}
                       .u64(static_cast<std::uint64_t>(persisted.wall.time_since_epoch().count()))
                       .u64(static_cast<std::uint64_t>(persisted.steady.count()))
                       .u64(static_cast<std::uint64_t>(persisted.ahead.count()))
                       .text(persisted.boot)
                       .view());
  transaction->commit(store::Durability::deferred);
}

std::optional<std::string> ClockGuard::check() {
  Persisted now{
      .wall = clock_->now(), .steady = clock_->steady(), .boot = clock_->boot(), .ahead = {}};
  auto const before = load();
  if (before && !clock_->is_virtual() && !planted(Bug::jumped_clock_believed)) {
    if (now.wall + backward_max < before->wall) {
      return "the clock stands before the last tick, at " + to_string(before->wall) +
             ": set it right, and nothing is lost";
    }
    bool const same_run = before->boot == now.boot && now.steady >= before->steady;
    milliseconds const passed = same_run ? now.steady - before->steady : milliseconds::zero();
    // What was spent is earned back at half the pace of time that clock and machine run together.
    now.ahead = std::max(milliseconds::zero(), before->ahead - passed / 2) +
                std::max(milliseconds::zero(), (now.wall - before->wall) - passed);
    if (now.ahead > clock_ahead_max) {
      return "the clock has run more than 48 hours ahead of the machine's own time since " +
             to_string(before->wall) + ": if it is right, run lofte clock accept";
    }
    now.wall = std::max(now.wall, before->wall);
  }
  save(now);
  return std::nullopt;
}

void ClockGuard::accept() {
  save({.wall = clock_->now(), .steady = clock_->steady(), .boot = clock_->boot(), .ahead = {}});
}

}  // namespace lofte::custody::upkeep

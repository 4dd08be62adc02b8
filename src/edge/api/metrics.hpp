// What is measured, for Prometheus. Labels name routes, statuses and kinds, never people.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "base/failure.hpp"
#include "custody/upkeep/upkeep.hpp"
#include "edge/http/server.hpp"
#include "edge/mail/counts.hpp"
#include "edge/webhooks/notifier.hpp"
#include "shop/rights/requests.hpp"

namespace prometheus {
class Counter;
class Gauge;
class Registry;
}  // namespace prometheus

namespace lofte::edge::api {

// The answers of one route, by the first digit of their status. Any thread.
class RouteMetrics {
 public:
  void count(int status);

 private:
  friend class Metrics;
  std::array<prometheus::Counter*, 6> by_class_{};  // [1] … [5]
};

// Any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // Once for each route, before any request. Lives as long as the metrics.
  RouteMetrics& of_route(std::string_view method, std::string_view pattern);

  void note(custody::upkeep::TickReport const& tick);
  void note(custody::upkeep::ReclaimReport const& reclaim);
  void note_failed_tick();
  void note_key_copy();
  void note_failed_key_copy();
  void note_ledger(std::optional<Failure> const& failure);
  void note(custody::upkeep::Holdings const& holdings);
  void note(http::Counts const& counts);
  void note(mail::Counts const& counts);
  void note(shop::rights::Tally const& requests);
  void note(webhooks::Counts const& counts);

  // In Prometheus' text format.
  std::string text() const;

 private:
  prometheus::Counter& counter(char const* name, char const* meaning);
  // A counter that is counted elsewhere.
  void follow(char const* name, char const* meaning, std::uint64_t count);
  prometheus::Gauge& gauge(char const* name, char const* meaning);

  std::unique_ptr<prometheus::Registry> registry_;
  std::deque<RouteMetrics> routes_;
};

}  // namespace lofte::edge::api

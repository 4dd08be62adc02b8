// Internal to edge/http: one client's connection, from its first request to its last answer.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>
#include <vector>

#include "edge/http/limits.hpp"
#include "edge/http/places.hpp"
#include "edge/http/reactor.hpp"
#include "edge/http/server.hpp"
#include "edge/http/wire.hpp"

namespace lofte::edge::http {

struct LiveCounts {
  std::atomic<std::uint64_t> connections_total{0};
  std::atomic<std::uint64_t> connections_turned_away{0};
  std::atomic<std::uint64_t> requests_answered{0};
  std::atomic<std::uint64_t> requests_malformed{0};
  std::atomic<std::uint64_t> requests_turned_away{0};
  std::atomic<std::uint64_t> requests_failed{0};
};

// What the connections of a server share. Any thread.
struct House {
  House(Settings settings, std::vector<std::string> hosts_, Respond respond_)
      : limits(std::move(settings.limits)),
        hosts(std::move(hosts_)),
        respond(std::move(respond_)),
        refuse(std::move(settings.refuse)),
        at_once(std::move(settings.at_once)),
        pool(limits.threads),
        connections(limits.connections_max),
        requests(limits.threads + limits.queue_max),
        uploads(limits.uploads_max) {}

  Limits const limits;
  std::vector<std::string> const hosts;
  Respond const respond;        // called on the pool
  Refuse const refuse;          // the same; may be empty
  RespondAtOnce const at_once;  // may be empty
  asio::thread_pool pool;
  Places connections;
  Places requests;                      // queued or being answered by the pool
  Places uploads;                       // that are being read
  Places turned_away{turned_away_max};  // connections that are being told so
  LiveCounts counts;
};

// Its reactor's thread only, once it is served.
class Connection {
 public:
  struct Ground {
    House& house;
    Reactor& reactor;
    std::unique_ptr<Wire> wire;
    Places::Place place;
  };
  explicit Connection(Ground ground);
  ~Connection();
  Connection(Connection const&) = delete;
  Connection& operator=(Connection const&) = delete;

  // No more requests: the connection ends now when it waits for one, else after the answer.
  void drain();
  void cut() { wire_->cut(); }

  // Until the connection ends. Keeps `self` alive.
  static asio::awaitable<void> serve(std::unique_ptr<Connection> self);
  // A connection too many: 503, and closed.
  static asio::awaitable<void> turn_away(std::unique_ptr<Wire> wire, Places::Place place);

 private:
  class Exchange;
  enum class Next { request, nothing };
  asio::awaitable<Next> serve_request();
  asio::awaitable<bool> await_request();

  House& house_;
  Reactor& reactor_;
  Places::Place place_;
  std::unique_ptr<Wire> wire_;
  std::string bytes_;  // come, and not yet part of a request
  bool waits_ = true;  // for the first byte of a request
};

}  // namespace lofte::edge::http

// Internal to edge/http: one of the threads that do input and output, and the connections that it
// serves from their first byte to their last.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <unordered_set>

namespace lofte::edge::http {

namespace asio = boost::asio;

class Connection;

// Of the thread that calls run(), but for what is said otherwise.
class Reactor {
 public:
  Reactor() = default;
  ~Reactor();
  Reactor(Reactor const&) = delete;
  Reactor& operator=(Reactor const&) = delete;

  // Any thread.
  asio::any_io_executor executor() { return io_.get_executor(); }
  // Any thread. No more requests; what takes longer than that is cut.
  void drain(std::chrono::milliseconds time_max);

  // Until it has been drained. Once only.
  void run() { io_.run(); }

  bool draining() const { return draining_; }
  void enter(Connection& connection) { open_.insert(&connection); }
  void leave(Connection& connection);

 private:
  void begin_to_drain(std::chrono::milliseconds time_max);

  std::unordered_set<Connection*> open_;  // outlives the connections, which io holds
  bool draining_ = false;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  asio::steady_timer deadline_{io_};
};

}  // namespace lofte::edge::http

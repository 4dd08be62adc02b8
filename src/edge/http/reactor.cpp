#include "edge/http/reactor.hpp"

#include <boost/asio/post.hpp>

#include "edge/http/connection.hpp"

namespace lofte::edge::http {

Reactor::~Reactor() {
  draining_ = false;  // connections that go with io have no deadline to end
}

void Reactor::drain(std::chrono::milliseconds time_max) {
  asio::post(io_, [this, time_max] { begin_to_drain(time_max); });
}

void Reactor::begin_to_drain(std::chrono::milliseconds time_max) {
  draining_ = true;
  work_.reset();
  if (open_.empty()) {
    return;
  }
  for (Connection* connection : open_) {
    connection->drain();
  }
  deadline_.expires_after(time_max);
  deadline_.async_wait([this](boost::system::error_code const& error) {
    if (!error) {
      for (Connection* connection : open_) {
        connection->cut();
      }
    }
  });
}

void Reactor::leave(Connection& connection) {
  open_.erase(&connection);
  if (draining_ && open_.empty()) {
    deadline_.cancel();
  }
}

}  // namespace lofte::edge::http

// Internal to edge/http: a socket, plain or TLS, with a deadline on everything it does.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "edge/http/limits.hpp"

namespace boost::asio::ssl {
class context;
}

namespace lofte::edge::http {

namespace asio = boost::asio;

// What a client may go on sending after the last answer.
struct Linger {
  std::size_t bytes_max = linger_bytes_max;
  std::chrono::milliseconds time_max = linger_time_max;
};

// The I/O thread of its connection only.
class Wire {
 public:
  virtual ~Wire() = default;

  // Everything that follows must be done by then; when it is not, the socket is closed.
  virtual void expires_after(std::chrono::milliseconds time) = 0;

  // The TLS handshake, if there is one. False when it failed.
  virtual asio::awaitable<bool> shake_hands() = 0;
  // Appends what has come to `bytes`, which must outlive the call. False at the end of the stream,
  // out of time, or on an error.
  virtual asio::awaitable<bool> read_into(std::string* bytes) = 0;
  // False when not all could be written.
  virtual asio::awaitable<bool> write(std::string_view bytes) = 0;
  virtual asio::awaitable<bool> write_both(std::string_view head, std::string_view body) = 0;
  // Ends the sending side, then waits a little for the client to read what was sent: closing with
  // bytes unread would throw the last answer away.
  virtual asio::awaitable<void> close_gently(Linger linger) = 0;

  // Cuts the connection; what is under way ends with false.
  virtual void cut() = 0;

  virtual bool is_tls() const = 0;
};

std::unique_ptr<Wire> plain_wire(asio::ip::tcp::socket socket);
std::unique_ptr<Wire> tls_wire(asio::ip::tcp::socket socket, asio::ssl::context& context);

}  // namespace lofte::edge::http

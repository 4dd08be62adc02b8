#include "edge/http/wire.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <concepts>
#include <utility>

#include "edge/http/limits.hpp"

namespace lofte::edge::http {
namespace {

using Plain = boost::beast::tcp_stream;
using Tls = asio::ssl::stream<boost::beast::tcp_stream>;
constexpr auto result = asio::as_tuple(asio::use_awaitable);

template <std::same_as<Plain> Stream>
Plain& tcp(Stream& stream) {
  return stream;
}
template <std::same_as<Tls> Stream>
Plain& tcp(Stream& stream) {
  return stream.next_layer();
}

template <typename Stream>
  requires std::same_as<Stream, Plain> || std::same_as<Stream, Tls>
class StreamWire final : public Wire {
 public:
  template <typename... Arguments>
  explicit StreamWire(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...) {}

  void expires_after(std::chrono::milliseconds time) override { tcp(stream_).expires_after(time); }

  asio::awaitable<bool> shake_hands() override {
    if constexpr (std::same_as<Stream, Tls>) {
      auto const [error] = co_await stream_.async_handshake(Tls::server, result);
      co_return !error;
    }
    co_return true;
  }

  asio::awaitable<bool> read_into(std::string* bytes) override {
    auto const [error, count] = co_await stream_.async_read_some(asio::buffer(piece_), result);
    bytes->append(piece_.data(), error ? 0 : count);
    co_return !error && count > 0;
  }

  asio::awaitable<bool> write(std::string_view bytes) override {
    auto const [error, count] =
        co_await asio::async_write(stream_, asio::buffer(bytes.data(), bytes.size()), result);
    co_return !error;
  }

  asio::awaitable<bool> write_both(std::string_view head, std::string_view body) override {
    std::array const both{asio::buffer(head.data(), head.size()),
                          asio::buffer(body.data(), body.size())};
    auto const [error, count] = co_await asio::async_write(stream_, both, result);
    co_return !error;
  }

  asio::awaitable<void> close_gently(Linger linger) override {
    expires_after(linger.time_max);
    if constexpr (std::same_as<Stream, Tls>) {
      co_await stream_.async_shutdown(result);
    }
    boost::beast::error_code ignored;
    tcp(stream_).socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    for (std::size_t left = linger.bytes_max; left > 0;) {
      auto const [error, count] =
          co_await tcp(stream_).async_read_some(asio::buffer(piece_), result);
      if (error || count == 0) {
        break;
      }
      left -= std::min(left, count);
    }
    cut();
  }

  void cut() override { tcp(stream_).close(); }

  bool is_tls() const override { return std::same_as<Stream, Tls>; }

 private:
  Stream stream_;
  std::array<char, read_piece_bytes> piece_;
};

}  // namespace

std::unique_ptr<Wire> plain_wire(asio::ip::tcp::socket socket) {
  return std::make_unique<StreamWire<Plain>>(std::move(socket));
}

std::unique_ptr<Wire> tls_wire(asio::ip::tcp::socket socket, asio::ssl::context& context) {
  return std::make_unique<StreamWire<Tls>>(std::move(socket), context);
}

}  // namespace lofte::edge::http

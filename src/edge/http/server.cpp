#include "edge/http/server.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <ranges>
#include <thread>
#include <utility>

#include "base/failure.hpp"
#include "edge/http/connection.hpp"
#include "edge/http/head_rules.hpp"

namespace lofte::edge::http {
namespace {

using asio::ip::tcp;
using Error = boost::system::error_code;
constexpr auto result = asio::as_tuple(asio::use_awaitable);

[[noreturn]] void fail_listen_address(std::string_view text) {
  throw Failure(FailureKind::bad_input,
                {"http.listen_address", "“" + std::string(text) + "” is no address to listen on.",
                 "Write a numeric address and a port, such as 127.0.0.1:8080 or [::1]:8080."});
}

tcp::endpoint endpoint_of(ListenAddress const& listen) {
  Error error;
  auto const address = asio::ip::make_address(listen.address, error);
  if (error) {
    fail_listen_address(listen.address);
  }
  return {address, listen.port};
}

void listen_on(tcp::acceptor& acceptor, ListenAddress const& listen) {
  auto const endpoint = endpoint_of(listen);
  Error error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    throw Failure(FailureKind::unavailable,
                  {"http.address_in_use",
                   "Another program listens on " + listen.address + " port " +
                       std::to_string(listen.port) + ".",
                   "Stop it, or listen on another port; port 0 takes any that is free."});
  }
  if (error) {
    throw Failure(FailureKind::unavailable,
                  {"http.listen",
                   "Can't listen on " + listen.address + " port " + std::to_string(listen.port) +
                       ": " + error.message() + ".",
                   "Ports below 1024 need a privilege; the address must be one of this machine."});
  }
}

std::unique_ptr<asio::ssl::context> tls_context(TlsFiles const& files) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION);
  Error error;
  std::string path = files.certificate_chain_path;
  context->use_certificate_chain_file(path, error);
  if (!error) {
    path = files.private_key_path;
    context->use_private_key_file(path, asio::ssl::context::pem, error);
  }
  if (error || SSL_CTX_check_private_key(context->native_handle()) != 1) {
    throw Failure(FailureKind::bad_input,
                  {"http.tls_files", "The TLS file " + path + " can't be used.",
                   "Name a PEM file with the certificate chain and one with its private key."});
  }
  return context;
}

std::vector<std::string> hosts_of(Settings const& settings) {
  if (settings.hosts.empty()) {
    return {"localhost", "127.0.0.1", "::1", settings.listen.address};
  }
  std::vector<std::string> hosts;
  for (std::string const& host : settings.hosts) {
    auto const plain = host_of(host.contains("::") ? "[" + host + "]" : host);
    hosts.push_back(plain.value_or(host));
  }
  return hosts;
}

}  // namespace

ListenAddress parse_listen_address(std::string_view text) {
  auto const colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    fail_listen_address(text);
  }
  std::string_view address = text.substr(0, colon);
  std::string_view const digits = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  } else if (address.contains(':')) {
    fail_listen_address(text);
  }
  ListenAddress listen{.address = std::string(address), .port = 0};
  auto const [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty()) {
    fail_listen_address(text);
  }
  endpoint_of(listen);
  return listen;
}

struct Server::State {
  State(Settings const& settings, Respond respond)
      : house(settings, hosts_of(settings), std::move(respond)),
        reactors(std::max<std::size_t>(1, house.limits.io_threads)) {
    if (settings.tls) {
      tls = tls_context(*settings.tls);
    }
    listen_on(acceptor, settings.listen);
    port = acceptor.local_endpoint().port();
  }

  asio::awaitable<void> accept_all();
  void admit(Reactor& reactor, tcp::socket socket);
  void drain();

  House house;  // outlives the connections, which the reactors hold
  std::unique_ptr<asio::ssl::context> tls;
  std::vector<Reactor> reactors;  // the first accepts, and is the one of what follows
  tcp::acceptor acceptor{reactors.front().executor()};
  asio::signal_set signals{reactors.front().executor()};
  bool draining = false;
  std::uint16_t port = 0;
};

asio::awaitable<void> Server::State::accept_all() {
  for (std::size_t accepted = 0; !draining; ++accepted) {
    try {
      Reactor& reactor = reactors[accepted % reactors.size()];
      auto [error, socket] = co_await acceptor.async_accept(reactor.executor(), result);
      if (!error) {
        admit(reactor, std::move(socket));
      } else if (!draining) {
        // Out of descriptors, or the client is gone again: breathe, then go on.
        asio::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds(50));
        co_await pause.async_wait(result);
      }
    } catch (std::exception const&) {  // such as no memory for it: the next one may find some
      ++house.counts.connections_turned_away;
    }
  }
}

void Server::State::admit(Reactor& reactor, tcp::socket socket) {
  if (draining) {
    return;
  }
  Error ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  auto wire = tls ? tls_wire(std::move(socket), *tls) : plain_wire(std::move(socket));
  if (auto place = house.connections.take()) {
    auto connection = std::make_unique<Connection>(Connection::Ground{
        .house = house, .reactor = reactor, .wire = std::move(wire), .place = std::move(place)});
    asio::co_spawn(reactor.executor(), Connection::serve(std::move(connection)), asio::detached);
    return;
  }
  ++house.counts.connections_turned_away;
  if (auto place = house.turned_away.take()) {
    asio::co_spawn(reactor.executor(), Connection::turn_away(std::move(wire), std::move(place)),
                   asio::detached);
  }
}

void Server::State::drain() {
  if (std::exchange(draining, true)) {
    return;
  }
  Error ignored;
  acceptor.close(ignored);
  signals.cancel(ignored);
  for (Reactor& reactor : reactors) {
    reactor.drain(house.limits.drain_time_max);
  }
}

std::unique_ptr<Server> Server::open(Settings settings, Respond respond) {
  return std::unique_ptr<Server>(new Server(std::make_unique<State>(settings, std::move(respond))));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  state_->house.pool.join();
}

std::uint16_t Server::port() const {
  return state_->port;
}

void Server::run() {
  auto& reactors = state_->reactors;
  asio::co_spawn(reactors.front().executor(), state_->accept_all(), asio::detached);
  std::vector<std::jthread> others;
  try {
    for (Reactor& reactor : reactors | std::views::drop(1)) {
      others.emplace_back([&reactor] { reactor.run(); });
    }
    reactors.front().run();
  } catch (...) {  // such as a thread that can't be had; the others would go on for ever
    for (Reactor& reactor : reactors) {
      reactor.drain({});
    }
    others.clear();
    state_->house.pool.join();  // nothing is answered any longer by what the caller owns
    throw;
  }
  others.clear();
  state_->house.pool.join();
}

void Server::stop() {
  asio::post(state_->reactors.front().executor(), [state = state_.get()] { state->drain(); });
}

void Server::stop_on_signals() {
  state_->signals.add(SIGINT);
  state_->signals.add(SIGTERM);
  state_->signals.async_wait([state = state_.get()](Error const& error, int) {
    if (!error) {
      state->drain();
    }
  });
}

Counts Server::counts() const {
  House const& house = state_->house;
  LiveCounts const& live = house.counts;
  return {.connections_open = house.connections.taken(),
          .connections_total = live.connections_total,
          .connections_turned_away = live.connections_turned_away,
          .requests_answered = live.requests_answered,
          .requests_malformed = live.requests_malformed,
          .requests_turned_away = live.requests_turned_away,
          .requests_failed = live.requests_failed};
}

}  // namespace lofte::edge::http

// For tests: a server that runs while the test does, and clients that speak to it in raw bytes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "edge/http/server.hpp"

namespace lofte::edge::http {

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(Client const&) = delete;
  Client& operator=(Client const&) = delete;

  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  // Everything up to and with `mark`; what is left when the stream ends first.
  std::string receive_through(std::string_view mark) {
    while (!received_.contains(mark) && receive_more()) {
    }
    auto const at = received_.find(mark);
    std::string text = received_.substr(0, at == std::string::npos ? at : at + mark.size());
    received_.erase(0, text.size());
    return text;
  }
  std::string receive_all() {
    while (receive_more()) {
    }
    return std::exchange(received_, "");
  }
  // A response whose length is known.
  std::string receive_response() {
    std::string text = receive_through("\r\n\r\n");
    auto const at = text.find("Content-Length: ");
    std::size_t const length = at == std::string::npos ? 0 : std::stoul(text.substr(at + 16));
    while (received_.size() < length && receive_more()) {
    }
    text += received_.substr(0, length);
    received_.erase(0, length);
    return text;
  }

 private:
  bool receive_more() {
    std::array<char, 65536> piece;
    auto const count = ::recv(socket_, piece.data(), piece.size(), 0);
    if (count > 0) {
      received_.append(piece.data(), static_cast<std::size_t>(count));
    }
    return count > 0;
  }

  int socket_;
  bool connected_ = false;
  std::string received_;
};

inline Response echo(Request const& request) {
  std::string text(name_of(request.method));
  text += " " + request.path + " " + request.body;
  return {.status = 200, .content_type = "text/plain", .headers = {}, .body = std::move(text)};
}

// A server that runs while the test does.
class Running {
 public:
  explicit Running(Respond respond = echo, Limits limits = {}, Refuse refuse = {},
                   RespondAtOnce at_once = {})
      : server_(Server::open({.listen = {},
                              .hosts = {},
                              .tls = {},
                              .limits = std::move(limits),
                              .refuse = std::move(refuse),
                              .at_once = std::move(at_once)},
                             std::move(respond))),
        thread_([this] { server_->run(); }) {}
  ~Running() { finish(); }
  Running(Running const&) = delete;
  Running& operator=(Running const&) = delete;

  Server& server() { return *server_; }
  std::uint16_t port() const { return server_->port(); }
  void finish() {
    server_->stop();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

 private:
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

inline std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

}  // namespace lofte::edge::http

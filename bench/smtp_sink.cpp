#include "bench/smtp_sink.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "base/failure.hpp"

namespace lofte::bench {

namespace {

constexpr std::string_view end_of_message = "\r\n.\r\n";

void say(int connection, std::string_view line) {
  while (!line.empty()) {
    auto const sent = ::send(connection, line.data(), line.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return;
    }
    line.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// False at the end of the connection.
bool receive(int connection, std::string& received) {
  std::array<char, 16 * 1024> part;
  auto const bytes = ::recv(connection, part.data(), part.size(), 0);
  if (bytes > 0) {
    received.append(part.data(), static_cast<std::size_t>(bytes));
  }
  return bytes > 0;
}

// What comes before `end`, taken from what was received; false at the end of the connection.
bool receive_until(int connection, std::string& received, std::string_view end) {
  std::size_t found = received.find(end);
  while (found == received.npos) {
    if (!receive(connection, received)) {
      return false;
    }
    found = received.find(end);
  }
  received.erase(0, found + end.size());
  return true;
}

}  // namespace

SmtpSink::SmtpSink() : listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  require(::bind(listening_, plain, size) == 0 && ::listen(listening_, 64) == 0 &&
              ::getsockname(listening_, plain, &size) == 0,
          "a port of this machine is free");
  port_ = ntohs(address.sin_port);
  accepting_ = std::jthread([this] { accept(); });
}

SmtpSink::~SmtpSink() {
  ::shutdown(listening_, SHUT_RDWR);
  accepting_.join();
  ::close(listening_);
}

void SmtpSink::accept() {
  for (;;) {
    int const connection = ::accept(listening_, nullptr, nullptr);
    if (connection < 0) {
      return;
    }
    int const at_once = 1;
    ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    serving_.emplace_back([this, connection] { serve(connection); });
  }
}

void SmtpSink::serve(int connection) {
  say(connection, "220 sink\r\n");
  std::string received;
  bool is_open = true;
  while (is_open) {
    std::size_t const end = received.find("\r\n");
    if (end == received.npos) {
      is_open = receive(connection, received);
      continue;
    }
    std::string const command = received.substr(0, 4);
    received.erase(0, end + 2);
    if (command == "DATA" || command == "data") {
      say(connection, "354 go on\r\n");
      is_open = receive_until(connection, received, end_of_message);
      ++messages_;
    }
    say(connection, command == "QUIT" || command == "quit" ? "221 bye\r\n" : "250 OK\r\n");
    is_open = is_open && command != "QUIT" && command != "quit";
  }
  ::close(connection);
}

}  // namespace lofte::bench

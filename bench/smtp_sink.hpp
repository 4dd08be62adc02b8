// A mail server that takes everything and keeps nothing, on a free port of this machine.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace lofte::bench {

class SmtpSink {
 public:
  SmtpSink();
  // When every connection has been closed by its other end.
  ~SmtpSink();
  SmtpSink(SmtpSink const&) = delete;
  SmtpSink& operator=(SmtpSink const&) = delete;

  std::uint16_t port() const { return port_; }
  std::uint64_t messages() const { return messages_; }

 private:
  void accept();
  void serve(int connection);

  int listening_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<std::uint64_t> messages_{0};
  std::vector<std::jthread> serving_;
  std::jthread accepting_;  // last: it uses what stands above
};

}  // namespace lofte::bench

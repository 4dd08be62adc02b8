// Sends messages by SMTP (RFC 5321), with TLS (RFC 3207, RFC 8314) and login (RFC 4954), by
// libcurl.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <stop_token>

#include "edge/mail/transport.hpp"

namespace lofte::edge::mail {

enum class Security {
  starttls,  // smtp://: begins in the clear, and goes on in TLS or not at all
  tls,       // smtps://: TLS from the first byte
  plain,     // smtp+plain://: never encrypted
};

struct SmtpServer {
  Security security = Security::starttls;
  std::string host;  // a name, an IPv4 address, or an IPv6 address in brackets
  std::uint16_t port = 0;
  std::string user;  // "": no login
  std::string password;
  std::filesystem::path ca_file;  // "": the system's certification authorities
  std::string hello;              // how Löfte calls itself: the sender's domain
  std::chrono::milliseconds connect_max{15'000};
  std::chrono::milliseconds message_max{60'000};
};

class SmtpConnection final : public Transport {
 public:
  // Connects with the first message, and blocks SIGPIPE in the thread that sends it. A stop that is
  // requested ends what has not begun to be sent.
  SmtpConnection(SmtpServer server, std::stop_token stop);
  ~SmtpConnection() override;
  Answer send(Envelope const& envelope, BytesView message) override;

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

}  // namespace lofte::edge::mail

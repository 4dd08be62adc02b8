// The server over TLS, with a certificate made for the test.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "base/failure.hpp"
#include "edge/http/identity_test.hpp"

namespace lofte::edge::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Sends `request` with TLS of at most `version`; "" when there is no common version.
std::string ask(std::uint16_t port, std::string_view request, int version) {
  Owned<SSL_CTX, SSL_CTX_free> const context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_max_proto_version(context.get(), version);
  int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  std::string answer;
  {
    Owned<SSL, SSL_free> const tls(SSL_new(context.get()));
    SSL_set_fd(tls.get(), socket);
    if (SSL_connect(tls.get()) == 1) {
      SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
      std::array<char, 4096> piece;
      int count = 0;
      while ((count = SSL_read(tls.get(), piece.data(), piece.size())) > 0) {
        answer.append(piece.data(), static_cast<std::size_t>(count));
      }
      SSL_shutdown(tls.get());
    }
  }
  ::close(socket);
  return answer;
}

TEST(Tls, AnswersOver12And13AndNothingOlder) {
  Identity const identity;
  Settings settings;
  settings.tls = identity.files();
  auto const server = Server::open(
      settings, [](Request const& request) { return json_response(200, request.path); });
  std::thread thread([&] { server->run(); });
  std::string const request = "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  for (int const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto const answer = ask(server->port(), request, version);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("Strict-Transport-Security: "));
    EXPECT_THAT(answer, testing::EndsWith("/x"));
  }
  EXPECT_EQ(ask(server->port(), request, TLS1_1_VERSION), "");
  server->stop();
  thread.join();
}

TEST(Tls, FilesThatCantBeUsedAreNamed) {
  Settings settings;
  settings.tls = TlsFiles{"/nonexistent/chain.pem", "/nonexistent/key.pem"};
  try {
    Server::open(settings, {});
    FAIL();
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.code(), "http.tls_files");
    EXPECT_THAT(failure.message(), HasSubstr("chain.pem"));
  }
}

}  // namespace
}  // namespace lofte::edge::http

// The server over TLS, with a certificate made for the test.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <thread>

#include "base/failure.hpp"
#include "edge/http/server.hpp"

namespace lofte::edge::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

template <auto release>
struct Releasing {
  template <typename Thing>
  void operator()(Thing* thing) const {
    release(thing);
  }
};
template <typename Thing, auto release>
using Owned = std::unique_ptr<Thing, Releasing<release>>;
using File = Owned<std::FILE, std::fclose>;

// A folder with chain.pem and key.pem, gone with the test.
class Identity {
 public:
  Identity() {
    std::string name = std::filesystem::temp_directory_path() / "lofte-tls-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    Owned<EVP_PKEY, EVP_PKEY_free> const key(EVP_EC_gen("P-256"));
    Owned<X509, X509_free> const certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    File const chain(std::fopen(files().certificate_chain_path.c_str(), "w"));
    PEM_write_X509(chain.get(), certificate.get());
    File const secret(std::fopen(files().private_key_path.c_str(), "w"));
    PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }
  ~Identity() { std::filesystem::remove_all(folder_); }
  Identity(Identity const&) = delete;
  Identity& operator=(Identity const&) = delete;

  TlsFiles files() const { return {folder_ / "chain.pem", folder_ / "key.pem"}; }

 private:
  std::filesystem::path folder_;
};

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

// The client against a server of the house on the loopback, and against one that misbehaves.
#include "edge/http/client.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <latch>
#include <thread>

#include "edge/http/identity_test.hpp"

namespace lofte::edge::http {
namespace {

using testing::HasSubstr;
using testing::Not;

Response text(int status, std::string body) {
  return {.status = status, .content_type = "text/plain", .headers = {}, .body = std::move(body)};
}

Response echo(Request const& request) {
  return text(200, std::string(name_of(request.method)) + " " + request.path + " " +
                       request.authorization + " " + request.body);
}

// A server that runs while the test does.
class Running {
 public:
  explicit Running(Respond respond = echo, std::optional<TlsFiles> tls = {})
      : server_(Server::open({.listen = {}, .hosts = {}, .tls = std::move(tls), .limits = {}},
                             std::move(respond))),
        thread_([this] { server_->run(); }) {
    ::setenv("no_proxy", "*", 1);
  }
  ~Running() {
    server_->stop();
    thread_.join();
  }
  Running(Running const&) = delete;
  Running& operator=(Running const&) = delete;

  std::string url(std::string const& path, std::string const& scheme = "http") const {
    return scheme + "://localhost:" + std::to_string(server_->port()) + path;
  }
  Counts counts() const { return server_->counts(); }

 private:
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

// Says the same bytes to one connection, whatever it asks, and ends it.
class Saying {
 public:
  explicit Saying(std::string bytes) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    ::setenv("no_proxy", "*", 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 1), 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, bytes = std::move(bytes)] {
      int const connection = ::accept(socket_, nullptr, nullptr);
      std::array<char, 4096> asked;
      ::recv(connection, asked.data(), asked.size(), 0);
      ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      ::close(connection);
    });
  }
  ~Saying() {
    thread_.join();
    ::close(socket_);
  }
  Saying(Saying const&) = delete;
  Saying& operator=(Saying const&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

ClientRequest get(std::string url) {
  return {.method = Method::get, .url = std::move(url)};
}

// Of a question that is answered.
ClientResponse asked(Client& client, ClientRequest const& request) {
  auto answer = client.ask(request);
  EXPECT_TRUE(answer.has_value()) << answer.error().message();
  return answer.value_or(ClientResponse{});
}

void expect_failure(Answered const& answer, std::string_view code, std::string_view named) {
  ASSERT_FALSE(answer.has_value()) << "answered with " << answer->status;
  EXPECT_EQ(answer.error().code(), code) << answer.error().message();
  EXPECT_THAT(answer.error().message(), HasSubstr(std::string(named)));
  EXPECT_NE(answer.error().remedy(), "");
}

TEST(Client, GetsAndPostsOverOneConnection) {
  Running const running;
  Client client;
  EXPECT_EQ(asked(client, get(running.url("/a"))).body, "GET /a  ");
  auto const answer = asked(client, {.method = Method::post,
                                     .url = running.url("/b"),
                                     .headers = {{"Authorization", "Bearer x"}},
                                     .body = "hello"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "POST /b Bearer x hello");
  EXPECT_EQ(answer.header("content-type"), "text/plain");
  EXPECT_EQ(answer.header("location"), std::nullopt);
  EXPECT_EQ(asked(client, {.method = Method::head, .url = running.url("/c")}).body, "");
  EXPECT_EQ(running.counts().connections_total, 1U);
}

TEST(Client, AsksManyAtOnceAndAnswersInOrder) {
  Running const running;
  Client client({.ca_file = {}, .limits = {.at_once_max = 3}});
  std::vector<ClientRequest> requests;
  for (int i = 0; i < 40; ++i) {
    requests.push_back(get(running.url("/" + std::to_string(i))));
  }
  auto const answers = client.ask_all(requests);
  ASSERT_EQ(answers.size(), 40U);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(answers[static_cast<std::size_t>(i)]->body, "GET /" + std::to_string(i) + "  ");
  }
  EXPECT_LE(running.counts().connections_total, 3U);
}

TEST(Client, OneFailureLeavesTheOtherAnswers) {
  Running const running;
  Client client;
  std::vector<ClientRequest> const requests{get(running.url("/a")), get("ftp://localhost/b"),
                                            get(running.url("/c"))};
  auto const answers = client.ask_all(requests);
  EXPECT_EQ(answers[0]->body, "GET /a  ");
  expect_failure(answers[1], "client.request_malformed", "");
  EXPECT_EQ(answers[2]->body, "GET /c  ");
}

TEST(Client, GivesEveryStatusAndFollowsNoRedirection) {
  Running const running([](Request const& request) {
    return request.path == "/moved" ? text(302, "").with("Location", "/elsewhere")
                                    : text(request.path == "/404" ? 404 : 503, "no");
  });
  Client client;
  auto const moved = asked(client, get(running.url("/moved")));
  EXPECT_EQ(moved.status, 302);
  EXPECT_EQ(moved.header("location"), "/elsewhere");
  EXPECT_EQ(asked(client, get(running.url("/404"))).status, 404);
  EXPECT_EQ(asked(client, get(running.url("/503"))).status, 503);
  EXPECT_EQ(running.counts().requests_answered, 3U);
}

TEST(Client, RefusesWhatIsNotARequest) {
  Client client;
  for (auto const* url : {"", "nonsense", "ftp://localhost/", "file:///etc/passwd",
                          "http://user:word@localhost/", "http://", "http://local\nhost/"}) {
    expect_failure(client.ask(get(url)), "client.request_malformed", "");
  }
  expect_failure(client.ask({.url = "http://localhost/", .headers = {{"X", "a\r\nY: b"}}}),
                 "client.request_malformed", "");
}

TEST(Client, ABodyWithoutEndIsTooLarge) {
  Running const running([](Request const&) {
    Response response = text(200, "");
    response.body = BodyStream([] { return std::string(10'000, 'x'); });
    return response;
  });
  Client client({.ca_file = {}, .limits = {.body_bytes_max = 100'000}});
  expect_failure(client.ask(get(running.url("/secret"))), "client.too_large", "100000 bytes");
}

TEST(Client, ABodyOfExactlyTheLimitFits) {
  Running const running([](Request const&) { return text(200, std::string(1000, 'x')); });
  Client fits({.ca_file = {}, .limits = {.body_bytes_max = 1000}});
  EXPECT_EQ(asked(fits, get(running.url("/"))).body.size(), 1000U);
  Client does_not({.ca_file = {}, .limits = {.body_bytes_max = 999}});
  expect_failure(does_not.ask(get(running.url("/"))), "client.too_large", "999 bytes");
}

TEST(Client, HeadersWithoutEndAreTooLarge) {
  std::string flood = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 3000; ++i) {
    flood += "X-" + std::to_string(i) + ": " + std::string(50, 'x') + "\r\n";
  }
  Saying const saying(flood);
  Client client;
  expect_failure(client.ask(get(saying.url())), "client.too_large", "127.0.0.1");
}

TEST(Client, AnAnswerThatIsCutOffIsNoAnswer) {
  Client client;
  for (auto const* said : {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"}) {
    Saying const saying(said);
    expect_failure(client.ask(get(saying.url())), "client.cut_off", "127.0.0.1");
  }
}

TEST(Client, WhatIsNotHttpIsNoAnswer) {
  Client client;
  Saying const saying("SSH-2.0-OpenSSH_9.2\r\n");
  auto const answer = client.ask(get(saying.url()));
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().kind(), FailureKind::unavailable);
}

TEST(Client, AnAnswerThatDoesNotComeIsTooSlow) {
  std::latch asked_enough(1);
  Running const running([&](Request const&) {
    asked_enough.wait();
    return text(200, "late");
  });
  Client client({.ca_file = {}, .limits = {.whole_time_max = std::chrono::milliseconds{50}}});
  auto const url = running.url("/secret");
  auto const answer = client.ask(get(url));
  asked_enough.count_down();
  expect_failure(answer, "client.too_slow", "http://localhost:");
  EXPECT_THAT(answer.error().message(), Not(HasSubstr("secret")));
}

TEST(Client, NobodyThereIsNamed) {
  std::string url;
  {
    Running const gone;
    url = gone.url("/");
  }
  Client client;
  expect_failure(client.ask(get(url)), "client.unreachable", "localhost");
  // A label of a name has at most 63 letters, so that no name server needs to be asked.
  expect_failure(client.ask(get("http://" + std::string(70, 'x') + "/")), "client.host_unknown",
                 "xxx");
}

TEST(Client, BelievesACertificateThatIsVouchedFor) {
  Identity const identity;
  Running const running(echo, identity.files());
  Client client({.ca_file = identity.files().certificate_chain_path, .limits = {}});
  EXPECT_EQ(asked(client, get(running.url("/a", "https"))).body, "GET /a  ");
  EXPECT_EQ(asked(client, get(running.url("/b", "https"))).body, "GET /b  ");
  EXPECT_EQ(running.counts().connections_total, 1U);
}

TEST(Client, TrustsNoOtherCertificate) {
  Identity const identity;
  Running const running(echo, identity.files());
  Client stranger;
  expect_failure(stranger.ask(get(running.url("/", "https"))), "client.untrusted", "localhost");
  Client client({.ca_file = identity.files().certificate_chain_path, .limits = {}});
  std::string by_number = running.url("/", "https");
  by_number.replace(by_number.find("localhost"), 9, "127.0.0.1");
  expect_failure(client.ask(get(by_number)), "client.untrusted", "127.0.0.1");
  Client nothing({.ca_file = "/nonexistent/ca.pem", .limits = {}});
  expect_failure(nothing.ask(get(running.url("/", "https"))), "client.ca_file", "ca.pem");
  EXPECT_EQ(running.counts().requests_answered, 0U);
}

TEST(Client, HttpWhereHttpsIsAskedIsUntrusted) {
  Running const running;
  Client client;
  expect_failure(client.ask(get(running.url("/", "https"))), "client.untrusted", "https://");
}

}  // namespace
}  // namespace lofte::edge::http

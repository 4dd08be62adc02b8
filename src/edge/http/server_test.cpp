// The server over real sockets on the loopback, spoken to in raw bytes.
#include "edge/http/server.hpp"

#include <gmock/gmock.h>

#include <future>
#include <latch>

#include "base/failure.hpp"
#include "edge/http/router.hpp"
#include "edge/http/server_in_a_test.hpp"

namespace lofte::edge::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Server, AnswersAndKeepsTheConnection) {
  Running running;
  Client client(running.port());
  for (auto const* path : {"/a", "/b"}) {
    client.send(get(path));
    auto const response = client.receive_response();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(response, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(response, EndsWith("GET " + std::string(path) + " "));
  }
  EXPECT_EQ(running.server().counts().connections_total, 1U);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  Running running;
  Client client(running.port());
  client.send(get("/1") + get("/2") + get("/3"));
  for (auto const* path : {"/1 ", "/2 ", "/3 "}) {
    EXPECT_THAT(client.receive_response(), EndsWith(path));
  }
}

TEST(Server, AnswersAClientThatHasEndedItsSending) {
  Running running;
  Client client(running.port());
  client.send(get("/half"));
  client.end_sending();
  EXPECT_THAT(client.receive_all(), EndsWith("GET /half "));
}

TEST(Server, ClosesWhenAskedTo) {
  Running running;
  Client client(running.port());
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  auto const response = client.receive_all();
  EXPECT_THAT(response, HasSubstr("Connection: close\r\n"));
  Client old(running.port());
  old.send("GET /old HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(old.receive_all(), EndsWith("GET /old "));
}

TEST(Server, HeadHasTheLengthAndNoBody) {
  Running running;
  Client client(running.port());
  client.send("HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/y"));
  auto const head = client.receive_through("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Content-Length: 8\r\n"));
  EXPECT_THAT(client.receive_response(), StartsWith("HTTP/1.1 200"));
}

TEST(Server, AsksForTheBodyOfAClientThatWaits) {
  Running running;
  Client client(running.port());
  client.send(
      "POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive_through("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hi");
  EXPECT_THAT(client.receive_response(), EndsWith("POST /p hi"));
}

TEST(Server, RefusesABodyThatIsTooLargeBeforeItIsSent) {
  Running running;
  Client client(running.port());
  client.send(
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000000\r\n"
      "Expect: 100-continue\r\n\r\n");
  auto const response = client.receive_all();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
  EXPECT_THAT(response, HasSubstr("http.body_too_large"));
}

TEST(Server, ARefusalReachesAClientThatGoesOnSending) {
  Running running(echo, {.body_bytes_max = 10});
  Client client(running.port());
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n" +
              std::string(1'000'000, 'x'));
  EXPECT_THAT(client.receive_all(), StartsWith("HTTP/1.1 413 "));
}

TEST(Server, ABrowserIsToldOfAFileThatIsTooLargeByAPage) {
  Running running(echo, {.body_bytes_max = 10, .upload_segments = {"contact"}},
                  [](Request const& request, Problem const& problem) {
                    return html_response(request.path + " " + problem.code);
                  });
  std::string const head =
      "POST /contact HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,*/*\r\n"
      "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 50000000\r\n\r\n";
  Client client(running.port());
  client.send(head + std::string(50'000'000, 'x'));
  EXPECT_THAT(client.receive_all(), EndsWith("/contact http.body_too_large"));
  Client program(running.port());
  program.send("POST /contact HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n");
  EXPECT_THAT(program.receive_all(), StartsWith("HTTP/1.1 413 "));
}

TEST(Server, SoManyFormsWithFilesAreTakenInAtATime) {
  Running running(echo, {.upload_segments = {"contact"}, .uploads_max = 1});
  std::string const head =
      "POST /contact HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
      "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 2\r\n\r\n";
  Client first(running.port());
  first.send(head);
  EXPECT_THAT(first.receive_through("\r\n\r\n"), StartsWith("HTTP/1.1 100 "));
  Client second(running.port());
  second.send(head);
  EXPECT_THAT(second.receive_all(), StartsWith("HTTP/1.1 503 "));
  first.send("hi");
  EXPECT_THAT(first.receive_response(), EndsWith("POST /contact hi"));
}

TEST(Server, RefusesMalformedRequestsAndCloses) {
  Running running;
  struct Case {
    std::string request;
    std::string status;
  };
  std::vector<Case> const cases{
      {"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n"
       "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
       "400"},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", "400"},
      {"GET /../secret HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n", "431"},
  };
  for (auto const& [request, status] : cases) {
    Client client(running.port());
    client.send(request);
    auto const response = client.receive_all();
    EXPECT_THAT(response, StartsWith("HTTP/1.1 " + status)) << request.substr(0, 60);
    EXPECT_THAT(response, HasSubstr("Connection: close"));
    EXPECT_THAT(response, HasSubstr("application/problem+json"));
    EXPECT_THAT(response, Not(HasSubstr("smuggled")));
  }
  EXPECT_EQ(running.server().counts().requests_malformed, cases.size());
  EXPECT_EQ(running.server().counts().requests_answered, 0U);
}

TEST(Server, ClosesOnClientsThatAreTooSlow) {
  using std::chrono_literals::operator""ms;
  Running running(echo, {.idle_time_max = 30ms, .head_time_max = 30ms, .body_time_max = 30ms});
  for (auto const* sent : {"", "GET / HT",
                           "POST / HTTP/1.1\r\nHost: localhost\r\n"
                           "Content-Length: 9\r\n\r\nhalf"}) {
    Client client(running.port());
    client.send(sent);
    EXPECT_EQ(client.receive_all(), "") << "the test hangs here when the server waits for ever";
  }
}

TEST(Server, WhatIsAtHandIsAnsweredAtOnceAndTheRestByThePool) {
  RespondAtOnce const at_once = [](Request const& request) {
    if (request.path == "/failing") throw std::runtime_error("in a test");
    return request.path == "/known" ? std::optional(json_response(200, "\"at once\""))
                                    : std::nullopt;
  };
  Running running([](Request const&) { return json_response(200, "\"by the pool\""); }, {}, {},
                  at_once);
  Client client(running.port());
  client.send(get("/known"));
  EXPECT_THAT(client.receive_response(), HasSubstr("at once"));
  for (auto const* const path : {"/other", "/failing"}) {
    client.send(get(path));
    EXPECT_THAT(client.receive_response(), HasSubstr("by the pool"));
  }
  EXPECT_EQ(running.server().counts().requests_answered, 3U);
}

TEST(Server, ConnectionsAreServedByDifferentThreads) {
  std::latch both{2};
  RespondAtOnce const meet = [&](Request const& request) {
    if (request.path == "/meet") both.arrive_and_wait();  // for ever, if one thread had both
    return std::optional(echo(request));
  };
  Running running(echo, {.io_threads = 2}, {}, meet);
  Client left(running.port());
  Client right(running.port());
  for (Client* client : {&left, &right}) {  // both are let in before either has to wait
    client->send(get("/first"));
    EXPECT_THAT(client->receive_response(), EndsWith("GET /first "));
  }
  left.send(get("/meet"));
  right.send(get("/meet"));
  EXPECT_THAT(left.receive_response(), EndsWith("GET /meet "));
  EXPECT_THAT(right.receive_response(), EndsWith("GET /meet "));
}

TEST(Server, AFailureOfTheHandlerSaysNothingOfItsCause) {
  Running running([](Request const&) -> Response { throw std::runtime_error("anna@example.se"); });
  Client client(running.port());
  client.send(get("/"));
  auto const response = client.receive_response();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(response, Not(HasSubstr("anna")));
  EXPECT_EQ(running.server().counts().requests_failed, 1U);
}

TEST(Server, AHeaderThatCantBeSentBecomesA500) {
  Running running([](Request const&) {
    return json_response(200, "{}").with("X-Name", "a\r\nSet-Cookie: b=c");
  });
  Client client(running.port());
  client.send(get("/"));
  auto const response = client.receive_response();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(response, Not(HasSubstr("Set-Cookie")));
}

Response count_to_three(Request const&) {
  return {.status = 200,
          .content_type = "text/plain",
          .headers = {},
          .body = [next = std::make_shared<int>(0)]() -> std::optional<std::string> {
            if (*next == 3) {
              return std::nullopt;
            }
            return std::to_string(++*next) + "\n";
          }};
}

TEST(Server, StreamsInChunks) {
  Running running(count_to_three);
  Client client(running.port());
  client.send(get("/"));
  EXPECT_THAT(client.receive_through("0\r\n\r\n"),
              EndsWith("\r\n\r\n2\r\n1\n\r\n2\r\n2\n\r\n2\r\n3\n\r\n0\r\n\r\n"));
  client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/"));
  EXPECT_THAT(client.receive_through("\r\n\r\n"), HasSubstr("200 OK"));
  EXPECT_THAT(client.receive_through("0\r\n\r\n"), HasSubstr("\r\n\r\n2\r\n1\n"));
  Client old(running.port());
  old.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(old.receive_all(), EndsWith("\r\n\r\n1\n2\n3\n"));
}

TEST(Server, AStreamThatFailsIsCutSoThatItCantBeTakenForWhole) {
  Running running([](Request const&) {
    return Response{.status = 200,
                    .content_type = "text/plain",
                    .headers = {},
                    .body = [first = std::make_shared<int>(1)]() -> std::optional<std::string> {
                      return (*first)-- == 1 ? std::string("part")
                                             : throw std::runtime_error("no more");
                    }};
  });
  Client client(running.port());
  client.send(get("/"));
  EXPECT_THAT(client.receive_all(), EndsWith("\r\n\r\n4\r\npart\r\n"));
}

TEST(Server, LargeAnswersArriveWhole) {
  std::string const large(3'000'000, 'l');
  Running running([&](Request const&) { return json_response(200, large); });
  Client client(running.port());
  client.send(get("/"));
  EXPECT_THAT(client.receive_response().size(), testing::Gt(large.size()));
}

TEST(Server, BeyondTheQueueItSays503AndGoesOn) {
  std::latch begun{1};
  std::promise<void> release;
  std::shared_future<void> const released = release.get_future().share();
  std::atomic<bool> first{true};
  Running running(
      [&](Request const& request) {
        if (first.exchange(false)) begun.count_down();
        released.wait();
        return echo(request);
      },
      {.queue_max = 1, .threads = 1});
  Client running_one(running.port());
  running_one.send(get("/running"));
  begun.wait();
  // Of the next two, one finds room in the queue and one does not; both connections live on.
  Client left(running.port());
  Client right(running.port());
  left.send(get("/left"));
  right.send(get("/right"));
  while (running.server().counts().requests_turned_away == 0) {
    std::this_thread::yield();
  }
  release.set_value();
  auto const answers = left.receive_response() + right.receive_response();
  EXPECT_THAT(answers, HasSubstr("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(answers, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_THAT(answers, HasSubstr("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(running_one.receive_response(), EndsWith("GET /running "));
  left.send(get("/again"));
  EXPECT_THAT(left.receive_response(), EndsWith("GET /again "));
}

TEST(Server, AConnectionTooManyIsToldSo) {
  Running running(echo, {.connections_max = 1});
  Client first(running.port());
  first.send(get("/"));
  first.receive_response();
  Client second(running.port());
  EXPECT_THAT(second.receive_all(), StartsWith("HTTP/1.1 503 "));
  first.send(get("/still"));
  EXPECT_THAT(first.receive_response(), EndsWith("GET /still "));
}

TEST(Server, SaysWhoHasThePort) {
  auto const server = Server::open({}, echo);
  Settings settings;
  settings.listen.port = server->port();
  try {
    Server::open(settings, echo);
    FAIL();
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.code(), "http.address_in_use");
  }
}

TEST(ListenAddress, IsNumericWithAPort) {
  EXPECT_EQ(parse_listen_address("127.0.0.1:8080").port, 8080);
  EXPECT_EQ(parse_listen_address("[::1]:0").address, "::1");
  for (auto const* text : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
                           "localhost:80", "127.0.0.1:80x", "127.0.0.1:-1", "[::1:80"}) {
    EXPECT_THROW(parse_listen_address(text), Failure) << text;
  }
}

}  // namespace
}  // namespace lofte::edge::http

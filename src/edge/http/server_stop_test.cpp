// How a server ends: what has begun is finished, on every thread.
#include <gmock/gmock.h>

#include <future>
#include <latch>
#include <vector>

#include "edge/http/server.hpp"
#include "edge/http/server_in_a_test.hpp"

namespace lofte::edge::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ServerStop, StopFinishesWhatHasBegunAndTakesNothingNew) {
  std::latch begun{1};
  std::promise<void> release;
  std::shared_future<void> const released = release.get_future().share();
  Running running([&](Request const& request) {
    begun.count_down();
    released.wait();
    return echo(request);
  });
  Client idle(running.port());
  auto busy = std::make_optional<Client>(running.port());
  busy->send(get("/begun"));
  begun.wait();
  running.server().stop();
  EXPECT_EQ(idle.receive_all(), "") << "a connection that waits is closed";
  EXPECT_FALSE(Client(running.port()).connected());
  release.set_value();
  auto const response = busy->receive_all();
  busy.reset();
  EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(response, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(response, EndsWith("GET /begun "));
  running.finish();
  EXPECT_EQ(running.server().counts().connections_open, 0U);
}

TEST(ServerStop, EveryThreadFinishesWhatItHasBegun) {
  constexpr std::size_t io_threads = 3;
  std::latch begun{io_threads};
  std::promise<void> release;
  std::shared_future<void> const released = release.get_future().share();
  Running running(
      [&](Request const& request) {
        begun.count_down();
        released.wait();
        return echo(request);
      },
      {.io_threads = io_threads});
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t number = 0; number < io_threads; ++number) {
    clients.push_back(std::make_unique<Client>(running.port()));
    clients.back()->send(get("/begun"));
  }
  begun.wait();
  running.server().stop();
  release.set_value();
  for (auto const& client : clients) {
    EXPECT_THAT(client->receive_all(), EndsWith("GET /begun "));
  }
  clients.clear();
  running.finish();
  EXPECT_EQ(running.server().counts().connections_open, 0U);
}

TEST(ServerStop, DrainingEndsEvenWhenAClientDoesNot) {
  Running running(echo, {.drain_time_max = std::chrono::milliseconds(30)});
  Client stuck(running.port());
  stuck.send(
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n"
      "\r\n");
  stuck.receive_through("\r\n\r\n");
  running.finish();
  EXPECT_EQ(stuck.receive_all(), "");
}

TEST(ServerStop, StopBeforeRunStopsIt) {
  auto const server = Server::open({}, echo);
  server->stop();
  server->run();
}

}  // namespace
}  // namespace lofte::edge::http

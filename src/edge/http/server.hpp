// Listens, reads requests, has a pool of threads answer them, and writes the answers.
//
// A few threads, the one that calls run() among them, do all input and output, a coroutine per
// connection. A whole request that can't be answered at once waits in a bounded queue for a thread
// of the pool, which calls the handler; when the queue is full the answer is 503 with Retry-After.
// Nothing is logged here: paths, queries, headers, bodies and addresses may all be personal data.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/http/limits.hpp"
#include "edge/http/request.hpp"
#include "edge/http/response.hpp"

namespace lofte::edge::http {

struct ListenAddress {
  std::string address = "127.0.0.1";  // numeric
  std::uint16_t port = 0;             // 0: any free port
};
// "127.0.0.1:8080", "[::1]:8080". Throws Failure (bad_input, "http.listen_address").
ListenAddress parse_listen_address(std::string_view text);

// PEM files. The key's file should be readable by the server alone.
struct TlsFiles {
  std::string certificate_chain_path;
  std::string private_key_path;
};

// How a request whose body is refused is told so, when it came from a browser: a page. Called on
// the pool's threads; the request is without its body.
using Refuse = std::function<Response(Request const&, Problem const&)>;

// Answers what is in memory as it is sent, on the connection's I/O thread, which serves nobody else
// meanwhile; by several at once. Nullopt, or an exception: a thread of the pool answers.
using RespondAtOnce = std::function<std::optional<Response>(Request const&)>;

struct Settings {
  ListenAddress listen{};
  // The names that requests may be for, without ports; "*" for any. Empty: the listening address,
  // "localhost", "127.0.0.1" and "::1". Everything else is refused (421), so that a page of another
  // site can't reach the server by a name of its own that resolves to it.
  std::vector<std::string> hosts{};
  std::optional<TlsFiles> tls{};  // TLS 1.2 and 1.3; nullopt: plain HTTP
  Limits limits{};
  Refuse refuse{};          // empty: problem details for everybody
  RespondAtOnce at_once{};  // empty: the pool answers everything
};

// Answers a request. Called on the pool's threads, by several at once. An exception that gets out
// becomes a 500 that says nothing of its cause.
using Respond = std::function<Response(Request const&)>;

// Since the start, for metrics.
struct Counts {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_total = 0;
  std::uint64_t connections_turned_away = 0;  // beyond connections_max
  std::uint64_t requests_answered = 0;        // by the handler
  std::uint64_t requests_malformed = 0;       // refused before the handler saw them
  std::uint64_t requests_turned_away = 0;     // 503, the queue was full
  std::uint64_t requests_failed = 0;          // the handler threw
};

class Server {
 public:
  // Binds and listens. Throws Failure: "http.listen_address" (bad_input), "http.address_in_use" and
  // "http.listen" (unavailable), "http.tls_files" (bad_input).
  static std::unique_ptr<Server> open(Settings settings, Respond respond);
  ~Server();
  Server(Server const&) = delete;
  Server& operator=(Server const&) = delete;

  // The port that is listened on, also when the settings said 0.
  std::uint16_t port() const;

  // Serves until stop(), then until every request that had begun is answered, at most
  // drain_time_max. Once only.
  void run();

  // Any thread, any number of times, also before run(). Returns at once.
  void stop();

  // SIGINT and SIGTERM stop this server. Before run().
  void stop_on_signals();

  // Any thread.
  Counts counts() const;

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lofte::edge::http

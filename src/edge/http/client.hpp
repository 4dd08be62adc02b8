// Asks other servers, over HTTP or HTTPS, on connections that are kept from one question to the
// next.
//
// Whoever is asked may be hostile: how long an answer may take and how large it may be is bounded,
// a certificate is checked, and a redirection is an answer like any other, which is not followed.
// Failures name the server that was asked and never the path, which may hold a secret. A proxy is
// used when the environment names one (https_proxy, no_proxy).
#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.hpp"
#include "edge/http/request.hpp"
#include "edge/http/response.hpp"

namespace lofte::edge::http {

struct ClientLimits {
  std::size_t body_bytes_max = 1024 * 1024;  // of an answer, uncompressed
  std::size_t header_bytes_max = 64 * 1024;  // of an answer's header fields together
  std::size_t at_once_max = 8;               // questions under way
  std::chrono::milliseconds connect_time_max{10'000};
  std::chrono::milliseconds whole_time_max{60'000};  // of a question, from its beginning
};

struct ClientSettings {
  std::filesystem::path ca_file{};  // PEM, of those who vouch for servers; "": the system's
  ClientLimits limits{};
};

struct ClientRequest {
  Method method = Method::get;
  std::string url;  // http or https, without a user's name
  std::vector<Header> headers{};
  std::string body{};  // sent unless it is empty
};

struct ClientResponse {
  int status = 0;
  std::vector<Header> headers{};  // names in lower case, in the order they came
  std::string body{};
  // Nullopt when there is none of that name (in lower case).
  std::optional<std::string_view> header(std::string_view name) const;
};

// A Failure is one of: bad_input "client.request_malformed", "client.ca_file"; unavailable
// "client.host_unknown", "client.unreachable", "client.untrusted" (TLS), "client.too_slow",
// "client.cut_off", "client.failed"; too_large "client.too_large".
using Answered = std::expected<ClientResponse, Failure>;

// One thread at a time.
class Client {
 public:
  explicit Client(ClientSettings settings = {});
  ~Client();
  Client(Client const&) = delete;
  Client& operator=(Client const&) = delete;

  Answered ask(ClientRequest const& request);
  // All of them, some at once; the answers in the order of the questions.
  std::vector<Answered> ask_all(std::span<ClientRequest const> requests);

 private:
  struct Connections;
  ClientSettings settings_;
  std::unique_ptr<Connections> connections_;
};

}  // namespace lofte::edge::http

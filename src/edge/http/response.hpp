// What a handler answers.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "edge/http/problem.hpp"
#include "edge/http/request.hpp"

namespace lofte::edge::http {

// A body that is made while it is sent. Called on a thread of the pool, never by two at once, until
// it returns nullopt; an exception cuts the connection, so that the client sees that the answer is
// not whole.
using BodyStream = std::function<std::optional<std::string>()>;

struct Header {
  std::string name;
  std::string value;
};

// Which scripts a page may run: none, or those that this server serves as files, which may ask this
// server and no other. Scripts inside a page never run.
enum class Scripts { none, own };

// A plain value.
struct Response {
  int status = 200;
  std::string content_type{};  // "" when there is no body
  std::vector<Header> headers{};
  std::variant<std::string, BodyStream> body{};
  Scripts scripts = Scripts::none;  // of a page

  Response& with(std::string name, std::string value) {
    headers.push_back({std::move(name), std::move(value)});
    return *this;
  }
};

// `json` is the text of a JSON document.
Response json_response(int status, std::string json);
Response html_response(std::string html);
Response problem_response(Problem const& problem);

// How the connection sends a response.
struct Framing {
  enum class Body { whole, chunked, until_close, none } body = Body::whole;
  enum class Then { keep_alive, close } then = Then::keep_alive;
  enum class Transport { plain, tls } transport = Transport::plain;
  std::optional<std::size_t> length{};  // Content-Length, when it is known and allowed
  std::string date{};                   // IMF-fixdate
};

// The status line and header fields, with the security headers that every response carries: content
// security policy, nosniff, referrer policy, isolation, `Cache-Control: no-store` unless the
// response says otherwise, and Strict-Transport-Security over TLS. nullopt when a header holds a
// line break or another control character.
std::optional<std::string> head_text(Response const& response, Framing const& framing);

}  // namespace lofte::edge::http

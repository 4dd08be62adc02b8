// Turns bytes into one request, as they come. In memory: knows nothing of sockets, so that tests
// and the fuzzer feed it the very bytes that a connection would.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "edge/http/limits.hpp"
#include "edge/http/problem.hpp"
#include "edge/http/request.hpp"

namespace lofte::edge::http {

struct MessageFields;

// One reader reads one request. One thread at a time. Borrows limits and hosts.
class RequestReader {
 public:
  // `hosts`: the names that this server answers to, in lower case, without ports; "*" for any.
  RequestReader(Limits const& limits, std::vector<std::string> const& hosts);
  ~RequestReader();

  enum class Step {
    more,  // feed more bytes
    head,  // the head is read and accepted, the body is not; call again
    done,  // the request is whole
  };
  // Takes what it can from the front of `bytes` and leaves what belongs to the next request. A
  // Problem ends the connection: where the next request would begin can't be known.
  std::expected<Step, Problem> advance(std::string& bytes);

  // After `head`.
  bool expects_continue() const;
  // After `head`: what the connection should do once the request is answered.
  bool keeps_alive() const;
  bool is_http_1_0() const;
  Method method() const;
  // After `head`: a form with files for a path that takes them.
  bool is_upload() const;
  // What has been accepted, when the body is refused; nullptr when the head is.
  Request const* refused() const;

  // After `done`, once.
  Request take();

 private:
  class Parser;
  std::expected<Step, Problem> read_head(std::string& bytes);
  std::expected<Step, Problem> read_body(std::string& bytes);
  std::optional<Problem> accept_head();
  std::optional<Problem> measure_body(MessageFields const& fields);

  Limits const* limits_;
  std::vector<std::string> const* hosts_;
  std::unique_ptr<Parser> parser_;
  Request request_;
  bool head_read_ = false;
  bool head_accepted_ = false;
};

}  // namespace lofte::edge::http

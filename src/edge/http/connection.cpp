#include "edge/http/connection.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/clock.hpp"
#include "edge/http/request_reader.hpp"

namespace lofte::edge::http {
namespace {

std::string http_date() {
  // The world's date, whatever the policy's clock says; written once a second.
  thread_local std::chrono::sys_seconds written;
  thread_local std::string date;
  auto const now = std::chrono::floor<std::chrono::seconds>(SystemClock{}.now());
  if (date.empty() || now != written) {
    written = now;
    date = fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}",
                       fmt::gmtime(static_cast<std::time_t>(now.time_since_epoch().count())));
  }
  return date;
}

Response overloaded() {
  return problem_response({503, "http.busy", "The server has too much to do.", "Try again soon."})
      .with("Retry-After", std::to_string(retry_after_seconds));
}

Response broken() {
  return problem_response({500, "http.internal", "The server failed to answer.", ""});
}

// What a thread of the pool is asked to do. Pointers into the frame of the coroutine that waits.
struct Job {
  Respond const* respond;
  Request const* request;
  Response* response;
  bool* failed;
};

asio::awaitable<void> carry_out(Job job) {
  try {
    *job.response = (*job.respond)(*job.request);
  } catch (...) {
    *job.failed = true;
  }
  co_return;
}

struct RefusalJob {
  Refuse const* refuse;
  Request const* request;
  Problem const* problem;
  Response* response;
};

asio::awaitable<void> carry_out_refusal(RefusalJob job) {
  try {
    *job.response = (*job.refuse)(*job.request, *job.problem);
  } catch (...) {
    *job.response = problem_response(*job.problem);
  }
  co_return;
}

struct PieceJob {
  BodyStream const* stream;
  std::optional<std::string>* piece;
  bool* failed;
};

asio::awaitable<void> carry_out_piece(PieceJob job) {
  try {
    *job.piece = (*job.stream)();
  } catch (...) {
    *job.failed = true;
  }
  co_return;
}

// Sends one response.
class Sender {
 public:
  Sender(House& house, Wire& wire) : house_(house), wire_(wire) {}

  // False when the connection can't be used any more.
  asio::awaitable<bool> send(Response response, Method method, Framing framing) {
    framing.date = http_date();
    framing.transport = wire_.is_tls() ? Framing::Transport::tls : Framing::Transport::plain;
    auto const* whole = std::get_if<std::string>(&response.body);
    bool const bare = response.status == 204 || response.status == 304;
    if (method == Method::head || bare) {
      framing.body = Framing::Body::none;
    }
    if (whole != nullptr && !bare) {
      framing.length = whole->size();
    }
    auto const head = head_text(response, framing);
    if (!head) {
      co_return co_await send(broken(), method, framing);
    }
    if (framing.body == Framing::Body::none) {
      co_return co_await write(*head);
    }
    if (whole == nullptr) {
      co_return co_await write(*head) &&
          co_await send_stream(&std::get<BodyStream>(response.body), framing.body);
    }
    if (whole->size() <= write_piece_bytes) {
      wire_.expires_after(house_.limits.write_time_max);
      co_return co_await wire_.write_both(*head, *whole);
    }
    co_return co_await write(*head) && co_await write(*whole);
  }

 private:
  // `text` outlives the call.
  asio::awaitable<bool> write(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); at += write_piece_bytes) {
      wire_.expires_after(house_.limits.write_time_max);
      if (!co_await wire_.write(text.substr(at, write_piece_bytes))) {
        co_return false;
      }
    }
    co_return true;
  }

  asio::awaitable<bool> send_stream(BodyStream const* stream, Framing::Body framing) {
    while (true) {
      std::optional<std::string> piece;
      bool failed = false;
      co_await asio::co_spawn(house_.pool, carry_out_piece({stream, &piece, &failed}),
                              asio::use_awaitable);
      if (failed) {
        ++house_.counts.requests_failed;
        co_return false;
      }
      if (!piece) {
        co_return framing != Framing::Body::chunked || co_await write("0\r\n\r\n");
      }
      if (piece->empty()) {
        continue;
      }
      if (framing == Framing::Body::chunked) {
        piece = fmt::format("{:x}\r\n{}\r\n", piece->size(), *piece);
      }
      if (!co_await write(*piece)) {
        co_return false;
      }
    }
  }

  House& house_;
  Wire& wire_;
};

}  // namespace

// One request and its answer.
class Connection::Exchange {
 public:
  Exchange(House& house, Reactor const& reactor, Wire& wire, std::string& bytes)
      : house_(house),
        reactor_(reactor),
        wire_(wire),
        bytes_(bytes),
        reader_(house.limits, house.hosts) {}

  // nullopt when the request is whole; a problem when it is refused; throws nothing. `lost_` is set
  // when the client went away.
  asio::awaitable<std::optional<Problem>> read() {
    wire_.expires_after(house_.limits.head_time_max);
    while (true) {
      auto const step = reader_.advance(bytes_);
      if (!step) {
        co_return step.error();
      }
      if (*step == RequestReader::Step::done) {
        co_return std::nullopt;
      }
      if (*step == RequestReader::Step::head) {
        if (auto problem = begin_body()) {
          co_return problem;
        }
        if (reader_.expects_continue() && bytes_.empty() &&
            !co_await wire_.write("HTTP/1.1 100 Continue\r\n\r\n")) {
          lost_ = true;
        }
      } else if (!co_await wire_.read_into(&bytes_)) {
        lost_ = true;
      }
      if (lost_) {
        co_return std::nullopt;
      }
    }
  }

  asio::awaitable<Response> answer() {
    Request const request = reader_.take();
    if (auto known = at_once(request)) {
      ++house_.counts.requests_answered;
      co_return *std::move(known);
    }
    auto const place = house_.requests.take();
    if (!place) {
      ++house_.counts.requests_turned_away;
      co_return overloaded();
    }
    Response response;
    bool failed = false;
    co_await asio::co_spawn(house_.pool, carry_out({&house_.respond, &request, &response, &failed}),
                            asio::use_awaitable);
    ++(failed ? house_.counts.requests_failed : house_.counts.requests_answered);
    co_return failed ? broken() : std::move(response);
  }

  asio::awaitable<Next> send(Response response) {
    bool const streamed = std::holds_alternative<BodyStream>(response.body);
    Framing framing;
    bool close = reactor_.draining() || !reader_.keeps_alive();
    if (streamed) {
      framing.body = reader_.is_http_1_0() ? Framing::Body::until_close : Framing::Body::chunked;
      close = close || reader_.is_http_1_0();
    }
    // HTTP/1.0 clients that ask to keep the connection would have to be told so; they are not.
    close = close || reader_.is_http_1_0();
    framing.then = close ? Framing::Then::close : Framing::Then::keep_alive;
    bool const sent =
        co_await Sender(house_, wire_).send(std::move(response), reader_.method(), framing);
    if (sent && close) {
      co_await wire_.close_gently({});
    }
    co_return sent && !close ? Next::request : Next::nothing;
  }

  asio::awaitable<void> refuse(Problem problem) {
    ++house_.counts.requests_malformed;
    Request const* const request = reader_.refused();
    Response response = problem_response(problem);
    if (house_.refuse && request != nullptr && request->accept.contains("text/html")) {
      co_await asio::co_spawn(house_.pool,
                              carry_out_refusal({&house_.refuse, request, &problem, &response}),
                              asio::use_awaitable);
    }
    Linger linger;
    if (request != nullptr && reader_.is_upload()) {
      linger = {.bytes_max = upload_linger_bytes_max, .time_max = upload_linger_time_max};
    }
    Framing const framing{.then = Framing::Then::close, .length = {}, .date = {}};
    if (co_await Sender(house_, wire_).send(std::move(response), Method::get, framing)) {
      co_await wire_.close_gently(linger);
    }
  }

  bool lost() const { return lost_; }

 private:
  // What fails here is left to the pool, which tells of it if it fails there, too.
  std::optional<Response> at_once(Request const& request) const {
    try {
      return house_.at_once ? house_.at_once(request) : std::nullopt;
    } catch (...) {
      return std::nullopt;
    }
  }

  // How long the body may take; a problem when there is no place for it.
  std::optional<Problem> begin_body() {
    if (!reader_.is_upload()) {
      wire_.expires_after(house_.limits.body_time_max);
      return std::nullopt;
    }
    upload_ = house_.uploads.take();
    if (!upload_) {
      return Problem{503, "http.busy", "The server takes in too many files.", "Try again soon."};
    }
    wire_.expires_after(house_.limits.upload_time_max);
    return std::nullopt;
  }

  House& house_;
  Reactor const& reactor_;
  Wire& wire_;
  std::string& bytes_;
  RequestReader reader_;
  Places::Place upload_;  // while one is read
  bool lost_ = false;
};

Connection::Connection(Ground ground)
    : house_(ground.house),
      reactor_(ground.reactor),
      place_(std::move(ground.place)),
      wire_(std::move(ground.wire)) {
  ++house_.counts.connections_total;
}

Connection::~Connection() {
  reactor_.leave(*this);
}

void Connection::drain() {
  if (waits_) {
    wire_->cut();
  }
}

asio::awaitable<void> Connection::serve(std::unique_ptr<Connection> self) {
  self->reactor_.enter(*self);
  self->wire_->expires_after(self->house_.limits.head_time_max);
  if (!co_await self->wire_->shake_hands()) {
    co_return;
  }
  while (co_await self->await_request() && co_await self->serve_request() == Next::request) {
  }
  self->wire_->cut();
}

asio::awaitable<bool> Connection::await_request() {
  if (bytes_.empty()) {
    if (reactor_.draining()) {
      co_return false;
    }
    waits_ = true;
    wire_->expires_after(house_.limits.idle_time_max);
    bool const come = co_await wire_->read_into(&bytes_);
    waits_ = false;
    co_return come;
  }
  co_return true;
}

asio::awaitable<Connection::Next> Connection::serve_request() {
  Exchange exchange(house_, reactor_, *wire_, bytes_);
  auto const problem = co_await exchange.read();
  if (problem) {
    co_await exchange.refuse(*problem);
    co_return Next::nothing;
  }
  if (exchange.lost()) {
    co_return Next::nothing;
  }
  co_return co_await exchange.send(co_await exchange.answer());
}

asio::awaitable<void> Connection::turn_away(std::unique_ptr<Wire> wire, Places::Place /*held*/) {
  Response const response = overloaded();
  std::string const& body = std::get<std::string>(response.body);
  Framing framing{.then = Framing::Then::close, .length = body.size(), .date = http_date()};
  wire->expires_after(linger_time_max);
  if (!wire->is_tls() && co_await wire->write(head_text(response, framing).value_or("") + body)) {
    co_await wire->close_gently({});
  }
}

}  // namespace lofte::edge::http

#include "edge/http/request_reader.hpp"

#include <algorithm>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <optional>

#include "base/utf8.hpp"
#include "edge/http/chunks.hpp"
#include "edge/http/head_rules.hpp"
#include "edge/http/target.hpp"

namespace lofte::edge::http {
namespace beast_http = boost::beast::http;
namespace {

std::string_view text_of(boost::beast::string_view view) {
  return {view.data(), view.size()};
}

Problem problem_of(boost::beast::error_code const& error) {
  if (error == beast_http::error::header_limit) {
    return {431, "http.head_too_large", "The header fields are too large.", ""};
  }
  if (error == beast_http::error::bad_version) {
    return {505, "http.version", "The server speaks HTTP/1.1.", ""};
  }
  return {400, "http.malformed", "The request is not HTTP.", ""};
}

}  // namespace

class RequestReader::Parser {
 public:
  explicit Parser(Limits const& limits) {
    request.body_limit(boost::none);  // the body is ours to read
    request.header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
  }

  boost::beast::error_code put(std::string_view head) {
    boost::beast::error_code error;
    request.put(boost::asio::const_buffer(head.data(), head.size()), error);
    return error;
  }

  std::vector<std::string_view> values(beast_http::field name) const {
    std::vector<std::string_view> found;
    auto const [first, last] = request.get().equal_range(name);
    for (auto field = first; field != last; ++field) {
      found.push_back(text_of(field->value()));
    }
    return found;
  }

  std::string value(beast_http::field name) const {
    return std::string(text_of(request.get()[name]));
  }

  beast_http::request_parser<beast_http::empty_body> request;  // the head alone
  std::optional<Chunks> chunks;
  std::size_t body_bytes_left = 0;
};

RequestReader::RequestReader(Limits const& limits, std::vector<std::string> const& hosts)
    : limits_(&limits), hosts_(&hosts), parser_(std::make_unique<Parser>(limits)) {}

RequestReader::~RequestReader() = default;

std::expected<RequestReader::Step, Problem> RequestReader::advance(std::string& bytes) {
  return head_read_ ? read_body(bytes) : read_head(bytes);
}

std::expected<RequestReader::Step, Problem> RequestReader::read_head(std::string& bytes) {
  while (bytes.starts_with("\r\n")) {  // RFC 9112 §2.2: empty lines before a request are skipped
    bytes.erase(0, 2);
  }
  auto const end = bytes.find("\r\n\r\n");
  auto const size = end == std::string::npos ? bytes.size() : end + 4;
  if (size > limits_->header_bytes_max) {
    return std::unexpected(problem_of(beast_http::error::header_limit));
  }
  if (end == std::string::npos) {
    auto fault = fault_of_partial_head(bytes);
    return fault ? std::expected<Step, Problem>(std::unexpected(*std::move(fault))) : Step::more;
  }
  std::string head = bytes.substr(0, size);
  bytes.erase(0, size);
  if (auto fault = fault_of_head(head)) {
    return std::unexpected(*std::move(fault));
  }
  auto const error = parser_->put(head);
  if (error && error != beast_http::error::need_more) {
    return std::unexpected(problem_of(error));
  }
  if (!parser_->request.is_header_done()) {
    return std::unexpected(problem_of(beast_http::error::bad_target));
  }
  if (auto fault = accept_head()) {
    return std::unexpected(*std::move(fault));
  }
  head_read_ = true;
  return parser_->chunks || parser_->body_bytes_left > 0 ? Step::head : Step::done;
}

std::expected<RequestReader::Step, Problem> RequestReader::read_body(std::string& bytes) {
  if (parser_->chunks) {
    auto const state = parser_->chunks->advance(bytes, request_.body);
    if (!state) {
      return std::unexpected(state.error());
    }
    return *state == Chunks::State::whole ? Step::done : Step::more;
  }
  auto const count = std::min(parser_->body_bytes_left, bytes.size());
  request_.body.append(bytes, 0, count);
  bytes.erase(0, count);
  parser_->body_bytes_left -= count;
  return parser_->body_bytes_left == 0 ? Step::done : Step::more;
}

std::optional<Problem> RequestReader::measure_body(MessageFields const& fields) {
  std::size_t const bytes_max = is_upload() ? limits_->upload_bytes_max : limits_->body_bytes_max;
  if (!fields.transfer_encoding.empty()) {
    parser_->chunks.emplace(bytes_max);
  } else if (!fields.content_length.empty()) {
    std::string_view const digits = fields.content_length[0];
    auto const parsed =
        std::from_chars(digits.data(), digits.data() + digits.size(), parser_->body_bytes_left);
    if (parsed.ec != std::errc{} || parser_->body_bytes_left > bytes_max) {
      return body_too_large(bytes_max);
    }
  }
  return std::nullopt;
}

std::optional<Problem> RequestReader::accept_head() {
  using enum beast_http::field;
  auto const& message = parser_->request.get();
  MessageFields const fields{
      .version = message.version() == 10 ? MessageFields::Version::http_1_0
                                         : MessageFields::Version::http_1_1,
      .host = parser_->values(host),
      .content_length = parser_->values(content_length),
      .transfer_encoding = parser_->values(transfer_encoding),
      .expect = parser_->values(expect),
  };
  if (auto fault = fault_of_fields(fields)) {
    return fault;
  }
  auto const method = parse_method(text_of(message.method_string()));
  if (!method) {
    return Problem{501, "http.method", "The server does not know this method.", ""};
  }
  auto target = parse_target(text_of(message.target()), *limits_);
  if (!target) {
    return std::move(target).error();
  }
  std::string_view const authority =
      target->authority.empty() ? (fields.host.empty() ? "" : fields.host[0]) : target->authority;
  auto const named = host_of(authority);
  if (!named && !authority.empty()) {
    return Problem{400, "http.host_malformed", "The request's host is not a host name.", ""};
  }
  bool const known = std::ranges::find(*hosts_, "*") != hosts_->end() ||
                     (named && std::ranges::find(*hosts_, *named) != hosts_->end());
  if (!known) {
    return Problem{421, "http.host_unknown", "This server does not answer to that host name.",
                   "Name the host in the server's list of hosts."};
  }
  for (auto const& field : message) {
    if (!is_utf8(text_of(field.value()))) {
      return Problem{400, "http.header_letters", "A header field is not UTF-8.", ""};
    }
  }
  request_ = {.method = *method,
              .path = std::move(target->path),
              .segments = std::move(target->segments),
              .query = std::move(target->query),
              .host = named.value_or(""),
              .authorization = parser_->value(authorization),
              .content_type = parser_->value(content_type),
              .accept = parser_->value(accept),
              .accept_language = parser_->value(accept_language),
              .if_none_match = parser_->value(if_none_match),
              .idempotency_key = std::string(text_of(message["Idempotency-Key"])),
              .cookie = parser_->value(cookie),
              .origin = parser_->value(origin),
              .sec_fetch_site = std::string(text_of(message["Sec-Fetch-Site"])),
              .sec_gpc = std::string(text_of(message["Sec-GPC"])),
              .body = {}};
  head_accepted_ = true;
  return measure_body(fields);
}

bool RequestReader::expects_continue() const {
  return !is_http_1_0() && !parser_->values(beast_http::field::expect).empty();
}

bool RequestReader::keeps_alive() const {
  return parser_->request.get().keep_alive();
}

bool RequestReader::is_http_1_0() const {
  return parser_->request.get().version() == 10;
}

Method RequestReader::method() const {
  return request_.method;
}

bool RequestReader::is_upload() const {
  return request_.method == Method::post && !request_.segments.empty() &&
         request_.content_type.starts_with("multipart/form-data") &&
         std::ranges::find(limits_->upload_segments, request_.segments.front()) !=
             limits_->upload_segments.end();
}

Request const* RequestReader::refused() const {
  return head_accepted_ ? &request_ : nullptr;
}

Request RequestReader::take() {
  return std::move(request_);
}

}  // namespace lofte::edge::http

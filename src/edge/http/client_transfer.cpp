#include "edge/http/client_transfer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lofte::edge::http {

namespace {

// What libcurl is told; it refuses only what it was built without.
template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  require(curl_easy_setopt(handle, option, value) == CURLE_OK, "libcurl knows the option");
}

std::optional<std::string> part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) {
    return std::nullopt;
  }
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

struct Meaning {
  FailureKind kind;
  char const* code;
  char const* what;
  char const* remedy;
};

constexpr Meaning host_unknown{FailureKind::unavailable, "client.host_unknown",
                               "there is no host of that name",
                               "check the address, and that this machine can look up names"};
constexpr Meaning unreachable{FailureKind::unavailable, "client.unreachable",
                              "nobody answers there",
                              "check the address and its port; the server may be down, or a "
                              "firewall in between"};
constexpr Meaning untrusted{FailureKind::unavailable, "client.untrusted",
                            "no trusted connection (TLS)",
                            "check the address; where a server's certificate is vouched for by "
                            "somebody of your own, name their certificate as the CA file"};
constexpr Meaning ca_file{FailureKind::bad_input, "client.ca_file", "the CA file can't be used",
                          "name a file of certificates in PEM that this user may read"};
constexpr Meaning too_slow{FailureKind::unavailable, "client.too_slow",
                           "the answer was not there in time",
                           "try again later; the server or the network is too slow"};
constexpr Meaning cut_off{FailureKind::unavailable, "client.cut_off",
                          "the connection ended before the answer did",
                          "try again; if it stays so, look at what stands between"};
constexpr Meaning otherwise{FailureKind::unavailable, "client.failed", "it can't be asked",
                            "try again later"};

Meaning meaning_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return host_unknown;
    case CURLE_COULDNT_CONNECT:
      return unreachable;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
      return untrusted;
    case CURLE_SSL_CACERT_BADFILE:
      return ca_file;
    case CURLE_OPERATION_TIMEDOUT:
      return too_slow;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_BAD_CONTENT_ENCODING:
      return cut_off;
    default:
      return otherwise;
  }
}

}  // namespace

std::optional<std::string> server_of(std::string const& url) {
  OwnedCurl<CURLU, curl_url_cleanup> const parsed(curl_url());
  if (has_control(url) || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      part_of(parsed.get(), CURLUPART_USER)) {
    return std::nullopt;
  }
  auto const scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  auto const host = part_of(parsed.get(), CURLUPART_HOST);
  auto const port = part_of(parsed.get(), CURLUPART_PORT);
  if (!host || !scheme || (*scheme != "http" && *scheme != "https")) {
    return std::nullopt;
  }
  return *scheme + "://" + *host + (port ? ":" + *port : "");
}

Transfer::Transfer(ClientSettings const& settings, ClientRequest const& request)
    : settings_(&settings), request_(&request), handle_(curl_easy_init()) {
  require(handle_ != nullptr, "libcurl gives a handle");
  auto const server = server_of(request.url);
  if (!server || std::ranges::any_of(request.headers, [](Header const& header) {
        return has_control(header.name) || has_control(header.value);
      })) {
    throw Failure(FailureKind::bad_input,
                  {.code = "client.request_malformed",
                   .message = "this is not something that a server can be asked",
                   .remedy = "give an address that begins with http:// or https://, without a "
                             "user's name in it"});
  }
  server_ = *server;
  add_headers();
  set_up();
  set_up_method();
}

void Transfer::add_headers() {
  auto const add = [&](std::string const& line) {
    curl_slist* const longer = curl_slist_append(headers_.get(), line.c_str());
    require(longer != nullptr, "there is memory for a header");
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  };
  add("Expect:");  // the body is sent at once
  for (Header const& header : request_->headers) {
    add(header.name + ": " + header.value);
  }
}

void Transfer::set_up() {
  CURL* const curl = handle_.get();
  ClientLimits const& limits = settings_->limits;
  set(curl, CURLOPT_URL, request_->url.c_str());
  set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_USERAGENT, "lofte");
  set(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_time_max.count()));
  set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.whole_time_max.count()));
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!settings_->ca_file.empty()) {
    set(curl, CURLOPT_CAINFO, settings_->ca_file.c_str());
  }
  set(curl, CURLOPT_HTTPHEADER, headers_.get());
  set(curl, CURLOPT_ERRORBUFFER, error_.data());
  set(curl, CURLOPT_PRIVATE, this);
  set(curl, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  set(curl, CURLOPT_WRITEDATA, this);
  set(curl, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  set(curl, CURLOPT_HEADERDATA, this);
}

void Transfer::set_up_method() {
  CURL* const curl = handle_.get();
  if (!request_->body.empty() || request_->method == Method::post) {
    set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_->body.size()));
    set(curl, CURLOPT_POSTFIELDS, request_->body.data());
  }
  if (request_->method == Method::head) {
    set(curl, CURLOPT_NOBODY, 1L);
  } else {
    set(curl, CURLOPT_CUSTOMREQUEST, std::string(name_of(request_->method)).c_str());
  }
}

std::size_t Transfer::take_body(char* bytes, std::size_t one, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  std::string& body = transfer.response_.body;
  std::size_t const size = one * count;
  if (size > transfer.settings_->limits.body_bytes_max - body.size()) {
    transfer.size_ = Size::too_large;
    return CURL_WRITEFUNC_ERROR;
  }
  body.append(bytes, size);
  return size;
}

std::size_t Transfer::take_header(char* bytes, std::size_t one, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  std::string_view line(bytes, one * count);
  transfer.header_bytes_ += line.size();
  if (transfer.header_bytes_ > transfer.settings_->limits.header_bytes_max) {
    transfer.size_ = Size::too_large;
    return CURL_WRITEFUNC_ERROR;
  }
  auto& headers = transfer.response_.headers;
  if (line.starts_with("HTTP/")) {
    headers.clear();  // those before were of an interim answer
  } else if (auto const colon = line.find(':'); colon != std::string_view::npos) {
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](char c) {
      return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    value.remove_suffix(value.size() - (value.find_last_not_of(" \t\r\n") + 1));
    headers.push_back({.name = std::move(name), .value = std::string(value)});
  }
  return line.size();
}

Answered Transfer::outcome(CURLcode code) {
  if (size_ == Size::too_large) {
    return std::unexpected(
        Failure(FailureKind::too_large,
                {.code = "client.too_large",
                 .message = fmt::format("{} answers with more than the {} bytes that are taken",
                                        server_, settings_->limits.body_bytes_max),
                 .remedy = "check the address: what is there is not what was asked for"}));
  }
  if (code != CURLE_OK) {
    Meaning const meaning = meaning_of(code);
    std::string const detail = error_.front() != 0 ? error_.data() : curl_easy_strerror(code);
    return std::unexpected(
        Failure(meaning.kind, {.code = meaning.code,
                               .message = fmt::format("{}: {} ({})", server_, meaning.what, detail),
                               .remedy = meaning.remedy}));
  }
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

}  // namespace lofte::edge::http

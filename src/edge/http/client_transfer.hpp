// Internal to edge/http: one question and its answer, as libcurl carries them.
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>

#include "edge/http/client.hpp"

namespace lofte::edge::http {

template <auto release>
struct ReleaseCurl {
  template <typename Thing>
  void operator()(Thing* thing) const {
    release(thing);
  }
};
template <typename Thing, auto release>
using OwnedCurl = std::unique_ptr<Thing, ReleaseCurl<release>>;

// "https://shop.example:8443": what messages say of a URL. Nullopt unless it is one that a client
// asks: http or https, with a host, without a user's name.
std::optional<std::string> server_of(std::string const& url);

// Borrows settings and request. libcurl holds its address, so that it stays where it is.
class Transfer {
 public:
  // Throws Failure (bad_input, "client.request_malformed").
  Transfer(ClientSettings const& settings, ClientRequest const& request);
  Transfer(Transfer const&) = delete;
  Transfer& operator=(Transfer const&) = delete;

  CURL* handle() const { return handle_.get(); }
  // Once, when libcurl has ended it with `code`.
  Answered outcome(CURLcode code);

 private:
  static std::size_t take_body(char* bytes, std::size_t one, std::size_t count, void* self);
  static std::size_t take_header(char* bytes, std::size_t one, std::size_t count, void* self);
  void add_headers();
  void set_up();
  void set_up_method();

  ClientSettings const* settings_;
  ClientRequest const* request_;
  std::string server_;
  OwnedCurl<curl_slist, curl_slist_free_all> headers_;
  OwnedCurl<CURL, curl_easy_cleanup> handle_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  ClientResponse response_;
  std::size_t header_bytes_ = 0;
  enum class Size { fits, too_large } size_ = Size::fits;
};

}  // namespace lofte::edge::http

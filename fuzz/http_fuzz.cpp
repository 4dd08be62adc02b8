// Requests as bytes, through the reader and the router, as a connection would do it: nothing may
// crash, whole requests are clean, and how the bytes are cut into pieces changes nothing.
#include <cstdint>
#include <string>
#include <vector>

#include "base/failure.hpp"
#include "base/utf8.hpp"
#include "edge/http/language.hpp"
#include "edge/http/request_reader.hpp"
#include "edge/http/router.hpp"
#include "edge/http/target.hpp"

namespace {

using namespace lofte::edge::http;
using lofte::is_utf8;
using lofte::require;

Router const& router() {
  static Router const routes = [] {
    Router made;
    auto const answer = [](Request const& request, PathParameters const& parameters) {
      require(!parameters.at("a").empty(), "a path parameter is not empty");
      return json_response(200, request.body);
    };
    made.add(Method::get, "/v1/{a}", answer);
    made.add(Method::post, "/v1/{a}/x", answer);
    made.add(Method::get, "/v1/{a}/{b}", answer);
    return made;
  }();
  return routes;
}

void check(Request const& request) {
  for (std::string const& segment : request.segments) {
    require(is_utf8(segment) && !segment.contains('\0') && segment != "..", "a segment is clean");
  }
  for (QueryParameter const& parameter : request.query) {
    require(is_utf8(parameter.name) && is_utf8(parameter.value), "a parameter is clean");
  }
  std::string const language = preferred_language(request.accept_language, {"sv", "en"});
  require(language == "sv" || language == "en", "a language is one of those available");
  require(router().respond(request).status >= 200, "every request is answered");
}

// What was read, as text, and where it ended.
std::string read_all(std::string const& bytes, std::size_t piece_bytes) {
  static Limits const limits{.body_bytes_max = 4096, .header_bytes_max = 2048};
  static std::vector<std::string> const hosts{"localhost"};
  std::string seen;
  std::string buffer;
  std::size_t at = 0;
  while (true) {
    RequestReader reader(limits, hosts);
    auto step = reader.advance(buffer);
    while (step && *step != RequestReader::Step::done) {
      if (*step == RequestReader::Step::more) {
        if (at >= bytes.size()) {
          return seen;
        }
        buffer += bytes.substr(at, piece_bytes);
        at += piece_bytes;
      }
      step = reader.advance(buffer);
    }
    if (!step) {
      return seen + "!";
    }
    Request const request = reader.take();
    check(request);
    seen += request.path + "\n" + request.body + "\n";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const bytes(reinterpret_cast<char const*>(data), size);
  require(read_all(bytes, 1) == read_all(bytes, size + 1), "the cut of the bytes changes nothing");
  return 0;
}

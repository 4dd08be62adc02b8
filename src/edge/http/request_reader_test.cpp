#include "edge/http/request_reader.hpp"

#include <gmock/gmock.h>

#include "edge/http/head_rules.hpp"

namespace lofte::edge::http {
namespace {

using Step = RequestReader::Step;

struct Outcome {
  std::optional<Request> request;
  int status = 0;  // of the refusal
  std::string code;
  std::string left;  // of the bytes
};

// Reads one request from `bytes`, given to the reader `piece_bytes` at a time.
Outcome read(std::string const& bytes, Limits const& limits = {}, std::size_t piece_bytes = 1) {
  std::vector<std::string> const hosts{"shop.example", "::1"};
  RequestReader reader(limits, hosts);
  std::string buffer;
  std::size_t at = 0;
  while (true) {
    auto const step = reader.advance(buffer);
    if (!step) {
      return {std::nullopt, step.error().status, step.error().code, buffer};
    }
    if (*step == Step::done) {
      return {reader.take(), 0, "", buffer + bytes.substr(at)};
    }
    if (*step == Step::more) {
      if (at == bytes.size()) {
        return {std::nullopt, 0, "unfinished", buffer};
      }
      buffer += bytes.substr(at, piece_bytes);
      at = std::min(at + piece_bytes, bytes.size());
    }
  }
}

std::string get(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: shop.example\r\n" + std::string(fields) + "\r\n";
}

TEST(RequestReader, ReadsTheSameRequestHoweverItsBytesArrive) {
  std::string const bytes =
      "POST /v1/subjects?a=1 HTTP/1.1\r\nHost: Shop.Example:8080\r\nAuthorization: Bearer k\r\n"
      "Content-Type: application/json\r\nAccept-Language: sv\r\nIdempotency-Key: 7\r\n"
      "Content-Length: 7\r\n\r\n{\"a\":1}GET ";
  for (std::size_t const piece : {1UL, 2UL, 7UL, 64UL, 4096UL}) {
    auto const outcome = read(bytes, {}, piece);
    ASSERT_TRUE(outcome.request) << outcome.code;
    EXPECT_EQ(outcome.request->method, Method::post);
    EXPECT_EQ(outcome.request->host, "shop.example");
    EXPECT_EQ(outcome.request->authorization, "Bearer k");
    EXPECT_EQ(outcome.request->content_type, "application/json");
    EXPECT_EQ(outcome.request->accept_language, "sv");
    EXPECT_EQ(outcome.request->idempotency_key, "7");
    EXPECT_EQ(outcome.request->body, "{\"a\":1}");
    EXPECT_EQ(outcome.left, "GET ");
  }
}

TEST(RequestReader, ReadsChunkedBodies) {
  std::string const bytes =
      "POST / HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;name=value\r\nabc\r\n2\r\nde\r\n0\r\nHost: other.example\r\n\r\nrest";
  for (std::size_t const piece : {1UL, 5UL, 4096UL}) {
    auto const outcome = read(bytes, {}, piece);
    ASSERT_TRUE(outcome.request) << outcome.code;
    EXPECT_EQ(outcome.request->body, "abcde");
    EXPECT_EQ(outcome.request->host, "::1") << "a trailer changes nothing of the head";
    EXPECT_EQ(outcome.left, "rest");
  }
}

TEST(RequestReader, LengthsThatCanBeReadInTwoWaysAreRefused) {
  EXPECT_EQ(read(get("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")).status, 400);
  EXPECT_EQ(read(get("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")).status, 400);
  EXPECT_EQ(read(get("Content-Length: 3\r\nContent-Length: 3\r\n")).status, 400);
  EXPECT_EQ(read(get("Content-Length: 3, 3\r\n")).status, 400);
  EXPECT_EQ(read(get("Content-Length: +3\r\n")).status, 400);
  EXPECT_EQ(read(get("Content-Length: -1\r\n")).status, 400);
  EXPECT_EQ(read(get("Content-Length: 99999999999999999999999\r\n")).status, 400);
  EXPECT_EQ(read(get("Transfer-Encoding: gzip, chunked\r\n")).status, 501);
  EXPECT_EQ(read("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").status, 400);
}

TEST(RequestReader, HeadsThatTwoServersReadDifferentlyAreRefused) {
  EXPECT_EQ(read(get("X-A: 1\r\n folded: 2\r\n")).code, "http.folded_header");
  EXPECT_EQ(read(get("X-A: 1\r\n\t2\r\n")).code, "http.folded_header");
  EXPECT_EQ(read(get("X-A : 1\r\n")).code, "http.header_space");
  EXPECT_EQ(read("GET / HTTP/1.1\nHost: shop.example\n\n").code, "http.line_end");
  EXPECT_EQ(read(get("X-A: 1\rX-B: 2\r\n")).code, "http.control_character");
  EXPECT_EQ(read(get(std::string_view("X-A: 1\0\r\n", 9))).code, "http.control_character");
  EXPECT_EQ(read(get("X-A: \xff\r\n")).code, "http.header_letters");
}

TEST(RequestReader, HostMustBeOneThatTheServerAnswersTo) {
  EXPECT_EQ(read("GET / HTTP/1.1\r\n\r\n").code, "http.host_missing");
  EXPECT_EQ(read(get("Host: shop.example\r\n")).code, "http.host_missing") << "twice";
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 421);
  EXPECT_EQ(read("GET / HTTP/1.0\r\n\r\n").status, 421);
  EXPECT_EQ(read("GET http://evil.example/ HTTP/1.1\r\nHost: shop.example\r\n\r\n").status, 421);
  EXPECT_TRUE(read("GET http://shop.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n").request);
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: a b\r\n\r\n").code, "http.host_malformed");
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: shop.example:http\r\n\r\n").code, "http.host_malformed");
}

TEST(RequestReader, LimitsHold) {
  Limits const limits{.body_bytes_max = 4, .header_bytes_max = 100};
  auto const post = [&](std::string_view length, std::string_view body) {
    return read("POST / HTTP/1.1\r\nHost: shop.example\r\n" + std::string(length) + "\r\n\r\n" +
                    std::string(body),
                limits);
  };
  EXPECT_EQ(post("Content-Length: 4", "abcd").request.value().body, "abcd");
  EXPECT_EQ(post("Content-Length: 5", "").status, 413) << "before the body is read";
  EXPECT_EQ(post("Transfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").status, 413);
  EXPECT_EQ(read(get("X: " + std::string(100, 'a') + "\r\n"), limits).status, 431);
  EXPECT_EQ(read(std::string(101, 'G'), limits).status, 431) << "without any line end";
  EXPECT_EQ(post("Transfer-Encoding: chunked", "1;" + std::string(300, 'a')).status, 431);
}

TEST(RequestReader, AFormWithFilesMayBeLargerWhereItIsTaken) {
  Limits const limits{.body_bytes_max = 4, .upload_segments = {"contact"}, .upload_bytes_max = 8};
  auto const post = [&](std::string_view path, std::string_view type, std::string_view body) {
    return read("POST " + std::string(path) + " HTTP/1.1\r\nHost: shop.example\r\nContent-Type: " +
                    std::string(type) + "\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + std::string(body),
                limits);
  };
  constexpr std::string_view files = "multipart/form-data; boundary=b";
  EXPECT_EQ(post("/contact", files, "12345678").request.value().body, "12345678");
  EXPECT_EQ(post("/contact", files, "123456789").status, 413);
  EXPECT_EQ(post("/contact", "application/json", "12345").status, 413);
  EXPECT_EQ(post("/v1/subjects", files, "12345").status, 413);
  EXPECT_EQ(post("/v1/contact", files, "12345").status, 413);
}

TEST(RequestReader, WhatIsNotHttpIsRefused) {
  EXPECT_EQ(read("\x16\x03\x01\x02\r\n\r\n").status, 400) << "a TLS greeting on the plain port";
  EXPECT_EQ(read("GET /\r\n\r\n").status, 400);
  EXPECT_EQ(read("GET / HTTP/2.0\r\nHost: shop.example\r\n\r\n").status, 505);
  EXPECT_EQ(read("BREW / HTTP/1.1\r\nHost: shop.example\r\n\r\n").status, 501);
  EXPECT_EQ(read("CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example\r\n\r\n").status, 501);
  EXPECT_EQ(read(get("Expect: miracles\r\n")).status, 417);
}

TEST(RequestReader, EmptyLinesBeforeARequestAreSkipped) {
  EXPECT_TRUE(read("\r\n\r\n" + get("")).request);
}

TEST(HeadRules, HostOfDropsPortAndCase) {
  EXPECT_EQ(host_of("Shop.Example:8080"), "shop.example");
  EXPECT_EQ(host_of("[::1]:80"), "::1");
  EXPECT_EQ(host_of("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(host_of("[::1"), std::nullopt);
  EXPECT_EQ(host_of("a@b"), std::nullopt);
  EXPECT_EQ(host_of(""), std::nullopt);
}

}  // namespace
}  // namespace lofte::edge::http

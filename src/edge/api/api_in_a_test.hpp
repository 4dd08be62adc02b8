// The API on a data folder of its own with a virtual clock, for tests. Every answer is held against
// docs/openapi.json.
#pragma once

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>

#include "edge/api/api.hpp"
#include "edge/api/openapi_document.hpp"

namespace lofte::edge::api {

inline std::string file_of_the_project(std::string const& path) {
  std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Answered {
  int status = 0;
  boost::json::value body;  // null unless it is JSON
  std::string text;
  std::string location;
  std::string link;

  std::string code() const { return std::string(body.at("code").as_string()); }
};

class ApiInATest : public testing::Test {
 protected:
  ApiInATest() : document_(file_of_the_project("docs/openapi.json")) {
    char pattern[] = "/tmp/lofte-api-test-XXXXXX";
    directory_ = ::mkdtemp(pattern);
    custody::folder::DataFolder::create(directory_ / "data",
                                        file_of_the_project("policies/usbstars.toml"),
                                        parse_day("2026-03-05"));
    open();
  }
  ~ApiInATest() override {
    api_.reset();
    folder_.reset();
    std::filesystem::remove_all(directory_);
  }

  void open() {
    api_.reset();
    folder_.reset();
    folder_ = custody::folder::DataFolder::open(directory_ / "data");
    api_ = std::make_unique<Api>(
        *folder_, ApiSettings{.figures_age_max = std::chrono::seconds{0}, .counts = {}});
    std::ifstream(folder_->owner_key_file()) >> owner_;
  }

  // `target`: the path, and a query that needs no decoding.
  Answered call(http::Method method, std::string const& target, std::string body = "",
                std::optional<std::string> const& key = std::nullopt) {
    http::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    for (std::string_view rest = std::string_view(request.path).substr(1); !rest.empty();) {
      auto const slash = rest.find('/');
      request.segments.emplace_back(rest.substr(0, slash));
      rest = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
    }
    if (request.path != target) {
      for (std::string_view rest = std::string_view(target).substr(request.path.size() + 1);
           !rest.empty();) {
        auto const one = rest.substr(0, rest.find('&'));
        request.query.push_back({.name = std::string(one.substr(0, one.find('='))),
                                 .value = std::string(one.substr(one.find('=') + 1))});
        rest = one.size() == rest.size() ? "" : rest.substr(one.size() + 1);
      }
    }
    request.authorization = "Bearer " + key.value_or(owner_);
    request.body = std::move(body);
    return call(request);
  }

  Answered call(http::Request const& request) {
    http::Response const response = api_->respond(request);
    Answered answered;
    answered.status = response.status;
    answered.text = std::get<std::string>(response.body);
    for (auto const& header : response.headers) {
      if (header.name == "Location") {
        answered.location = header.value;
      }
      if (header.name == "Link") {
        answered.link = header.value;
      }
    }
    if (response.content_type.find("json") != std::string::npos) {
      answered.body = boost::json::parse(answered.text);
    }
    expect_documented(request, response, answered.text);
    return answered;
  }

  Answered post(std::string const& path, std::string body = "",
                std::optional<std::string> const& key = std::nullopt) {
    return call(http::Method::post, path, std::move(body), std::move(key));
  }
  Answered get(std::string const& target, std::optional<std::string> key = std::nullopt) {
    return call(http::Method::get, target, "", std::move(key));
  }

  std::string make_key(std::string const& purposes, std::string const& powers = "[]") {
    auto const made = post("/v1/keys", R"({"name": "test", "purposes": )" + purposes +
                                           R"(, "powers": )" + powers + "}");
    return std::string(made.body.at("key").as_string());
  }

  // The path of a fresh subject, and of an order of hers.
  std::string subject(std::string const& reference = "") {
    std::string const named = R"({"reference": ")" + reference + "\"}";
    return post("/v1/subjects", reference.empty() ? "{}" : named).location;
  }
  std::string order(std::string const& subject) {
    return post(subject + "/records",
                R"({"shape": "order", "fields": {"name": "Anna Berg", "birth_date": "1985-02-11"},
                    "events": {"placed": "2026-03-01", "completed": "2026-03-04"}})")
        .location;
  }

  std::filesystem::path directory_;
  std::unique_ptr<custody::folder::DataFolder> folder_;
  std::unique_ptr<Api> api_;
  std::string owner_;
  OpenapiDocument const document_;

 private:
  void expect_documented(http::Request const& request, http::Response const& response,
                         std::string const& body) const {
    std::string best;
    for (auto const& route : api_->routes()) {
      if (route.name.method == request.method && fits(route.name.pattern, request.path) &&
          (best.empty() || route.name.pattern == request.path)) {
        best = route.name.pattern;
      }
    }
    ASSERT_NE(best, "") << "no route for " << request.path;
    auto const* const operation = document_.operation(http::name_of(request.method), best);
    ASSERT_NE(operation, nullptr) << best;
    EXPECT_THAT(document_.faults_of(*operation, response.status, response.content_type, body),
                testing::IsEmpty())
        << http::name_of(request.method) << " " << best;
  }

  static bool fits(std::string_view pattern, std::string_view path) {
    while (!pattern.empty() && !path.empty()) {
      auto const part = pattern.substr(0, pattern.find('/', 1));
      auto const piece = path.substr(0, path.find('/', 1));
      if (part.ends_with("...}")) {
        return true;
      }
      if (!part.starts_with("/{") && part != piece) {
        return false;
      }
      pattern.remove_prefix(part.size());
      path.remove_prefix(piece.size());
    }
    return pattern.empty() && path.empty();
  }
};

}  // namespace lofte::edge::api

#include "edge/site/site_in_a_test.hpp"

#include <stdlib.h>

#include <fstream>
#include <iterator>

#include "edge/http/url_encoding.hpp"
#include "edge/site/visit.hpp"
#include "shop/customers/customers.hpp"

namespace lofte::edge::site {

namespace {

constexpr char const* first_day = "2026-03-05";

std::string file_of_the_project(std::string const& path) {
  std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void take_target(http::Request& request, std::string const& target) {
  request.path = target.substr(0, target.find_first_of("?#"));
  for (std::string_view rest = std::string_view(request.path).substr(1); !rest.empty();) {
    auto const slash = rest.find('/');
    request.segments.emplace_back(rest.substr(0, slash));
    rest = slash == rest.npos ? "" : rest.substr(slash + 1);
  }
  if (auto const question = target.find('?'); question != target.npos) {
    std::string const query = target.substr(question + 1, target.find('#') - question - 1);
    request.query = http::parse_pairs(query, {.what = "query"}).value();
  }
}

std::string encoded(std::string_view text) {
  std::string encoded;
  for (char const byte : text) {
    char digits[4];
    std::snprintf(digits, sizeof digits, "%%%02x", static_cast<unsigned char>(byte));
    encoded += digits;
  }
  return encoded;
}

// Without the language, which every address of ours carries.
std::string without_language(std::string location) {
  auto const at = location.find("language=sv");
  if (at == location.npos) {
    return location;
  }
  bool const last = location.size() == at + 11 || location[at + 11] == '#';
  location.erase(last ? at - 1 : at, 12);
  return location;
}

}  // namespace

Answered Browser::send(http::Request request) {
  http::Response const response = site_->respond(request);
  Answered answered;
  answered.status = response.status;
  if (auto const* body = std::get_if<std::string>(&response.body)) {
    answered.page = *body;
  }
  for (auto const& [name, value] : response.headers) {
    answered.headers[name] = value;
    if (name == "Location") {
      answered.location = without_language(value);
    }
    if (name == "Set-Cookie") {
      answered.set_cookie = value;
      cookie_name = value.substr(0, value.find('='));
      cookie = value.substr(value.find('=') + 1, value.find(';') - value.find('=') - 1);
    }
  }
  return answered;
}

Answered Browser::get(std::string const& target) {
  http::Request request;
  request.method = http::Method::get;
  take_target(request, target);
  request.cookie = cookie.empty() ? "" : cookie_name + "=" + cookie;
  return send(request);
}

http::Request Browser::form(std::string const& target, Typed typed) const {
  http::Request request;
  request.method = http::Method::post;
  take_target(request, target);
  request.cookie = cookie.empty() ? "" : cookie_name + "=" + cookie;
  request.origin = origin;
  request.content_type = "application/x-www-form-urlencoded";
  if (!cookie.empty()) {
    typed.emplace("form_token", form_token_of(cookie));
  }
  for (auto const& [name, value] : typed) {
    request.body += (request.body.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
  }
  return request;
}

Answered Browser::post(std::string const& target, Typed typed) {
  return send(form(target, std::move(typed)));
}

SiteTest::SiteTest() {
  char pattern[] = "/tmp/lofte-site-test-XXXXXX";
  directory_ = ::mkdtemp(pattern);
  custody::folder::DataFolder::create(directory_ / "data", policy_text(), parse_day(first_day));
  open();
}

SiteTest::~SiteTest() {
  site_.reset();
  folder_.reset();
  std::filesystem::remove_all(directory_);
}

void SiteTest::open(std::string public_url) {
  site_.reset();
  folder_.reset();
  folder_ = custody::folder::DataFolder::open(directory_ / "data");
  public_url_ = std::move(public_url);
  site_ = std::make_unique<Site>(
      *folder_, SiteSettings{.public_url = public_url_,
                             .mail = &letters_,
                             .name_of_actor = [](std::uint32_t) { return std::string("webshop"); },
                             .errand_failed = [](std::exception const&) {},
                             .password_cost = {.passes = 1, .memory_bytes = 8192}});
}

std::string SiteTest::policy_text() {
  return file_of_the_project("policies/usbstars.toml");
}

void SiteTest::pass(int days) {
  site_->finish_errands();  // which read the clock
  folder_->set_clock(vault().today() + std::chrono::days{days});
}

std::string SiteTest::link_to(std::string const& address) {
  site_->finish_errands();
  std::string link;
  for (auto const& letter : letters_.all()) {
    auto const at = letter.text.find(public_url_ + "/");
    if (letter.to_address == address && at != letter.text.npos) {
      auto const path = at + public_url_.size();
      link = letter.text.substr(path, letter.text.find_first_of("?\n", at) - path);
    }
  }
  return link;
}

Browser SiteTest::registered(std::string const& email) {
  Browser browser(*site_, public_url_);
  browser.post("/register", {{"name", "Anna Berg"}, {"email", email}});
  browser.post(link_to(email), {{"new_password", password_in_a_test}});
  return browser;
}

SubjectId SiteTest::subject_of(std::string const& email) {
  return vault().find_subject(shop::customers::reference_of(email)).value();
}

}  // namespace lofte::edge::site

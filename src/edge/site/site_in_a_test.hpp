// The customers' pages on a data folder of its own with a virtual clock, for tests; a browser that
// keeps its cookie; and the letters that were written.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/failure.hpp"
#include "base/guarded.hpp"
#include "edge/site/site.hpp"

namespace lofte::edge::site {

class LettersKept final : public mail::Mail {
 public:
  void post(mail::Letter letter) override {
    if (left_ && (*left_)-- == 0) {
      left_ = 0;
      throw Failure(
          FailureKind::unavailable,
          {.code = "mail.queue_full", .message = "too much mail waits", .remedy = "wait"});
    }
    letters_.with([&](auto& letters) { letters.push_back(std::move(letter)); });
  }
  bool is_busy() const override { return busy; }
  std::vector<mail::Letter> all() const {
    return letters_.with([](auto const& letters) { return letters; });
  }

  // After so many more letters the queue is full; nullopt: it takes them all.
  void refuse_after(std::optional<unsigned> count) { left_ = count; }

  std::atomic<bool> busy = false;

 private:
  Guarded<std::vector<mail::Letter>> letters_;
  std::optional<unsigned> left_;
};

struct Answered {
  int status = 0;
  std::string location;  // without the language
  std::string page;
  std::string set_cookie;
  std::map<std::string, std::string> headers;
};

using Typed = std::map<std::string, std::string>;

// Keeps the session's cookie, and sends the form token of its pages. Borrows the site.
class Browser {
 public:
  explicit Browser(Site& site, std::string shown_origin = "http://shop.example")
      : origin(std::move(shown_origin)), site_(&site) {}

  Answered get(std::string const& target);
  // As a page of the site's own sends it.
  Answered post(std::string const& target, Typed typed = {});
  Answered send(http::Request request);
  // What post() sends, to be changed before it is sent.
  http::Request form(std::string const& target, Typed typed) const;

  std::string cookie;                   // the session's token; "" without
  std::string cookie_name = "session";  // as it was set last
  std::string origin;                   // of the pages that its forms are on

 private:
  Site* site_;
};

class SiteTest : public testing::Test {
 protected:
  SiteTest();
  ~SiteTest() override;

  void open(std::string public_url = "http://shop.example");
  void pass(int days);
  static std::string policy_text();
  // The path of the link in the last letter to the address; "" when there is none.
  std::string link_to(std::string const& address);
  // Registers, follows the link, and is signed in.
  Browser registered(std::string const& email = "anna@example.com");

  custody::vault::Vault& vault() { return folder_->vault(); }
  SubjectId subject_of(std::string const& email);

  std::filesystem::path directory_;
  std::string public_url_;
  LettersKept letters_;
  std::unique_ptr<custody::folder::DataFolder> folder_;
  std::unique_ptr<Site> site_;
};

inline constexpr char const* password_in_a_test = "correct horse battery";

}  // namespace lofte::edge::site

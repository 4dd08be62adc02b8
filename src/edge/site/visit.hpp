// One request for a page, as the acts behind the pages see it: who it is, in which language, and
// what the form said.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/failure.hpp"
#include "custody/vault/vault.hpp"
#include "edge/http/request.hpp"
#include "edge/http/response.hpp"
#include "edge/http/router.hpp"
#include "edge/pages/view.hpp"
#include "edge/upload/multipart.hpp"
#include "shop/customers/sessions.hpp"

namespace lofte::edge::site {

// What a form sent: its names and values, "" for a name that is not there; and the files that were
// chosen.
class Form {
 public:
  Form() = default;
  // Throws Failure (bad_input, "form.malformed") for anything but a form.
  static Form read(http::Request const& request);

  std::string const& text(std::string_view name) const;
  bool has(std::string_view name) const;
  // Without white space at either end.
  std::string trimmed(std::string_view name) const;
  std::vector<http::QueryParameter> const& fields() const { return fields_; }
  std::vector<upload::File> const& files() const { return files_; }

 private:
  static Form read_multipart(http::Request const& request);

  std::vector<http::QueryParameter> fields_;
  std::vector<upload::File> files_;
};

// What the form answers to the question that it is on. Throws Failure (bad_input, "choice.unknown")
// for anything but yes and no.
enum class Answer { no, yes };
Answer answer_of(Form const& form);
Failure choice_unknown();

struct Visit {
  http::Request const& request;
  http::PathParameters const& path;
  std::shared_ptr<promise::retention::Rules const> rules;
  std::string language;
  Day today;
  Instant now;
  std::optional<shop::customers::Session> session{};
  std::string session_token{};  // "" without a session
  std::optional<pages::Visitor> visitor{};
  Form form{};

  promise::policy::Policy const& policy() const { return *rules->history().current().policy; }
  // Whose pages they are. Aborts without a session: the route lets in those who have one.
  SubjectId const& subject() const;
  // What the page at this address is to know; a form that was sent in vain is shown at `page_path`.
  pages::View view(std::string page_path) const;
  pages::View view() const;
  // The number of the page that is asked for, from 1.
  unsigned page_number() const;
};

// The value of a cookie in a Cookie header (RFC 6265, 5.4); "" when there is none.
std::string_view cookie_value(std::string_view header, std::string_view name);

// The hidden field of every form of a session: what only its own pages know.
std::string form_token_of(std::string_view session_token);

// --- Answers
http::Response page(std::string html, int status = 200);
// 303: to a page of ours, in the same language; `flash` is told there once.
http::Response go_to(Visit const& visit, std::string path,
                     std::optional<pages::Flash> flash = std::nullopt);

}  // namespace lofte::edge::site

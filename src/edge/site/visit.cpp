#include "edge/site/visit.hpp"

#include <algorithm>
#include <charconv>

#include "base/base64.hpp"
#include "base/failure.hpp"
#include "custody/crypto/sha256.hpp"
#include "edge/http/url_encoding.hpp"
#include "edge/pages/paths.hpp"

namespace lofte::edge::site {

namespace {

constexpr std::string_view form_media_type = "application/x-www-form-urlencoded";
constexpr std::string_view flash_parameter = "done";
constexpr std::string_view language_parameter = "language";

Failure malformed(std::string message) {
  return {FailureKind::bad_input,
          {.code = "form.malformed",
           .message = std::move(message),
           .remedy = "go back, and send the form again"}};
}

// The address without what every page carries of its own: with the number of the page alone.
std::string own_path(http::Request const& request) {
  std::string_view const number = request.parameter("page").value_or("");
  bool const is_number = !number.empty() && number.find_first_not_of("0123456789") == number.npos;
  return request.path + (is_number ? "?page=" + std::string(number) : "");
}

}  // namespace

Form Form::read_multipart(http::Request const& request) {
  auto multipart = upload::read_multipart(request.content_type, request.body);
  if (!multipart) {
    throw malformed("the form can't be read");
  }
  Form form;
  for (auto& [name, value] : multipart->fields) {
    form.fields_.push_back({.name = std::move(name), .value = std::move(value)});
  }
  form.files_ = std::move(multipart->files);
  return form;
}

Form Form::read(http::Request const& request) {
  if (upload::is_multipart(request.content_type)) {
    return read_multipart(request);
  }
  if (!request.content_type.starts_with(form_media_type)) {
    throw malformed("what was sent is not a form");
  }
  auto fields = http::parse_pairs(
      request.body, {.what = "form", .lines = http::Decoding::Lines::allowed, .count_max = 200});
  if (!fields) {
    throw malformed("the form can't be read");
  }
  Form form;
  form.fields_ = *std::move(fields);
  return form;
}

std::string const& Form::text(std::string_view name) const {
  static std::string const none;
  auto const found = std::ranges::find(fields_, name, &http::QueryParameter::name);
  return found == fields_.end() ? none : found->value;
}

bool Form::has(std::string_view name) const {
  return std::ranges::find(fields_, name, &http::QueryParameter::name) != fields_.end();
}

std::string Form::trimmed(std::string_view name) const {
  constexpr std::string_view space = " \t\r\n";
  std::string_view text = this->text(name);
  text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
  text = text.substr(0, text.find_last_not_of(space) + 1);
  return std::string(text);
}

Failure choice_unknown() {
  return {FailureKind::bad_input,
          {.code = "choice.unknown",
           .message = "there is no such choice",
           .remedy = "open the page anew, and choose there"}};
}

Answer answer_of(Form const& form) {
  std::string const& answer = form.text(pages::fields::answer);
  if (answer != pages::fields::on && answer != pages::fields::off) {
    throw choice_unknown();
  }
  return answer == pages::fields::on ? Answer::yes : Answer::no;
}

SubjectId const& Visit::subject() const {
  require(session.has_value(), "the page is for those who have signed in");
  return session->subject;
}

pages::View Visit::view(std::string page_path) const {
  auto const flash = request.parameter(flash_parameter);
  return {.language = language,
          .path = std::move(page_path),
          .visitor = visitor,
          .flash = flash ? pages::flash_of(*flash) : std::nullopt,
          .form_token = session_token.empty() ? "" : form_token_of(session_token),
          .today = today};
}

pages::View Visit::view() const {
  return view(own_path(request));
}

unsigned Visit::page_number() const {
  std::string_view const text = request.parameter("page").value_or("1");
  unsigned number = 1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::max(number, 1U);
}

std::string_view cookie_value(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    std::size_t const end = std::min(header.find(';'), header.size());
    std::string_view pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

std::string form_token_of(std::string_view session_token) {
  return to_base64url(
      custody::crypto::view(custody::crypto::sha256({"form token", session_token})));
}

http::Response page(std::string html, int status) {
  http::Response response = http::html_response(std::move(html));
  response.status = status;
  return response;
}

http::Response go_to(Visit const& visit, std::string path, std::optional<pages::Flash> flash) {
  std::string const anchor = path.contains('#') ? path.substr(path.find('#')) : "";
  path.resize(path.size() - anchor.size());
  path += path.contains('?') ? '&' : '?';
  path += std::string(language_parameter) + "=" + visit.language;
  if (flash) {
    path += "&" + std::string(flash_parameter) + "=" + std::string(name_of(*flash));
  }
  http::Response response{.status = 303, .content_type = {}, .headers = {}, .body = {}};
  return std::move(response.with("Location", path + anchor));
}

}  // namespace lofte::edge::site

#include "edge/site/let_in.hpp"

#include <algorithm>

#include "edge/site/session_cookie.hpp"

namespace lofte::edge::site {

namespace paths = pages::paths;

namespace {

// "" for none, or "?page=" and a number: what a page of ours has in its address beside its path.
bool is_page_number(std::string_view query) {
  constexpr std::string_view parameter = "?page=";
  return query.empty() || (query.starts_with(parameter) && query.size() > parameter.size() &&
                           query.find_first_not_of("0123456789", parameter.size()) == query.npos);
}

bool is_path_below_me(std::string_view path) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/";
  return (std::string(path) + "/").starts_with(std::string(paths::me) + "/") &&
         path.find_first_not_of(plain) == path.npos && !path.contains("//");
}

}  // namespace

std::string next_of(std::string const& asked) {
  std::string_view const whole = asked;
  std::size_t const question = std::min(whole.find('?'), whole.size());
  bool const ours =
      is_path_below_me(whole.substr(0, question)) && is_page_number(whole.substr(question));
  return ours ? asked : std::string(paths::me);
}

http::Response let_in(Visit const& visit, Ground const& ground, LetIn const& who) {
  if (!visit.session_token.empty()) {
    ground.sessions.end(visit.session_token);
  }
  auto response = go_to(visit, who.next, who.flash);
  set_session_cookie(response, ground, ground.sessions.begin(who.subject, who.proof));
  return response;
}

}  // namespace lofte::edge::site

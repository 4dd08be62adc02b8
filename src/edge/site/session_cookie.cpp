#include "edge/site/session_cookie.hpp"

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::edge::site {

using promise::policy::Policy;

namespace {

constexpr std::string_view plain_name = "session";
constexpr std::string_view bound_name = "__Host-session";

bool is_https(std::string_view public_url) {
  return public_url.starts_with("https://");
}

bool declares(Policy const& policy, std::string_view name) {
  return std::ranges::find(policy.cookies, name, &promise::policy::Cookie::name) !=
         policy.cookies.end();
}

std::string name_in_force(Ground const& ground) {
  auto const rules = ground.vault.in_force().shown;
  return std::string(session_cookie_name(*rules->history().current().policy, ground.public_url));
}

}  // namespace

std::string_view session_cookie_name(Policy const& policy, std::string_view public_url) {
  if (is_https(public_url) && declares(policy, bound_name)) {
    return bound_name;
  }
  return declares(policy, plain_name) ? plain_name : std::string_view();
}

void expect_session_cookie(Ground const& ground) {
  if (name_in_force(ground).empty()) {
    throw Failure(FailureKind::refused,
                  {.code = "cookie.undeclared",
                   .message = "the policy declares no cookie \"session\", so none is set",
                   .remedy = "declare [cookie.session], or over https [cookie.__Host-session]; "
                             "nobody can sign in until it is"});
  }
}

void set_session_cookie(http::Response& response, Ground const& ground, std::string_view token) {
  std::string cookie = name_in_force(ground);
  if (cookie.empty()) {
    return;
  }
  cookie += "=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Lax";
  cookie += is_https(ground.public_url) ? "; Secure" : "";
  cookie += token.empty() ? "; Max-Age=0" : "";
  response.with("Set-Cookie", std::move(cookie));
}

}  // namespace lofte::edge::site

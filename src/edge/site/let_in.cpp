#include "edge/site/let_in.hpp"

#include "edge/site/session_cookie.hpp"

namespace lofte::edge::site {

namespace paths = pages::paths;

std::string next_of(std::string const& asked) {
  bool const ours = asked == paths::me || asked.starts_with(std::string(paths::me) + "/") ||
                    asked.starts_with(std::string(paths::me) + "?");
  bool const plain = asked.find_first_of("\\\r\n\t ") == asked.npos && !asked.contains("//");
  return ours && plain ? asked : std::string(paths::me);
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

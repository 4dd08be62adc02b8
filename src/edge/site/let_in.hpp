// Internal to edge/site: letting somebody in, once they have shown who they are.
#pragma once

#include "edge/site/ground.hpp"

namespace lofte::edge::site {

// Where to go after signing in, or after showing once more who it is: nowhere but My pages, and to
// none of them with more in its address than the number of a page.
std::string next_of(std::string const& asked);

struct LetIn {
  SubjectId subject;
  custody::vault::Vault::Proof proof;
  std::string next;
  pages::Flash flash;
};

// Signs in: a fresh session, whatever the browser held before.
http::Response let_in(Visit const& visit, Ground const& ground, LetIn const& who);

}  // namespace lofte::edge::site

#include "custody/webauthn/relying_party.hpp"

#include <algorithm>

namespace lofte::custody::webauthn {

namespace {

// The last label of a name is no number; that of an address of IPv4 is (URL Standard, 3.5).
bool is_name(std::string_view host) {
  std::string_view const last = host.substr(host.rfind('.') + 1);
  return !host.empty() && !host.starts_with('[') && !last.empty() &&
         !std::ranges::all_of(last, [](char letter) { return letter >= '0' && letter <= '9'; });
}

}  // namespace

std::optional<RelyingParty> relying_party_of(std::string_view url) {
  auto const scheme_end = url.find("://");
  if (scheme_end == url.npos) {
    return std::nullopt;
  }
  std::string_view const scheme = url.substr(0, scheme_end);
  std::string_view const authority =
      url.substr(scheme_end + 3, url.find('/', scheme_end + 3) - scheme_end - 3);
  std::string_view const host =
      authority.starts_with('[') ? authority : authority.substr(0, authority.find(':'));
  bool const is_local = host == "localhost" || host.ends_with(".localhost");
  if (!is_name(host) || (scheme != "https" && !(scheme == "http" && is_local))) {
    return std::nullopt;
  }
  std::string origin = std::string(scheme) + "://" + std::string(authority);
  std::string_view const usual_port = scheme == "https" ? ":443" : ":80";
  if (origin.ends_with(usual_port)) {
    origin.resize(origin.size() - usual_port.size());  // as browsers write it
  }
  return RelyingParty{.id = std::string(host), .origin = std::move(origin)};
}

}  // namespace lofte::custody::webauthn

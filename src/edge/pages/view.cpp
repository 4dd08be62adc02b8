#include "edge/pages/view.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lofte::edge::pages {
namespace {

constexpr std::array<std::pair<Flash, std::string_view>, 20> flash_names{{
    {Flash::signed_in, "signed_in"},
    {Flash::signed_out, "signed_out"},
    {Flash::registered, "registered"},
    {Flash::corrected, "corrected"},
    {Flash::choice_saved, "choice_saved"},
    {Flash::marketing_stopped, "marketing_stopped"},
    {Flash::restricted, "restricted"},
    {Flash::restriction_lifted, "restriction_lifted"},
    {Flash::erase_undone, "erase_undone"},
    {Flash::session_ended, "session_ended"},
    {Flash::sessions_ended, "sessions_ended"},
    {Flash::password_changed, "password_changed"},
    {Flash::more_sent, "more_sent"},
    {Flash::passkey_added, "passkey_added"},
    {Flash::passkey_removed, "passkey_removed"},
    {Flash::passkey_renamed, "passkey_renamed"},
    {Flash::proven, "proven"},
    {Flash::asked, "asked"},
    {Flash::asked_already, "asked_already"},
    {Flash::publication_withdrawn, "publication_withdrawn"},
}};

}  // namespace

std::string_view name_of(Flash flash) {
  return std::ranges::find(flash_names, flash, &std::pair<Flash, std::string_view>::first)->second;
}

std::optional<Flash> flash_of(std::string_view name) {
  auto const found =
      std::ranges::find(flash_names, name, &std::pair<Flash, std::string_view>::second);
  return found == flash_names.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace lofte::edge::pages

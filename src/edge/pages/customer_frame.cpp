#include "edge/pages/customer_frame.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "edge/pages/paths.hpp"
#include "edge/pages/words.hpp"
#include "promise/policy/publication.hpp"

namespace lofte::edge::pages {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> rooms{{
    {paths::me, "me.overview"},
    {paths::data, "me.data"},
    {paths::choices, "me.choices"},
    {paths::orders, "me.orders"},
    {paths::publications, "me.publications"},
    {paths::trail, "me.trail"},
    {paths::rights, "me.rights"},
    {paths::security, "me.security"},
}};

}  // namespace

Filling CustomerFrame::begin(std::string_view title, std::string_view here) {
  Filling page(dictionary_);
  fill_frame(
      page, words_.policy(), phrases_,
      {.title = std::string(title),
       .style_url = view_.style_url,
       .in_language = [this](std::string_view language) { return address(view_.path, language); },
       .navigation = Navigation{.visitor = view_.visitor, .form_token = view_.form_token},
       .here = here});
  page.section("MORE_STYLE").set("HREF", customer_style_url());
  fill_told(page, here);
  if (here.starts_with(paths::me)) {
    fill_rooms(page, here);
  }
  return page;
}

void CustomerFrame::fill_told(Filling& page, std::string_view here) const {
  bool const restricted = view_.visitor && view_.visitor->restricted_since;
  // The page of the erasure says it itself.
  bool const erasing = view_.visitor && view_.visitor->erasure_undo_until && here != paths::erase;
  if (!view_.flash && !restricted && !erasing) {
    return;
  }
  Filling told = page.section("TOLD");
  if (view_.flash) {
    told.text("FLASH", phrases_.text("flash." + std::string(name_of(*view_.flash))));
  }
  if (restricted) {
    std::string const date = words_.day(*view_.visitor->restricted_since);
    told.section("RESTRICTED")
        .set("SINCE", phrases_.filled("banner.restricted_since", {{"date", date}}));
  }
  if (erasing) {
    std::string const date = words_.day(*view_.visitor->erasure_undo_until);
    told.section("ERASING").set("UNTIL", phrases_.filled("banner.erasing_until", {{"date", date}}));
  }
}

void CustomerFrame::fill_rooms(Filling& page, std::string_view here) const {
  for (auto const& [path, key] : rooms) {
    if (path == paths::publications && !promise::policy::publication_terms(words_.policy())) {
      continue;
    }
    Filling room = page.section("ROOM");
    room.set("HREF", to(path)).set("NAME", phrases_.text(key));
    if (here == path || (path != paths::me && here.starts_with(path))) {
      room.section("HERE");
    }
  }
}

void CustomerFrame::pager(Filling& page, std::string_view path, Pager const& pager) const {
  if (pager.pages < 2) {
    return;
  }
  Filling shown = page.section("PAGER");
  shown.set("PAGER_AT",
            phrases_.filled("pager.at", {{"page", number_in_words(pager.page, phrases_)},
                                         {"pages", number_in_words(pager.pages, phrases_)}}));
  auto const link = [&](std::string_view section, unsigned number) {
    shown.section(section).set("HREF", to(fmt::format("{}?page={}", path, number)));
  };
  if (pager.page > 1) {
    link("PAGER_BEFORE", pager.page - 1);
  }
  if (pager.page < pager.pages) {
    link("PAGER_AFTER", pager.page + 1);
  }
}

}  // namespace lofte::edge::pages

// Pages::difference_page: what changed from one edition to another.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "edge/pages/describe.hpp"
#include "edge/pages/difference.hpp"
#include "edge/pages/page_frame.hpp"
#include "edge/pages/pages.hpp"
#include "edge/pages/paths.hpp"
#include "edge/pages/templates.hpp"

namespace lofte::edge::pages {

using promise::policy::Policy;

namespace {

struct Sign {
  ChangeKind kind;
  std::string_view section;  // sets the class, which a template can't take from a value
  std::string_view phrase;
};
constexpr std::array<Sign, 5> signs{{
    {ChangeKind::added, "IS_ADDED", "change.added"},
    {ChangeKind::removed, "IS_REMOVED", "change.removed"},
    {ChangeKind::shorter, "IS_SHORTER", "change.shorter"},
    {ChangeKind::longer, "IS_LONGER", "change.longer"},
    {ChangeKind::changed, "IS_CHANGED", "change.changed"},
}};

// A version that has no name of its own goes by its number.
std::string version_of(Policy const& policy, std::uint16_t edition) {
  return policy.version.empty() ? std::to_string(edition) : policy.version;
}

void fill_sign(Filling section, Sign const& sign, Phrases const& phrases) {
  section.set("WORD", phrases.text(sign.phrase)).section(sign.section);
}

void fill_change(Filling section, Change const& change, Phrases const& phrases) {
  fill_sign(section, signs.at(static_cast<std::size_t>(change.kind)), phrases);
  section.set("PART", change.part);
  section.text("BEFORE", change.before);
  section.text("NOW", change.now);
}

void fill_group(Filling& page, ChangeGroup const& group, Phrases const& phrases) {
  if (group.changed.empty() && group.unchanged.empty()) {
    return;
  }
  Filling section = page.section("GROUP");
  section.set("ANCHOR", group.anchor).set("HEADING", phrases.text(group.heading));
  for (ChangedThing const& thing : group.changed) {
    Filling subject = section.section("SUBJECT");
    subject.set("NAME", thing.name);
    for (Change const& change : thing.changes) {
      fill_change(subject.section("CHANGE"), change, phrases);
    }
  }
  if (!group.unchanged.empty()) {
    section.section("SAME").set("NAMES", joined(group.unchanged));
  }
}

void fill_page(Filling page, std::vector<ChangeGroup> const& groups, Phrases const& phrases) {
  bool changed = false;
  for (ChangeGroup const& group : groups) {
    fill_group(page, group, phrases);
    changed = changed || !group.changed.empty();
  }
  if (!changed) {
    page.section("UNCHANGED");
    return;
  }
  Filling legend = page.section("LEGEND");
  for (Sign const& sign : signs) {
    fill_sign(legend.section("SIGN"), sign, phrases);
  }
}

}  // namespace

std::string Pages::difference_page(Policy const& older, Policy const& newer,
                                   DifferenceContext const& context) const {
  Phrases const phrases = Phrases::of(shown_language(newer, context.language));
  ctemplate::TemplateDictionary dictionary("difference");
  Filling page(dictionary);
  fill_frame(page, newer, phrases,
             {.title = std::string(phrases.text("difference.title")),
              .style_url = context.style_url,
              .in_language =
                  [&](std::string_view language) {
                    return paths::difference(context.path, {.from = context.older_edition,
                                                            .to = context.newer_edition,
                                                            .language = language});
                  },
              .navigation = context.navigation,
              .here = paths::policy});
  page.set("LEAD",
           phrases.filled("difference.lead", {{"older", version_of(older, context.older_edition)},
                                              {"newer", version_of(newer, context.newer_edition)}}))
      .set("BACK_HREF", context.path + "?language=" + phrases.language());
  fill_page(page, difference(older, newer, phrases), phrases);
  return templates_->difference.with(dictionary, phrases);
}

Pages::Pages() : templates_(std::make_unique<Templates>()) {}

Pages::~Pages() = default;

}  // namespace lofte::edge::pages

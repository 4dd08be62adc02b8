#include "edge/pages/difference.hpp"

#include <algorithm>

#include "edge/pages/compare_terms.hpp"
#include "edge/pages/describe.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::pages {

using promise::policy::Cookie;
using promise::policy::Holding;
using promise::policy::Policy;
using promise::policy::Purpose;
using promise::policy::Recipient;

namespace {

// Both versions, and the language to speak of them in.
struct Pair {
  Policy const& older;
  Policy const& newer;
  Phrases const& phrases;
};

class Changes {
 public:
  explicit Changes(Phrases const& phrases) : phrases_(phrases) {}

  void add(ChangeKind kind, std::string part, std::string before, std::string now) {
    changes_.push_back({kind, std::move(part), std::move(before), std::move(now)});
  }

  // One text that may be different.
  void compare(std::string_view part, std::string const& before, std::string const& now) {
    if (before == now) {
      return;
    }
    std::string const none(phrases_.text("part.stated"));
    add(ChangeKind::changed, std::string(phrases_.text(part)), before.empty() ? none : before,
        now.empty() ? none : now);
  }

  // Names that may have come or gone.
  void compare(std::string_view part, std::vector<std::string> const& before,
               std::vector<std::string> const& now) {
    std::string const gone = joined(without(before, now));
    std::string const come = joined(without(now, before));
    if (!come.empty()) add(ChangeKind::added, std::string(phrases_.text(part)), "", come);
    if (!gone.empty()) add(ChangeKind::removed, std::string(phrases_.text(part)), gone, "");
  }

  std::vector<Change> take() { return std::move(changes_); }

 private:
  static std::vector<std::string> without(std::vector<std::string> const& names,
                                          std::vector<std::string> const& others) {
    std::vector<std::string> left;
    std::ranges::copy_if(names, std::back_inserter(left), [&](std::string const& name) {
      return std::ranges::find(others, name) == others.end();
    });
    return left;
  }

  Phrases const& phrases_;
  std::vector<Change> changes_;
};

ChangeKind kind_of(TermChange change) {
  switch (change) {
    case TermChange::shorter:
      return ChangeKind::shorter;
    case TermChange::longer:
      return ChangeKind::longer;
    case TermChange::same:
    case TermChange::incomparable:
      break;
  }
  return ChangeKind::changed;
}

std::vector<std::string> data_names(Policy const& policy, Purpose const& purpose) {
  std::vector<std::string> names;
  for (auto const category : purpose.data) {
    names.push_back(policy.categories.at(category).name);
  }
  return names;
}

// Where categories are compared, their names decide; what is shown are their labels.
std::vector<std::string> labels_of(Policy const& policy, std::vector<std::string> const& names,
                                   Phrases const& phrases) {
  std::vector<std::string> labels;
  for (std::string const& name : names) {
    auto const found = std::ranges::find(policy.categories, name, &promise::policy::Category::name);
    labels.push_back(found == policy.categories.end()
                         ? name
                         : found->label.in(phrases.language(), policy.language));
  }
  return labels;
}

// The older version's names by the newer version's labels where it has them, so that a label that
// is put in other words is no change of the data.
std::vector<std::string> common_labels(Pair const& pair, std::vector<std::string> const& names) {
  std::vector<std::string> labels;
  for (std::string const& name : names) {
    bool const known =
        std::ranges::find(pair.newer.categories, name, &promise::policy::Category::name) !=
        pair.newer.categories.end();
    labels.push_back(labels_of(known ? pair.newer : pair.older, {name}, pair.phrases)[0]);
  }
  return labels;
}

Holding const* holding_of(Policy const& policy, Purpose const& purpose, std::string_view shape) {
  for (auto const index : purpose.holdings) {
    Holding const& holding = policy.holdings.at(index);
    if (policy.shapes.at(holding.shape).name == shape) {
      return &holding;
    }
  }
  return nullptr;
}

std::string kept(Policy const& policy, Holding const& holding, Phrases const& phrases) {
  return phrases.filled("part.term", {{"what", shape_label(policy, holding.shape, phrases)}});
}

void compare_holdings(Pair const& pair, Purpose const& before, Purpose const& now,
                      Changes& changes) {
  for (auto const index : now.holdings) {
    Holding const& holding = pair.newer.holdings.at(index);
    std::string const part = kept(pair.newer, holding, pair.phrases);
    std::string const term = term_in_words(pair.newer, holding, pair.phrases);
    Holding const* old = holding_of(pair.older, before, pair.newer.shapes.at(holding.shape).name);
    if (old == nullptr) {
      changes.add(ChangeKind::added, part, "", term);
      continue;
    }
    auto const change = compare_terms({pair.older, *old}, {pair.newer, holding});
    if (change != TermChange::same) {
      changes.add(kind_of(change), part, term_in_words(pair.older, *old, pair.phrases), term);
    }
  }
  for (auto const index : before.holdings) {
    Holding const& holding = pair.older.holdings.at(index);
    if (holding_of(pair.newer, now, pair.older.shapes.at(holding.shape).name) == nullptr) {
      changes.add(ChangeKind::removed, kept(pair.older, holding, pair.phrases),
                  term_in_words(pair.older, holding, pair.phrases), "");
    }
  }
}

std::string title_of(Policy const& policy, Purpose const& purpose, Phrases const& phrases) {
  return purpose_title(policy, purpose, phrases);
}
std::string title_of(Policy const& policy, Recipient const& recipient, Phrases const& phrases) {
  return recipient_label(policy, recipient, phrases);
}
std::string title_of(Policy const&, Cookie const& cookie, Phrases const&) {
  return cookie.name;
}

void compare(Pair const& pair, Purpose const& before, Purpose const& now, Changes& changes) {
  auto const& phrases = pair.phrases;
  compare_holdings(pair, before, now, changes);
  changes.compare("part.data", common_labels(pair, data_names(pair.older, before)),
                  common_labels(pair, data_names(pair.newer, now)));
  changes.compare("part.basis", basis_in_words(before.basis, phrases),
                  basis_in_words(now.basis, phrases));
  changes.compare("part.law", before.law.value_or(""), now.law.value_or(""));
  changes.compare("part.channels", channel_labels(before, phrases), channel_labels(now, phrases));
  changes.compare("part.title", title_of(pair.older, before, phrases),
                  title_of(pair.newer, now, phrases));
}

void compare(Pair const& pair, Recipient const& before, Recipient const& now, Changes& changes) {
  auto const names = [](Policy const& policy, Recipient const& recipient) {
    std::vector<std::string> found;
    for (auto const category : recipient.data) {
      found.push_back(policy.categories.at(category).name);
    }
    return found;
  };
  changes.compare("part.purposes", purpose_titles(pair.older, before.purposes, pair.phrases),
                  purpose_titles(pair.newer, now.purposes, pair.phrases));
  changes.compare("part.data", common_labels(pair, names(pair.older, before)),
                  common_labels(pair, names(pair.newer, now)));
  changes.compare("part.country", country_in_words(before, pair.phrases),
                  country_in_words(now, pair.phrases));
}

void compare(Pair const& pair, Cookie const& before, Cookie const& now, Changes& changes) {
  changes.compare("part.party", party_in_words(pair.older, before, pair.phrases),
                  party_in_words(pair.newer, now, pair.phrases));
  changes.compare("part.purposes", purpose_titles(pair.older, {before.purpose}, pair.phrases),
                  purpose_titles(pair.newer, {now.purpose}, pair.phrases));
  changes.compare("part.lifetime", lifetime_in_words(before, pair.phrases),
                  lifetime_in_words(now, pair.phrases));
}

template <typename Thing>
concept Published =
    std::same_as<Thing, Purpose> || std::same_as<Thing, Recipient> || std::same_as<Thing, Cookie>;

template <Published Thing>
ChangeGroup compare_all(Pair const& pair, std::vector<Thing> const& before,
                        std::vector<Thing> const& now, std::string const& anchor) {
  ChangeGroup group{
      .anchor = anchor, .heading = "difference." + anchor, .changed = {}, .unchanged = {}};
  for (Thing const& thing : now) {
    std::string const title = title_of(pair.newer, thing, pair.phrases);
    auto const old = std::ranges::find(before, thing.name, &Thing::name);
    Changes changes(pair.phrases);
    if (old == before.end()) {
      changes.add(ChangeKind::added, summary(pair.newer, thing, pair.phrases), "", "");
    } else {
      compare(pair, *old, thing, changes);
    }
    auto found = changes.take();
    if (found.empty()) {
      group.unchanged.push_back(title);
    } else {
      group.changed.push_back({title, std::move(found)});
    }
  }
  for (Thing const& thing : before) {
    if (std::ranges::find(now, thing.name, &Thing::name) == now.end()) {
      group.changed.push_back(
          {title_of(pair.older, thing, pair.phrases),
           {{ChangeKind::removed, summary(pair.older, thing, pair.phrases), "", ""}}});
    }
  }
  return group;
}

ChangeGroup compare_controllers(Pair const& pair) {
  ChangeGroup group{
      .anchor = "controller", .heading = "difference.controller", .changed = {}, .unchanged = {}};
  Changes changes(pair.phrases);
  for (std::string_view const key : controller_keys) {
    changes.compare("controller." + std::string(key), controller_detail(pair.older, key),
                    controller_detail(pair.newer, key));
  }
  if (auto found = changes.take(); !found.empty()) {
    group.changed.push_back({pair.newer.controller.get("name"), std::move(found)});
  }
  return group;
}

}  // namespace

std::vector<ChangeGroup> difference(Policy const& older, Policy const& newer,
                                    Phrases const& phrases) {
  Pair const pair{older, newer, phrases};
  return {compare_all(pair, older.purposes, newer.purposes, "purposes"),
          compare_all(pair, older.recipients, newer.recipients, "recipients"),
          compare_all(pair, older.cookies, newer.cookies, "cookies"), compare_controllers(pair)};
}

}  // namespace lofte::edge::pages

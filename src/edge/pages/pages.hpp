// The pages that people read, made from the policy that is enforced.
//
// Policies come from a file that a shop writes: every text of theirs is escaped for the place where
// it stands. Pages are UTF-8, need no script, and load nothing but the style sheet of assets.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "edge/pages/assets.hpp"
#include "edge/pages/held.hpp"
#include "edge/pages/view.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// What is held right now of one shape of record for one purpose, as far as it ends on one day.
struct LiveFigure {
  std::string purpose;  // names of the policy
  std::string shape;
  std::optional<Day> next_deletion;  // the last day it is held; nullopt: no date yet
  std::uint64_t people = 0;          // whose data then ends (or has no date yet)
  std::uint64_t records = 0;
};

// Below this, a page says "fewer than": it is public, and a few people might be known by their
// number.
inline constexpr std::uint64_t people_shown_min = 5;

// One published version of the policy.
struct EditionLink {
  std::uint16_t number = 0;  // 1 for the first
  std::string version;       // as the policy names it
  std::optional<Day> published;
};

// How late an erasure is complete at the latest, by what the server is told: a tick later the key
// is gone, and a copy's life later every copy of it.
struct ErasureBound {
  unsigned tick_minutes = 0;
  unsigned copy_days = 0;
};

struct PageContext {
  std::string language{};               // one of the policy's, else the policy's first is shown
  std::vector<EditionLink> editions{};  // all, oldest first; empty: this policy alone
  std::uint16_t edition = 0;            // the one that is shown; 0: the last
  std::vector<LiveFigure> figures{};    // for the edition in force only
  std::optional<Day> figures_as_of{};
  std::optional<ErasureBound> erasure_bound{};  // for the edition in force only
  std::string path = "/policy";                 // where the page lives; links lead back to it
  std::optional<Navigation> navigation{};       // where customers can sign in
  std::vector<YourHolding> yours{};             // what is held of the reader, who has signed in
  std::string style_url = pages::style_url();
};

struct DifferenceContext {
  std::string language{};
  std::uint16_t older_edition = 0;
  std::uint16_t newer_edition = 0;
  std::string path = "/policy";
  std::optional<Navigation> navigation{};
  std::string style_url = pages::style_url();
};

// Any thread, once made. Links: {path}?language=sv&edition=2 for a version,
// {path}/difference?from=1&to=2&language=sv for a difference.
class Pages {
 public:
  Pages();
  ~Pages();

  std::string policy_page(promise::policy::Policy const& policy, PageContext const& context) const;

  std::string difference_page(promise::policy::Policy const& older,
                              promise::policy::Policy const& newer,
                              DifferenceContext const& context) const;

 private:
  struct Templates;
  std::unique_ptr<Templates> templates_;
};

}  // namespace lofte::edge::pages

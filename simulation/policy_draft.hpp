// A policy for lives drawn from seeds: every kind of phrase that the language has, with some
// choices left open.
#pragma once

#include <string>
#include <vector>

namespace lofte::simulation {

// A record shape that every such policy has.
struct ShapeDraft {
  std::string name;
  std::vector<std::string> fields;
  std::vector<std::string> events;
};
std::vector<ShapeDraft> const& shape_drafts();
ShapeDraft const& shape_named(std::string const& name);

// What may differ from one policy of the life to the next.
struct PolicyDraft {
  std::string fiscal_year_ends = "12-31";
  int contract_years = 2;
  bool contract_from_placed = false;
  bool contract_has_phone = true;
  int bookkeeping_years = 5;
  bool bookkeeping_has_name = true;
  bool bookkeeping_is_law = true;
  std::string account_keep =
      "1 year after latest order completed, or 1 year after account registered";
  std::string club_keep =
      "2 years after latest order completed, at most 4 years after account registered";
  bool support_on_consent = false;
  bool has_quality = true;
  int visit_days = 60;

  std::string text() const;
};

}  // namespace lofte::simulation

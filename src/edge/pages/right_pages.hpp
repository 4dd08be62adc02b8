// The pages of single rights: correcting, erasing, and the package with everything in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "edge/pages/account_pages.hpp"
#include "edge/pages/held.hpp"
#include "edge/pages/me_pages.hpp"
#include "edge/pages/view.hpp"

namespace lofte::edge::pages {

// One record's correctable fields. A field of the form is named fields::corrected_prefix + name; so
// are its faults.
struct CorrectPage {
  HeldRecord record{};
  std::vector<HeldField> typed{};  // instead of the record's values, when it was sent in vain
  std::vector<FormFault> faults{};
};

// One record, or as much of one as goes.
struct Going {
  std::string shape{};
  std::string reference{};
  std::vector<std::string> fields{};
};

// One purpose that goes on holding fields of a record.
struct StayingOn {
  std::string shape{};
  std::string reference{};
  std::string purpose{};  // "" for a legal hold
  std::vector<std::string> fields{};
  Ending ends{};
};

// What an erasure would do, and how to ask for it.
struct ErasePreview {
  std::vector<Going> goes{};
  std::vector<StayingOn> stays{};  // lines that say the same are shown as one, counted
  unsigned undo_days = 0;          // 0: it can't be undone
  enum class Proof {
    password,
    mailed_link,
    either,
    fresh  // given a moment ago: one button is enough
  } proof = Proof::either;
  PasskeyOffer passkey = PasskeyOffer::none;  // as proof, too
  std::vector<FormFault> faults{};
};

// An erasure that waits, and may still be undone.
struct ErasePending {
  Day asked{};
  Day undo_until{};  // the last day
  std::vector<StayingOn> stays{};
};

// To whom something has actually been given.
struct Given {
  std::string recipient{};  // a name of the policy, else the text itself
  std::string purpose{};
  std::vector<std::string> data{};  // categories of the policy, else the texts themselves
  std::optional<Day> on{};          // the latest time
};

// Everything of article 15, to be read, saved or printed.
struct AccessPackage {
  std::string name{};  // whose it is; may be empty
  Instant made{};
  std::vector<HeldRecord> records{};
  std::vector<Choice> choices{};
  std::optional<std::vector<Given>> given{};  // nullopt: not noted one by one
  enum class Carrier {
    page,  // links to the style sheet, as every page does
    file   // has its style inside and no navigation, and so stands alone; not to be served as a
           // page, whose security policy forbids that
  } carrier = Carrier::page;
};

}  // namespace lofte::edge::pages

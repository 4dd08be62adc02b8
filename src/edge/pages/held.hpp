// What is held of one person, as its pages show it: already decided, in names of the policy. The
// pages find labels, legal bases and clauses in the policy themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/day.hpp"

namespace lofte::edge::pages {

struct HeldField {
  std::string name{};  // of the shape
  std::string value{};
  enum class State {
    shown,
    digest,       // only a one-way digest is held, as of a password: there is nothing to show
    not_restored  // held, but after a loss no backup had it
  } state = State::shown;
};

// When something ends.
struct Ending {
  enum class Kind {
    dated,          // `last` is its last day
    no_date_yet,    // what its time is counted from has not happened
    on_withdrawal,  // when consent is withdrawn; `last`, if any, at the latest
    on_release,     // a legal hold; `last`, if any, is when it is looked at again
    on_lift,        // a restriction alone keeps it (article 18), until that is lifted
  } kind = Kind::no_date_yet;
  std::optional<Day> last{};
  bool operator==(Ending const&) const = default;
};

// One purpose that holds fields of one record.
struct HeldFor {
  bool by_law = false;  // the law asks for it: an erasure leaves it
  std::string purpose{};
  std::vector<std::string> fields{};
  Ending ends{};
};

// Where a record came from (article 15(1)(g)).
enum class Source {
  not_noted,
  you,       // typed in by the person
  your_use,  // follows from what the person did, such as a visit
  shop,      // made by the shop
  import     // brought in from an earlier system
};

struct HeldRecord {
  std::string id{};  // in addresses
  std::string shape{};
  std::string reference{};  // what the shop calls it, such as an order's number; may be empty
  Day collected{};
  std::vector<std::pair<std::string, Day>> events{};
  std::vector<HeldField> fields{};     // as the shape orders them
  std::vector<HeldFor> held_for{};     // as the policy orders its purposes
  std::optional<Ending> legal_hold{};  // without it or a purpose, a restriction keeps the record
  std::vector<std::string> correctable{};  // fields that the person may correct here
  Source source = Source::not_noted;
};

// What of one purpose's shape is the reader's own: beside the term on the policy page.
struct YourHolding {
  std::string purpose{};
  std::string shape{};
  std::uint64_t records = 0;
  std::vector<std::string> fields{};  // of the shape; empty: all that the purpose holds
  Ending ends{};                      // of the last of them to end
};

}  // namespace lofte::edge::pages

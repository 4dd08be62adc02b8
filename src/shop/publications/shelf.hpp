// The shelf: which contributions wait for the shop, and which are published, newest first; and what
// of those the shop's public page shows.
//
// No list of them is stored. That somebody has something published follows from their own record
// and from nothing else, so there is no index that could outlive it: the shelf is in memory alone.
// It is filled once, from the outlines that every subject's row has (one row a person, and no
// record opened), and told of each change after that. What it names it asks about again whenever it
// is asked: what is withdrawn, erased, paused or lapsed is not shown from that moment, whether or
// not anybody told the shelf.
//
// What the public page shows is read through the gate once, for the purpose, by an actor of its
// own, and kept in memory until something of it changes: otherwise each visitor of the page would
// write into the ledgers of all who stand on it.
//
// Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "custody/vault/vault.hpp"
#include "shop/publications/publication_link.hpp"

namespace lofte::shop::publications {

// What anybody may see of a contribution: personal, and published.
struct Shown {
  RecordId record;
  Day published;
  std::string name;  // "" when none was given
  std::string about;
  std::string text;
};

struct Waiting {
  Place place;
  Day submitted;
};

template <typename T>
struct Listed {
  std::vector<T> items;  // of the page; fewer where some are not to be shown now
  unsigned page = 1;
  unsigned pages = 1;
};

class Shelf {
 public:
  static constexpr std::size_t on_a_page = 5;

  // Borrows the vault.
  explicit Shelf(custody::vault::Vault& vault) : vault_(&vault) {}

  // Beyond the last page: the last. None when the policy in force has no publications.
  Listed<Shown> published(unsigned page);
  // The same, and where each is.
  Listed<Waiting> waiting(unsigned page);

  // A contribution has come in.
  void add(Place const& place);
  // Something has happened to a record: cheap where it is none of the shelf's.
  void look_at(Place const& place);
  // Fills it, if nothing has yet, and lets go of what is held no longer. With every tick.
  void tidy();

 private:
  struct Entry {
    Place place;
    Day submitted;
    std::optional<Day> published;
    std::vector<std::string> fields;  // that the purpose holds of it
    std::optional<Shown> shown;       // as it was read
  };
  struct State {
    bool filled = false;
    std::map<RecordId, Entry> entries;
  };
  // What may be done with an entry now.
  enum class Standing { sound, paused, gone };

  void fill(State& state) const;
  void place(State& state, Place const& place) const;
  // Brings its days up to date.
  Standing standing_of(Entry& entry, std::string const& purpose) const;
  bool read(Entry& entry, std::string const& purpose) const;
  std::optional<std::string> purpose() const;
  template <typename T, typename Wanted, typename Make>
  Listed<T> list(unsigned page, Wanted const& wanted, Make const& make);

  custody::vault::Vault* vault_;
  Guarded<State> state_;
};

}  // namespace lofte::shop::publications

// The keys that open a subject's leases: term keys, leaf keys of their own, and the subject's
// clocks.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "custody/keys/named_keys.hpp"
#include "custody/ledger/ledger.hpp"
#include "custody/subjects/standing.hpp"

namespace lofte::custody::vault {

// What a session works with; borrowed.
struct SessionGround {
  keys::KeyRing const& ring;
  keys::NamedKeys& terms;
  ledger::Ledger& ledger;
  promise::retention::Rules const& rules;  // by which leases are made and data is let go
  Day today;
};

// The openers of one subject within one transaction. Borrows everything; writes leaves into the
// tree, and clocks into the standing. One thread.
class Openers {
 public:
  struct Place {
    SubjectId subject;
    store::Transaction& transaction;
    keys::KeyTree& tree;
    subjects::Standing& standing;
  };
  Openers(SessionGround const& ground, Place const& place) : ground_(ground), place_(place) {}

  void set_person(crypto::Key const& person) { person_ = person; }

  // What opens a lease: H(person key, opener). Nullopt when the opener has been destroyed.
  std::optional<crypto::Key> lease_key(subjects::Opener const& opener);
  std::optional<crypto::Key> lease_key_of_clock(promise::policy::Version version,
                                                promise::policy::ClauseIndex clause);

  // A term's opener, or without a term a fresh leaf.
  subjects::Opener make(std::optional<promise::retention::Term> const& term);
  // A leaf is doomed; a term goes by itself.
  void drop(subjects::Opener const& opener);

  // Until when the opener lives by itself: a leaf that is dropped is gone at once.
  promise::retention::Until until(subjects::Opener const& opener) const;
  promise::retention::Until until_of_clock(promise::policy::Version version,
                                           promise::policy::ClauseIndex clause) const;

  // Makes the clock stand at `term` (nullopt: no date yet), and there be one. A clock that has run
  // out is wound as a new clock: what it opened stays closed.
  void wind_clock(promise::policy::Version version, promise::policy::ClauseIndex clause,
                  std::optional<promise::retention::Term> const& term);
  // Winds every clock to the standing's latest events; one that has run out all the same is left.
  void wind_clocks_to_latest();
  template <typename IsUsed>
  void drop_clocks_unless(IsUsed const& is_used) {
    std::erase_if(place_.standing.clocks, [&](subjects::SubjectClock const& clock) {
      if (is_used(clock)) {
        return false;
      }
      drop(clock.opener);
      clock_keys_.erase({clock.version, clock.clause});
      changed_ = true;
      return true;
    });
  }

  // Wraps every clock again under another person key; those whose term has been destroyed go.
  void change_person(crypto::Key const& person);

  // Whether the standing's clocks have changed.
  bool has_changed() const { return changed_; }

 private:
  std::optional<crypto::Key> key_of(subjects::Opener const& opener) const;
  std::optional<crypto::Key> clock_key(promise::policy::Version version,
                                       promise::policy::ClauseIndex clause);
  subjects::SubjectClock* find_clock(promise::policy::Version version,
                                     promise::policy::ClauseIndex clause) const;
  bool has_run_out(subjects::SubjectClock const& clock) const;
  void wrap(subjects::SubjectClock& clock, crypto::Key const& key);

  SessionGround const& ground_;
  Place place_;
  crypto::Key person_;
  std::map<std::pair<promise::policy::Version, promise::policy::ClauseIndex>, crypto::Key>
      clock_keys_;  // opened
  bool changed_ = false;
};

}  // namespace lofte::custody::vault

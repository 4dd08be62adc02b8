// The suppression list: at which addresses people have said no to marketing. A no outlives the data
// that it was about: somebody who has objected and been erased is not written to when their address
// comes back with a purchase, an import or a form (GDPR article 21(3); the hash is what it takes).
//
//   row   = keyed hash of the address, in the bucket that the hash says
//   value = AEAD[ a key of the list's own ](what was said, oldest first)
//
// All under one named key, which stays. Without it a row tells neither whose it is nor what it
// says; with it, one can ask about an address that one knows already, and list none.
//
// Any thread. Borrows ring and store. Format: docs/formats/suppression.md.
#pragma once

#include <vector>

#include "custody/keys/named_keys.hpp"
#include "custody/suppression/addresses.hpp"
#include "promise/policy/name_hash.hpp"

namespace lofte::custody::suppression {

using promise::policy::NameHash;

// What a word of the person's is about.
inline constexpr NameHash all = 0;
struct Scope {
  NameHash purpose = all;  // all marketing
  NameHash channel = all;  // every channel
  bool operator==(Scope const&) const = default;
  bool covers(Scope const& other) const {
    return (purpose == all || purpose == other.purpose) &&
           (channel == all || channel == other.channel);
  }
};
// By names of the policy; "" for all.
Scope scope_of(std::string_view purpose, std::string_view channel);

enum class Word : std::uint8_t { no, yes };

// One word of the person's.
struct Said {
  Scope scope{};
  Word word = Word::no;
  Day on{};
};

// What remains of what was said once another word is said: what it covers is forgotten, and so is a
// yes with no earlier no to take back. Pure.
std::vector<Said> with(std::vector<Said> all_said, Said const& said);
// Whether the last word about it was no. Pure.
bool is_refused(std::vector<Said> const& all_said, Scope const& scope);

class Suppressions {
 public:
  Suppressions(keys::KeyRing const& ring, store::Store& store);

  // From now on the person of the address has said this; durable when it returns. A yes where
  // nothing was refused keeps nothing.
  void say(Address const& address, Said const& said);

  // Whether mail for this purpose through this channel may not go there. For marketing only.
  bool has(Address const& address, Scope const& scope) const;

 private:
  keys::KeyRing const* ring_;
  store::Store* store_;
  keys::NamedKeys keys_;
};

}  // namespace lofte::custody::suppression

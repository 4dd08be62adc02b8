// What people send in for publication, such as a review of what they have bought: each is a record
// of the sender's own, of the shape `publication`, held for a purpose that rests on consent, and so
// gone when it is withdrawn.
//
//   [record.publication]
//   fields = { name, email, about, text, licence }
//   events = ["submitted", "published", "withdrawn_by_author"]
//
// Fields that the purpose does not hold are not taken in. What else has to be stated:
// promise/policy/publication.hpp. The shop publishes by adding the event `published`.
//
// Clause 3.1 of the shop's text; GDPR articles 6(1)(a) and 7.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.hpp"
#include "custody/vault/vault.hpp"
#include "promise/policy/publication.hpp"

namespace lofte::shop::publications {

using promise::policy::publication_shape;
inline constexpr std::string_view published_event = "published";

// What the policy in force keeps of a contribution, and on what terms.
struct Kept {
  std::string purpose;
  std::string licence;  // in the language asked for
  bool name = false;
  bool about = false;
  bool email = false;
};
// Nullopt: there are no publications.
std::optional<Kept> what_is_kept(promise::policy::Policy const& policy, std::string_view language);
// not_found, "publications.none": where there are none.
Failure keeps_none();

// A contribution as it is held: personal, all of it.
struct Publication {
  RecordId record;
  enum class State {
    waiting,  // for the shop
    published,
    withdrawn,  // shown to nobody; its values are destroyed
  } state = State::waiting;
  Day submitted;
  std::optional<Day> published;
  promise::retention::Until until;  // how long it is held, if it is not withdrawn before
  std::string name;                 // as it is shown
  std::string email;
  std::string about;
  std::string text;
  std::string licence;  // the terms that were agreed to, word for word
};

// Newest first; none when there is no such person.
std::vector<Publication> publications_of(custody::vault::Vault const& vault,
                                         SubjectId const& subject);
// Nullopt when it is held no longer, or never was.
std::optional<Publication> find_publication(custody::vault::Vault const& vault,
                                            SubjectId const& subject, RecordId const& record);

}  // namespace lofte::shop::publications

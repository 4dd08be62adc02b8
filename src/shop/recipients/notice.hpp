// What a recipient of the policy is told of an act on a person's data (GDPR article 19): which act,
// about which subject, and which categories; no value of any of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "custody/vault/vault.hpp"

namespace lofte::shop::recipients {

struct Notice {
  std::string recipient;  // its name in the policy
  std::string act;        // "rectified", "erased", "restricted", "restriction_lifted", "objected",
                          // "consent_withdrawn"
  SubjectId subject;
  std::optional<RecordId> record;  // of "rectified"
  Instant at;
  std::vector<std::string> purposes;    // of the recipient's, that held the data
  std::vector<std::string> categories;  // of those that it gets; none for one that gets no data

  Bytes encode() const;
  // Throws Failure: damaged ("wire.truncated"), too_new ("notice.too_new").
  static Notice decode(BytesView bytes);
};

// Whom the deed concerns, as the policy declares its recipients: those to whom data that a purpose
// of theirs held just before may have gone. A no to a purpose concerns its recipients without data,
// too. What lapsed before the deed is no longer known, and concerns nobody. Pure.
std::vector<Notice> notices_of(promise::policy::Policy const& policy,
                               custody::vault::Deed const& deed);

}  // namespace lofte::shop::recipients

// The answer to a person who has used a right: what stays, why, and until when. An empty list says
// that nothing is held any more.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "custody/vault/vault.hpp"

namespace lofte::shop::rights {

// One purpose that goes on holding fields of one record.
struct Staying {
  RecordId record;
  std::string shape;
  std::string purpose;
  promise::policy::Basis basis = promise::policy::Basis::contract;
  std::optional<std::string> law;  // that a legal obligation cites
  std::vector<std::string> fields;
  promise::retention::Until until;
};

// A record that is kept aside from all purposes.
struct SetAside {
  RecordId record;
  std::string shape;
  enum class Because {
    legal_hold,  // until it is released
    restriction  // until it is lifted
  } because = Because::legal_hold;
};

struct Answer {
  std::vector<Staying> stays;            // by record, then as the policy orders its purposes
  std::vector<SetAside> set_aside;       // may name records of `stays` too
  custody::ledger::ReceiptLink receipt;  // promised for what was done; none for a restriction
};

// What is held of the subject now; empty when there is no such subject. One read, any thread.
Answer what_stays(custody::vault::Vault const& vault, SubjectId const& subject);

}  // namespace lofte::shop::rights

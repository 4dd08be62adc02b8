// A record as the key plane keeps it: its facts and its leases, sealed as one row under the person
// key. Format: docs/formats/vault.md.
#pragma once

#include <optional>
#include <vector>

#include "custody/subjects/standing.hpp"

namespace lofte::custody::vault {

// Bit i: compartment i of the record's layout.
using CompartmentSet = std::uint64_t;

enum class LeaseKind : std::uint8_t {
  clause,       // a clause of a purpose
  hold,         // a legal hold: storage, and the purpose legal_claims
  restriction,  // article 18: storage only
};

// A time-limited right to open some compartments of a record: their data keys, sealed under
// combine(person key, the opener's key).
struct Lease {
  LeaseKind kind = LeaseKind::clause;
  promise::policy::ClauseIndex clause = 0;  // of the record's version; of kind clause
  bool by_clock = false;  // opened by the subject's clock for the clause; then `opener` is empty
  subjects::Opener opener;
  CompartmentSet compartments = 0;
  Bytes sealed;  // the data keys, by compartment, lowest first
};

struct StoredRecord {
  promise::retention::RecordFacts facts;
  Day collected;
  std::uint32_t page = 0;                  // where the facts pages keep this record's row
  std::vector<std::uint32_t> generations;  // by compartment: how often its data key has been drawn
  std::vector<Lease> leases;

  Bytes encode() const;
  static StoredRecord decode(BytesView bytes);
};

// The facts alone; the pages and the plan use the same bytes.
void write_facts(Writer& writer, promise::retention::RecordFacts const& facts);
promise::retention::RecordFacts read_facts(Reader& reader);

// What a sealed lease is bound to.
Bytes lease_place(SubjectId const& subject, RecordId const& record, Lease const& lease);

Bytes record_key(SubjectId const& subject, RecordId const& record);
Bytes record_prefix(SubjectId const& subject);
RecordId record_of_key(BytesView key);

}  // namespace lofte::custody::vault

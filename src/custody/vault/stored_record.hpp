// A record as the key plane keeps it: its leases, in a row of its own that is sealed under the
// person key, and its facts, which the subject's row lists for some of a subject's records, and
// the record's own row has for the rest. Format: docs/formats/vault.md.
#pragma once

#include <functional>
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
  bool listed = true;                      // the subject's row has its facts
  std::vector<std::uint32_t> generations;  // by compartment: how often its data key has been drawn
  std::vector<Lease> leases;

  // What the record's row seals. `listed`: what the subject's row says of it, if anything.
  Bytes encode() const;
  static StoredRecord decode(BytesView bytes, subjects::RecordOutline const* listed);
};

// The row of a record: in the clear whether it is listed, then sealed under `rows`. Throws Failure:
// damaged, too_new.
Bytes seal_record(crypto::Key const& rows, BytesView key, StoredRecord const& record,
                  Random& random);
StoredRecord open_record(crypto::Key const& rows, BytesView key, BytesView row,
                         subjects::RecordOutline const* listed);
bool is_listed(BytesView row);

// Nullopt when the subject has no such record; looks for a row only where there may be one.
std::optional<StoredRecord> load_record(store::View& view, SubjectId const& subject,
                                        subjects::Standing const& standing, crypto::Key const& rows,
                                        RecordId const& record);

// Calls `visit` with the facts of each of the subject's records.
void each_outline(store::View& view, SubjectId const& subject, subjects::Standing const& standing,
                  crypto::Key const& rows,
                  std::function<void(subjects::RecordOutline const&)> const& visit);

// What a sealed lease is bound to.
Bytes lease_place(SubjectId const& subject, RecordId const& record, Lease const& lease);

Bytes record_key(SubjectId const& subject, RecordId const& record);
Bytes record_prefix(SubjectId const& subject);
RecordId record_of_key(BytesView key);

}  // namespace lofte::custody::vault

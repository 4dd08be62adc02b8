// A record's compartments, side by side in one row of the data plane. Each is sealed under its own
// data key. Format: docs/formats/vault.md.
#pragma once

#include <optional>
#include <vector>

#include "base/personal.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/store/store.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::custody::vault {

// What a sealed compartment is bound to.
struct CompartmentPlace {
  SubjectId subject;
  RecordId record;
  std::uint8_t compartment = 0;
  std::uint32_t generation = 0;
};

struct SealedCompartment {
  std::uint8_t compartment = 0;
  std::uint32_t generation = 0;
  Bytes sealed;
};

// In ascending order of compartment.
struct CompartmentRow {
  std::vector<SealedCompartment> compartments;

  // One of another generation is not the compartment that the key plane knows: null, as if it were
  // not there. After a restore, that is all that there may be.
  SealedCompartment const* find(std::uint8_t compartment, std::uint32_t generation) const;
  void replace(SealedCompartment sealed);
  void remove(std::uint8_t compartment);

  Bytes encode() const;
  static CompartmentRow decode(BytesView bytes);
  static Bytes key(SubjectId const& subject, RecordId const& record);
  static std::optional<CompartmentRow> load(store::View& view, SubjectId const& subject,
                                            RecordId const& record);
  // Erases the row when nothing is left in it.
  void save(store::Transaction& transaction, SubjectId const& subject,
            RecordId const& record) const;
};

struct FieldValue {
  promise::policy::FieldIndex field = 0;
  PersonalText value;
};

// The plain bytes of a compartment: its fields, ascending. Not wiped: the caller wipes.
Bytes encode_fields(
    std::vector<std::pair<promise::policy::FieldIndex, std::string_view>> const& fields);
void decode_fields(BytesView plain,
                   std::function<void(promise::policy::FieldIndex, std::string_view)> const& visit);

SealedCompartment seal_compartment(CompartmentPlace const& place, crypto::Key const& data_key,
                                   BytesView plain);
// A wrong key is an expected outcome.
std::optional<Bytes> try_open_compartment(CompartmentPlace const& place,
                                          crypto::Key const& data_key,
                                          SealedCompartment const& sealed);
Bytes open_compartment(CompartmentPlace const& place, crypto::Key const& data_key,
                       SealedCompartment const& sealed);

}  // namespace lofte::custody::vault

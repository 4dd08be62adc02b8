// What a session does to a record's values.
#include <algorithm>

#include "base/personal.hpp"
#include "base/planted.hpp"
#include "custody/vault/subject_session.hpp"

namespace lofte::custody::vault {

using promise::policy::FieldIndex;
using promise::policy::FieldSet;
using promise::retention::RecordFacts;

void SubjectSession::draw_data_key(Loaded& loaded, std::uint8_t compartment) {
  auto& generations = loaded.stored.generations;
  generations.resize(std::max(generations.size(), std::size_t{compartment} + 1));
  ++generations[compartment];
  loaded.data_keys.insert_or_assign(compartment, crypto::Key::random(ground_.ring.random()));
}

void SubjectSession::seal_fields(RecordId const& record, Loaded& loaded, std::uint8_t compartment,
                                 std::map<FieldIndex, std::string> const& fields) {
  std::vector<std::pair<FieldIndex, std::string_view>> const views(fields.begin(), fields.end());
  Bytes plain = encode_fields(views);
  draw_data_key(loaded, compartment);
  compartments_of(record, loaded)
      .replace(seal_compartment({.subject = subject_,
                                 .record = record,
                                 .compartment = compartment,
                                 .generation = loaded.stored.generations[compartment]},
                                loaded.data_keys.at(compartment), plain));
  wipe(plain);
  loaded.changed = loaded.compartments_changed = true;
}

Bytes SubjectSession::open_fields(RecordId const& record, Loaded& loaded,
                                  std::uint8_t compartment) {
  auto const key = loaded.data_keys.find(compartment);
  if (key == loaded.data_keys.end() || compartment >= loaded.stored.generations.size()) {
    return {};
  }
  auto const* const sealed =
      compartments_of(record, loaded).find(compartment, loaded.stored.generations[compartment]);
  if (sealed == nullptr) {
    return {};  // lost, and in no backup that was restored
  }
  return open_compartment({.subject = subject_,
                           .record = record,
                           .compartment = compartment,
                           .generation = sealed->generation},
                          key->second, *sealed);
}

void SubjectSession::add(RecordId const& record, RecordFacts facts,
                         std::vector<PlainField> const& values) {
  for (PlainField const& value : values) {
    facts.fields |= FieldSet{1} << value.field;
  }
  note_latest(facts);  // before the record is there: what its events make lapse is older than it
  Loaded& loaded = records_[record];
  loaded.stored.facts = facts;
  loaded.stored.collected = ground_.today;
  loaded.stored.listed = standing_.records.size() < subjects::outlines_listed_max;
  loaded.compartments.emplace();
  auto const& layout = ground_.rules.compartments(facts);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    std::map<FieldIndex, std::string> fields;
    for (PlainField const& value : values) {
      if ((layout[i].fields >> value.field & 1) != 0) {
        fields.emplace(value.field, value.value);
      }
    }
    if (!fields.empty()) {
      seal_fields(record, loaded, static_cast<std::uint8_t>(i), fields);
      for (auto& [field, value] : fields) {
        wipe(value);
      }
    }
  }
  if (!loaded.stored.listed) {
    ++standing_.unlisted;
    standing_changed_ = true;
  }
  list(record, loaded.stored);
  settle(record);
}

void SubjectSession::replace(
    RecordId const& record,
    std::vector<std::pair<FieldIndex, std::optional<std::string_view>>> const& values) {
  Loaded& loaded = get(record);
  open_data_keys(record, loaded);
  auto const& layout = ground_.rules.compartments(loaded.stored.facts);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    std::uint8_t const compartment = static_cast<std::uint8_t>(i);
    std::map<FieldIndex, std::string> fields;
    Bytes plain = open_fields(record, loaded, compartment);
    decode_fields(plain,
                  [&](FieldIndex field, std::string_view value) { fields.emplace(field, value); });
    wipe(plain);
    bool touched = false;
    for (auto const& [field, value] : values) {
      if ((layout[i].fields >> field & 1) == 0) {
        continue;
      }
      touched = true;
      if (value) {
        fields.insert_or_assign(field, std::string(*value));
      } else {
        fields.erase(field);
      }
    }
    if (touched) {
      // What the compartment had and could not be opened goes with its data key.
      FieldSet& present = loaded.stored.facts.fields;
      present &= ~layout[i].fields;
      for (auto const& [field, value] : fields) {
        present |= FieldSet{1} << field;
      }
    }
    if (touched && fields.empty()) {
      compartments_of(record, loaded).remove(compartment);
      loaded.compartments_changed = loaded.changed = true;
    } else if (touched) {
      seal_fields(record, loaded, compartment, fields);
      for (Lease& lease : loaded.stored.leases) {
        if ((lease.compartments >> compartment & 1) != 0) {
          lease.sealed.clear();
        }
      }
    }
    rekey_ = rekey_ || (touched && !planted(Bug::replaced_value_kept));
    for (auto& [field, value] : fields) {
      wipe(value);
    }
  }
  settle(record);
}

void SubjectSession::visit_fields(RecordId const& record,
                                  std::function<void(FieldIndex, std::string_view)> const& visit) {
  Loaded& loaded = get(record);
  open_data_keys(record, loaded);
  for (auto const& sealed : compartments_of(record, loaded).compartments) {
    Bytes plain = open_fields(record, loaded, sealed.compartment);
    decode_fields(plain, visit);
    wipe(plain);
  }
}

}  // namespace lofte::custody::vault

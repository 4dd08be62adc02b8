#include "simulation/adversary.hpp"

#include <algorithm>

#include "custody/keys/key_tree.hpp"
#include "custody/store/tables.hpp"
#include "custody/vault/compartment_row.hpp"

namespace lofte::simulation {

using custody::crypto::combine;
using custody::crypto::Key;
using custody::crypto::try_open;
using custody::crypto::try_open_once;
using custody::keys::Head;
using custody::store::Plane;
using custody::store::Table;
using custody::store::Written;
using custody::vault::Lease;
using custody::vault::StoredRecord;

namespace {

constexpr unsigned bucket_level = 3;

bool is_row(Written const& written, Table table) {
  return !written.key.empty() && written.key.front() == static_cast<char>(table);
}

// The format of docs/formats/keys.md, written a second time on purpose.
Bytes place(Bucket bucket, unsigned level, std::uint32_t index) {
  return Writer{}.u16(bucket).u8(static_cast<std::uint8_t>(level)).u32(index).take();
}

bool is_known(std::vector<Key> const& keys, Key const& key) {
  return std::ranges::any_of(keys, [&](Key const& known) { return known.view() == key.view(); });
}

void learn(std::vector<Key>& keys, Key const& key) {
  if (!is_known(keys, key)) {
    keys.push_back(key);
  }
}

void try_key(std::vector<Key>& found, Key const& under, BytesView wrapped, BytesView associated) {
  if (auto const plain = try_open(under, wrapped, associated)) {
    learn(found, Key::from_bytes(*plain));
  }
}

}  // namespace

Adversary::Adversary(std::vector<Written> everything, custody::keys::Roots const& roots)
    : everything_(std::move(everything)) {
  derive_trees(roots);
  derive_terms();
  open_subjects();
  open_records();
  open_compartments();
  open_mail();
}

void Adversary::derive_trees(custody::keys::Roots const& roots) {
  for (Written const& written : everything_) {
    if (!is_row(written, Table::head)) {
      continue;
    }
    Bytes const wrapped = Head::decode(written.value).bucket_key;
    Keys& found = nodes_[{written.bucket, bucket_level, 0}];
    try_key(found, roots.current, wrapped, place(written.bucket, bucket_level, 0));
    if (roots.next) {
      try_key(found, *roots.next, wrapped, place(written.bucket, bucket_level, 0));
    }
  }
  for (unsigned level = bucket_level; level-- > 0;) {
    for (Written const& written : everything_) {
      Reader reader(written.key);
      bool const is_leaf = is_row(written, Table::leaf);
      if (!is_leaf && !is_row(written, Table::node)) {
        continue;
      }
      reader.u8();
      unsigned const its_level = is_leaf ? 0U : reader.u8();
      std::uint32_t const index = reader.u32();
      if (its_level != level) {
        continue;
      }
      for (Key const& parent :
           nodes_[{written.bucket, level + 1, level + 1 == bucket_level ? 0 : index >> 6}]) {
        try_key(nodes_[{written.bucket, level, index}], parent, written.value,
                place(written.bucket, level, index));
      }
    }
  }
}

void Adversary::derive_terms() {
  for (Written const& written : everything_) {
    if (is_row(written, Table::term)) {
      auto const& leaves = nodes_[{written.bucket, 0, Reader(written.value).u32()}];
      Keys& known = terms_[written.key.substr(1)];
      std::ranges::for_each(leaves, [&](Key const& leaf) { learn(known, leaf); });
    }
  }
}

void Adversary::open_subjects() {
  for (Written const& written : everything_) {
    if (!is_row(written, Table::subject)) {
      continue;
    }
    SubjectId const subject{Reader(written.key.substr(1)).uuid()};
    auto const stored = custody::subjects::StoredSubject::decode(written.value);
    for (Key const& person : row_leaves(written.bucket, stored.person)) {
      Key const rows = custody::subjects::row_key(person);
      if (auto const plain = try_open(rows, stored.sealed, written.key)) {
        auto& known = persons_[subject];
        if (std::ranges::none_of(
                known, [&](Person const& one) { return one.key.view() == person.view(); })) {
          known.push_back({.key = person, .rows = rows});
        }
        standings_[subject].push_back(custody::subjects::Standing::decode(*plain));
      }
    }
  }
}

Adversary::Keys Adversary::row_leaves(Bucket bucket, custody::keys::RowLeaf const& leaf) {
  Keys found;
  for (Key const& lower : nodes_[{bucket, 1, leaf.slot >> 6}]) {
    try_key(found, lower, leaf.wrapped, place(bucket, 0, leaf.slot));
  }
  return found;
}

// The format of docs/formats/mail.md, written a second time on purpose.
void Adversary::open_mail() {
  constexpr std::size_t in_the_clear_bytes = 1 + 8 + 4 + 8;
  for (Written const& written : everything_) {
    if (!is_row(written, Table::mail) && !is_row(written, Table::notice)) {
      continue;
    }
    Reader reader(written.value);
    auto const leaf = custody::keys::RowLeaf::read(reader);
    reader.raw(in_the_clear_bytes);
    for (Key const& key : row_leaves(written.bucket, leaf)) {
      if (auto const message = try_open_once(key, reader.rest(), written.key)) {
        values_.insert(*message);
      }
    }
  }
}

custody::subjects::RecordOutline const* Adversary::outline(SubjectId const& subject,
                                                           RecordId const& record) const {
  auto const standings = standings_.find(subject);
  if (standings != standings_.end()) {
    for (auto const& standing : standings->second) {
      if (auto const* const listed = standing.listed(record)) {
        return listed;
      }
    }
  }
  return nullptr;
}

Adversary::Keys Adversary::keys_of(Bucket bucket, custody::subjects::Opener const& opener) const {
  if (opener.term) {
    auto const found = terms_.find(custody::subjects::encode(*opener.term));
    return found == terms_.end() ? Keys{} : found->second;
  }
  auto const found = nodes_.find({bucket, 0, opener.leaf.value()});
  return found == nodes_.end() ? Keys{} : found->second;
}

Adversary::Keys Adversary::openers(SubjectId const& subject, StoredRecord const& stored,
                                   Lease const& lease) const {
  Bucket const bucket = bucket_of(subject);
  if (!lease.by_clock) {
    return keys_of(bucket, lease.opener);
  }
  Keys clocks;
  for (auto const& standing : standings_.at(subject)) {
    for (auto const& clock : standing.clocks) {
      if (clock.version != stored.facts.version || clock.clause != lease.clause) {
        continue;
      }
      for (Key const& opener : keys_of(bucket, clock.opener)) {
        for (Person const& person : persons_.at(subject)) {
          try_key(clocks, combine(person.key, opener), clock.key,
                  custody::subjects::clock_place(subject, clock));
        }
      }
    }
  }
  return clocks;
}

void Adversary::open_lease(SubjectId const& subject, RecordId const& record,
                           StoredRecord const& stored, Lease const& lease) {
  Bytes const associated = custody::vault::lease_place(subject, record, lease);
  for (Key const& opener : openers(subject, stored, lease)) {
    for (Person const& person : persons_.at(subject)) {
      if (auto const plain = try_open(combine(person.key, opener), lease.sealed, associated)) {
        for (Reader reader(*plain); !reader.at_end();) {
          learn(data_keys_[{subject, record}],
                Key::from_bytes(reader.raw(custody::crypto::key_bytes)));
        }
      }
    }
  }
}

void Adversary::open_records() {
  for (Written const& written : everything_) {
    if (!is_row(written, Table::record)) {
      continue;
    }
    SubjectId const subject{Reader(written.key.substr(1)).uuid()};
    RecordId const record = custody::vault::record_of_key(written.key);
    for (Person const& person : persons_[subject]) {
      bool const listed = custody::vault::is_listed(written.value);
      auto const* const facts = listed ? outline(subject, record) : nullptr;
      if (listed && facts == nullptr) {
        continue;
      }
      Bytes const at = Writer{}.raw(written.key).u8(listed ? 0 : 1).take();
      if (auto const plain = try_open(person.rows, written.value.substr(1), at)) {
        StoredRecord const stored = StoredRecord::decode(*plain, facts);
        for (Lease const& lease : stored.leases) {
          open_lease(subject, record, stored, lease);
        }
      }
    }
  }
}

void Adversary::open_compartments() {
  for (Written const& written : everything_) {
    if (!is_row(written, Table::compartments)) {
      continue;
    }
    Reader key(written.key);
    key.u8();
    SubjectId const subject{key.uuid()};
    RecordId const record{key.uuid()};
    auto const keys = data_keys_.find({subject, record});
    if (keys == data_keys_.end()) {
      continue;
    }
    for (auto const& sealed : custody::vault::CompartmentRow::decode(written.value).compartments) {
      for (Key const& data_key : keys->second) {
        auto const plain = custody::vault::try_open_compartment({.subject = subject,
                                                                 .record = record,
                                                                 .compartment = sealed.compartment,
                                                                 .generation = sealed.generation},
                                                                data_key, sealed);
        if (plain) {
          custody::vault::decode_fields(
              *plain, [&](auto, std::string_view value) { values_.emplace(value); });
        }
      }
    }
  }
}

}  // namespace lofte::simulation

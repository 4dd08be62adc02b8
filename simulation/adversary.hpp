// An adversary who kept every byte that was ever stored and holds today's root keys: derives every
// key that can be derived from them, and opens everything that these keys open. What it can't read
// is gone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "custody/keys/root_slot.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/vault/stored_record.hpp"

namespace lofte::simulation {

class Adversary {
 public:
  Adversary(std::vector<custody::store::Written> everything, custody::keys::Roots const& roots);

  bool can_read(std::string_view value) const { return values_.contains(std::string(value)); }
  std::set<std::string> const& values() const { return values_; }

  // Subjects whose facts (shapes, dates) it can still read in some row of theirs.
  bool knows_facts_of(SubjectId const& subject) const { return standings_.contains(subject); }

 private:
  using Keys = std::vector<custody::crypto::Key>;
  struct Person {
    custody::crypto::Key key;
    custody::crypto::Key rows;
  };

  void derive_trees(custody::keys::Roots const& roots);
  void derive_terms();
  void open_subjects();
  void open_records();
  void open_lease(SubjectId const& subject, RecordId const& record,
                  custody::vault::StoredRecord const& stored, custody::vault::Lease const& lease);
  void open_compartments();
  void open_mail();

  // What the leaf in a row opens to, under any of the keys above it.
  Keys row_leaves(Bucket bucket, custody::keys::RowLeaf const& leaf);

  custody::subjects::RecordOutline const* outline(SubjectId const& subject,
                                                  RecordId const& record) const;
  Keys openers(SubjectId const& subject, custody::vault::StoredRecord const& stored,
               custody::vault::Lease const& lease) const;
  Keys keys_of(Bucket bucket, custody::subjects::Opener const& opener) const;

  std::vector<custody::store::Written> everything_;
  std::map<std::tuple<Bucket, unsigned, std::uint32_t>, Keys>
      nodes_;  // by bucket, level, index; leaves are level 0
  std::map<Bytes, Keys> terms_;
  std::map<SubjectId, std::vector<Person>> persons_;
  std::map<SubjectId, std::vector<custody::subjects::Standing>> standings_;
  std::map<std::pair<SubjectId, RecordId>, Keys> data_keys_;
  std::set<std::string> values_;
};

}  // namespace lofte::simulation

// A subject as one consistent view of its bucket shows it: its standing, its records, and what a
// permit opens of them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "custody/keys/named_keys.hpp"
#include "custody/vault/compartment_row.hpp"
#include "custody/vault/stored_record.hpp"
#include "promise/gate/gate.hpp"

namespace lofte::custody::vault {

// One thread. Borrows the ground and the rules.
class SubjectSight {
 public:
  struct Ground {
    store::Store& store;
    keys::KeyRing const& ring;
    keys::NamedKeys& terms;
    promise::retention::Rules const& rules;
  };
  // Nullptr when there is no such subject.
  static std::unique_ptr<SubjectSight> see(Ground const& ground, SubjectId const& subject);

  SubjectSight(SubjectSight const&) = delete;
  SubjectSight& operator=(SubjectSight const&) = delete;

  SubjectId const& subject() const { return subject_; }
  subjects::Standing const& standing() const { return standing_; }
  promise::retention::SubjectView view_in(promise::policy::Version version) const;

  // What is known of a record, and of each, without opening it.
  std::optional<subjects::RecordOutline> find(RecordId const& id) const;
  void visit_records(std::function<void(subjects::RecordOutline const&)> const& visit) const;

  struct Fields {
    std::vector<FieldValue> opened;
    // Held, but after a loss no backup had their compartment.
    promise::policy::FieldSet not_restored = 0;
  };
  // The permitted fields, opened through the leases of the permit's purpose; those whose keys have
  // been destroyed are left out.
  Fields open(RecordId const& id, promise::gate::Permit const& permit) const;

 private:
  SubjectSight(Ground const& ground, SubjectId const& subject);

  std::optional<crypto::Key> opener_key(subjects::Opener const& opener) const;
  std::optional<crypto::Key> lease_key(StoredRecord const& record, Lease const& lease) const;
  bool serves(promise::policy::Policy const& policy, Lease const& lease,
              promise::policy::PurposeIndex purpose) const;

  Ground ground_;
  SubjectId subject_;
  std::unique_ptr<store::View> view_;
  mutable keys::KeyTree tree_;  // opens its nodes as they are asked for
  crypto::Key person_;
  crypto::Key rows_;
  subjects::Standing standing_;
};

}  // namespace lofte::custody::vault

// One act on one subject, within one transaction: loads what it needs, lets the caller change
// facts, then makes the leases follow the facts, and saves. All rules of re-keying live here.
// DESIGN: ARCHITECTURE.md, "How data is locked".
//
// One thread. Internal to the vault and to upkeep.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>

#include "custody/vault/compartment_row.hpp"
#include "custody/vault/leasing.hpp"
#include "custody/vault/openers.hpp"

namespace lofte::custody::vault {

class SubjectSession {
 public:
  // Where it acts; borrowed. Sessions that follow each other in a transaction share its tree, which
  // alone knows what they have planted and nobody may remember before the commit.
  struct Place {
    store::Transaction& transaction;
    keys::KeyTree& tree;
  };
  // Nullptr when there is no such subject.
  static std::unique_ptr<SubjectSession> load(SessionGround const& ground, Place const& place,
                                              SubjectId const& subject);
  static std::unique_ptr<SubjectSession> create(SessionGround const& ground, Place const& place,
                                                SubjectId const& subject,
                                                std::vector<Uuid> references);

  SubjectSession(SubjectSession const&) = delete;
  SubjectSession& operator=(SubjectSession const&) = delete;

  subjects::Standing const& standing() const { return standing_; }
  // Changing facts of the standing changes what holds every record: load_all() first, settle_all()
  // after.
  subjects::Standing& standing_for_update();

  Day today() const { return ground_.today; }
  promise::retention::Rules const& rules() const { return ground_.rules; }

  // Whether anything is held of the record. What has lapsed of it goes, and with the last of it the
  // record itself, so that its id can be used anew.
  bool holds(RecordId const& record);
  // Nullptr when there is none.
  StoredRecord const* record(RecordId const& record);
  StoredRecord* record_for_update(RecordId const& record);
  void load_all();
  std::vector<RecordId> record_ids() const;  // of those loaded

  struct PlainField {
    promise::policy::FieldIndex field;
    std::string_view value;
  };
  // Adds a record with facts but for `fields`, which the values set.
  void add(RecordId const& record, promise::retention::RecordFacts facts,
           std::vector<PlainField> const& values);
  // Replaces the values of fields; an empty optional removes the field. The record's old values die
  // at the next tick.
  void replace(
      RecordId const& record,
      std::vector<std::pair<promise::policy::FieldIndex, std::optional<std::string_view>>> const&
          values);
  void append_event(RecordId const& record, promise::policy::EventIndex event, Day day);

  // The person key is drawn afresh when this session is saved, and the old one dies at the next
  // tick.
  void rekey() { rekey_ = true; }

  // Makes the record's leases follow its facts: drops compartments that nothing holds, leases what
  // is wanted.
  void settle(RecordId const& record);
  void settle_all();

  // What the record has, opened by upkeep's right: field and value.
  void visit_fields(
      RecordId const& record,
      std::function<void(promise::policy::FieldIndex, std::string_view)> const& visit);

  std::vector<subjects::RecordOutline> outlines();  // of all its records, as they are stored
  // Deletes what the record has in compartments that nothing holds any more, without opening it:
  // for a listed record none of whose leases has a leaf of its own.
  void let_lapse(RecordId const& record, CompartmentSet gone);

  struct BroughtBack {
    CompartmentSet back = 0;           // were missing, and are there again
    CompartmentSet missing = 0;        // and still are, though something holds them
    std::uint64_t leases_missing = 0;  // that open one of those
  };
  // Puts back the record's compartments that are missing, or not the ones that its leases open,
  // from the first of `rows` that has one which they do. Changes nothing else.
  BroughtBack bring_back(RecordId const& record, std::span<CompartmentRow const> rows);

  bool is_empty() const;  // no record left

  // What the ledger is to say about this act: begin a statement, add to it, and note it. It is
  // committed with the act.
  ledger::Statement statement(std::string_view act) const;
  ledger::Noted note(ledger::Statement const& statement);
  // The same, and the person may have a receipt of it.
  ledger::ReceiptLink promise_receipt(ledger::Statement const& statement);
  // The same of an erasure, which is carried out when its tick has been.
  ledger::ReceiptLink promise_erasure_receipt();

  // Where it acts, for what is to be committed with the act.
  Place place() const { return {.transaction = *transaction_, .tree = *tree_}; }
  SubjectId const& subject() const { return subject_; }
  // What is to be done once the commit has been tried, however it ended.
  void afterwards(std::function<void()> act) { afterwards_.push_back(std::move(act)); }
  void commit_tried() const;

  // Writes everything that has changed. Call once; then commit the transaction.
  void save();
  // Instead of save: removes the subject, whose records must be gone.
  void erase_subject();

 private:
  struct Loaded {
    StoredRecord stored;
    std::optional<CompartmentRow> compartments;     // once they have been asked for
    std::map<std::uint8_t, crypto::Key> data_keys;  // opened or drawn, by compartment
    // A lease whose `sealed` is empty is sealed when the session is saved.
    bool changed = false;
    bool compartments_changed = false;
  };

  SubjectSession(SessionGround const& ground, Place const& place, SubjectId const& subject);

  Loaded* find(RecordId const& record);
  Loaded& get(RecordId const& record);
  CompartmentRow& compartments_of(RecordId const& record, Loaded& loaded);
  promise::policy::Policy const& policy_of(StoredRecord const& stored) const;

  std::optional<crypto::Key> lease_key(StoredRecord const& stored, Lease const& lease);
  void open_data_keys(RecordId const& record, Loaded& loaded);
  Bytes open_fields(RecordId const& record, Loaded& loaded, std::uint8_t compartment);
  void seal_fields(RecordId const& record, Loaded& loaded, std::uint8_t compartment,
                   std::map<promise::policy::FieldIndex, std::string> const& fields);

  bool opens(RecordId const& record, Loaded const& loaded, std::uint8_t compartment,
             CompartmentRow const& row) const;

  static bool has_lease(StoredRecord const& stored, WantedLease const& wanted);
  void drop_unwanted_leases(Loaded& loaded, Leasing const& leasing);
  void make_wanted_leases(Loaded& loaded, Leasing const& leasing);
  void drop_unused_clocks();
  void drop_lease(Loaded const& loaded, Lease const& lease);
  static bool matches(Lease const& lease, WantedLease const& wanted);
  void move_layout(RecordId const& record, Loaded& loaded, promise::policy::Version layout);
  void drop_compartments(RecordId const& record, Loaded& loaded, CompartmentSet gone);
  promise::retention::Until until_of(StoredRecord const& stored, Lease const& lease) const;
  void seal_lease(RecordId const& record, Loaded& loaded, Lease& lease);

  void note_latest(promise::retention::RecordFacts const& facts);
  bool winds_clocks_only(promise::retention::LatestEvent const& event);
  bool is_held_by_a_date();
  // The purposes whose last day for the record is over.
  promise::policy::PurposeSet lapsed_purposes(promise::retention::RecordFacts const& facts) const;
  // Ends, for this record, those purposes that had lapsed and by its dates would not have any more.
  void end_revived(Loaded& loaded, promise::policy::PurposeSet lapsed);
  void draw_data_key(Loaded& loaded, std::uint8_t compartment);
  void reseal_everything();
  void save_record(RecordId const& record, Loaded& loaded);
  void list(RecordId const& record, StoredRecord const& stored);
  void remove_record(RecordId const& record);

  SessionGround ground_;
  store::Transaction* transaction_;
  SubjectId subject_;
  keys::KeyTree* tree_;
  Openers openers_;
  keys::RowLeaf person_;
  crypto::Key rows_;
  subjects::Standing standing_;
  bool standing_changed_ = false;
  bool all_loaded_ = false;
  bool rekey_ = false;
  std::map<RecordId, Loaded> records_;
  std::vector<std::function<void()>> afterwards_;
};

}  // namespace lofte::custody::vault

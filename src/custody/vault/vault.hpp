// The vault: everything about people goes in and comes out here, and nothing comes out without a
// permit of the gate.
//
// Any thread. Every write is one transaction in the subject's bucket, durable when the call returns
// unless `deferred` is asked for. Failures: base/failure.hpp; a denial is a value, not a failure.
#pragma once

#include <atomic>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "custody/store/bucket_locks.hpp"
#include "custody/subjects/references.hpp"
#include "custody/vault/subject_session.hpp"
#include "promise/gate/gate.hpp"

namespace lofte::custody::vault {

// In bytes; of one value.
inline constexpr std::size_t field_bytes_max = 8 * 1024 * 1024;

class SubjectSight;

// A subject that has no record left, and the references by which it is found.
struct Leaving {
  SubjectId subject;
  std::vector<Uuid> references;
};

// A record as the shop sends it: names of the policy in force.
struct NewRecord {
  std::string shape;
  std::string reference;  // the shop's own handle: the same reference of the same shape is the same
                          // record; may be empty
  std::vector<std::pair<std::string, PersonalText>> fields;
  std::vector<std::pair<std::string, Day>> events;
};

// What to do with fields that no purpose may hold any more, as happens when history is imported.
enum class LapsedFields { refuse, leave_out };

struct WriteSettings {
  store::Durability durability = store::Durability::synced;
  LapsedFields lapsed_fields = LapsedFields::refuse;
};

struct Added {
  RecordId record;
  enum class Outcome {
    added,
    existed,
    lapsed
  } outcome = Outcome::added;  // lapsed: nothing of it may be held any more
  std::vector<std::string> fields_left_out;
};

struct Created {
  SubjectId subject;
  bool existed = false;
};

// Whom a reference names, whether or not the subject is there yet.
struct Claim {
  SubjectId subject;
  std::vector<Uuid> references;        // as the blind index knows them; none for an empty reference
  std::uint32_t index_key_number = 0;  // when it was made
  bool is_fresh = false;               // nobody had the reference before
};

struct Admitted {
  SubjectId subject;
  bool existed = false;  // the subject
  std::vector<Added> records;
};

struct OpenedField {
  std::string name;
  PersonalText value;
};

// What a purpose may see of a record now.
struct Opened {
  promise::gate::Permit permit;
  RecordId record;
  std::string shape;
  std::vector<std::pair<std::string, Day>> events;
  std::vector<OpenedField> fields;
  promise::retention::Until until;  // how long the purpose holds it
  // Held, too, but after a loss no backup had them.
  std::vector<std::string> not_restored;
};
using Read = std::expected<Opened, promise::gate::Reason>;

// How a purpose stands on one record, without opening it.
struct RecordSummary {
  RecordId record;
  std::string shape;
  promise::policy::Version version = 0;  // of the policy under which it was collected
  Day collected;
  std::vector<std::pair<std::string, Day>> events;
  struct Hold {
    std::string purpose;
    std::vector<std::string> fields;
    promise::retention::Until until;
    bool by_law = false;  // a legal obligation, which erasure does not end
  };
  std::vector<Hold> holds;
  bool legal_hold = false;

  std::optional<Day> day_of(std::string_view event) const;
};

// An entry of the ledger about a subject, opened.
struct Noting {
  std::optional<std::uint64_t> index;  // in the log; nullopt for the last second's
  std::string statement;               // one line of JSON
};

// A record as the subject itself may have it.
struct Accessed {
  RecordSummary summary;
  promise::gate::Permit permit;
  std::vector<OpenedField> fields;
};

// What has just been done to a person's data, as others may have to be told of it (GDPR article
// 19). In names of the policy.
struct Deed {
  SubjectId subject{};
  std::string_view act{};  // as the ledger has it: "rectified", "erased", "restricted", …
  Instant at{};
  std::optional<RecordId> record{};  // of "rectified"
  // By purpose, the categories of what it held just before, as far as the act concerns them.
  std::map<std::string, std::set<std::string>> data{};
};
// Called in the act's own transaction, before it is saved: may note, and write what is to be there
// with the act or not at all.
using Witness = std::function<void(SubjectSession& session, Deed const& deed)>;

class Vault {
 public:
  struct Ground {
    store::Store& store;
    keys::KeyRing const& ring;
    keys::NamedKeys& terms;
    subjects::References& references;
    ledger::Ledger& ledger;
    Clock const& clock;
    unsigned sweep_workers = 0;  // threads of upkeep's sweeps; 0: by the machine's cores
  };
  // What is in force: `shown` decides what may be read, `kept` what is leased and let go. They
  // differ while a publication that ends something earlier is cooling off.
  struct InForce {
    std::shared_ptr<promise::retention::Rules const> shown;
    std::shared_ptr<promise::retention::Rules const> kept;
  };

  Vault(Ground const& ground, InForce in_force);

  InForce in_force() const;
  void put_in_force(InForce in_force);
  Day today() const;

  // --- Subjects
  // The same reference is the same subject. An empty reference is a new subject each time.
  Created create_subject(std::string_view reference, store::Durability durability);
  // For admit(), which is to follow: a claim whose subject is never created stays in the index.
  Claim claim(std::string_view reference);
  std::optional<SubjectId> find_subject(std::string_view reference);
  bool has_subject(SubjectId const& subject) const;
  // From now on the subject is found by this reference, too. The same again changes nothing. Throws
  // Failure: conflict ("reference.taken": it is another subject's; "reference.too_many").
  void add_reference(SubjectId const& subject, std::string_view reference);
  // Is found by it no longer; changes nothing when it was not. The last one may go.
  void remove_reference(SubjectId const& subject, std::string_view reference);

  // --- Writing. All throw Failure: not_found ("subject.unknown", "record.unknown"), bad_input
  // ("shape.unknown", "field.unknown", "event.unknown", "field.too_large", …), refused
  // ("field.not_held": no purpose holds it now).
  Added add_record(promise::gate::Actor const& actor, SubjectId const& subject,
                   NewRecord const& record, WriteSettings const& settings);
  // Several records of one subject, in one transaction.
  std::vector<Added> add_records(promise::gate::Actor const& actor, SubjectId const& subject,
                                 std::vector<NewRecord> const& records,
                                 WriteSettings const& settings);
  // The same, and the subject is created in that transaction when it is not there yet: half the
  // work of create_subject() and add_records(). It is another than the claim's when somebody else
  // has got the reference since.
  Admitted admit(promise::gate::Actor const& actor, Claim const& claim,
                 std::vector<NewRecord> const& records, WriteSettings const& settings);
  // An event happens once: the same day again changes nothing, another day is a conflict
  // ("event.happened").
  void append_event(promise::gate::Actor const& actor, SubjectId const& subject,
                    RecordId const& record, std::string_view event, Day day,
                    store::Durability durability);
  // Rectification: replaces values; a field without a value is removed. `act`: what the ledger
  // calls it; others are told of what is "rectified" alone.
  static constexpr std::string_view rectified_act = "rectified";
  using Values = std::vector<std::pair<std::string, std::optional<PersonalText>>>;
  void replace_fields(promise::gate::Actor const& actor, SubjectId const& subject,
                      RecordId const& record, Values const& fields,
                      std::string_view act = rectified_act);
  // An event and what is said with it, as by the two above: both, durably, or neither.
  struct Happening {
    std::string_view event;
    Day day;
    Values fields;
    std::string_view act = rectified_act;  // what the ledger calls what is said
  };
  void happen(promise::gate::Actor const& actor, SubjectId const& subject, RecordId const& record,
              Happening const& happening);

  // --- Reading
  // Empty `fields`: all that the purpose holds of the record.
  Read read(promise::gate::Actor const& actor, SubjectId const& subject, RecordId const& record,
            std::string_view purpose, std::span<std::string const> fields = {}) const;
  // Every record of the subject that the purpose may see; denied ones are left out.
  void read_all(promise::gate::Actor const& actor, SubjectId const& subject,
                std::string_view purpose, std::function<void(Opened const&)> const& visit) const;
  // Everything that is kept of the subject, for the subject (article 15), also by a dispute or a
  // restriction alone. Throws Failure (not_found, "subject.unknown").
  std::vector<Accessed> access(SubjectId const& subject) const;
  // The same of these records alone, in their order; those that are not there are left out.
  std::vector<Accessed> access(SubjectId const& subject, std::span<RecordId const> records) const;
  // Of one shape, what some purpose still holds: what the subject works with, such as their account
  // and their requests. Throws the same.
  std::vector<Accessed> in_use(SubjectId const& subject, std::string_view shape) const;
  // Notes that it has been given out, as bytes of this SHA-256.
  ledger::ReceiptLink note_access(SubjectId const& subject, crypto::Digest const& given);
  // What the ledger says of the subject, oldest first; as statements alone it costs a fraction.
  // Throws Failure (not_found, "subject.unknown").
  std::vector<Noting> trail(SubjectId const& subject) const;
  std::vector<std::string> statements(SubjectId const& subject) const;
  std::vector<RecordSummary> summary(SubjectId const& subject) const;
  promise::retention::SubjectFacts standing(SubjectId const& subject) const;

  // --- Standing. `purpose` is a name of the policy in force, else Failure (not_found,
  // "purpose.unknown"); refused
  // ("purpose.other_basis", "purpose.required_by_law") when it does not rest on what the act is
  // about.
  //
  // Those that return a link promise a receipt to the person; nobody has to follow it.
  ledger::ReceiptLink give_consent(SubjectId const& subject, std::string_view purpose);
  // Consent that was given elsewhere, as an import brings it: changes nothing, and returns false,
  // when the subject has answered for this purpose here already.
  bool bring_consent(SubjectId const& subject, std::string_view purpose, Instant given,
                     store::Durability durability);
  // Ends the purpose for everything collected so far, and for what is collected until consent is
  // given again.
  ledger::ReceiptLink withdraw_consent(SubjectId const& subject, std::string_view purpose);
  ledger::ReceiptLink object(SubjectId const& subject, std::string_view purpose);
  // The purpose may go on with what is collected from now on; what it ended stays ended.
  void withdraw_objection(SubjectId const& subject, std::string_view purpose);
  // Whether the person may be reached for the purpose through the channel, by their own word.
  // Throws Failure (not_found, "channel.unknown") when the purpose has none of that name.
  struct Channel {
    std::string_view purpose;
    std::string_view name;  // "email", "sms", "phone", "post"
  };
  void answer_channel(SubjectId const& subject, Channel const& channel,
                      promise::retention::ChannelAnswer::Answer answer);
  void restrict(SubjectId const& subject);
  // Who lifts it to erase what it would keep tells nobody of that.
  enum class Telling { others, nobody };
  void lift_restriction(SubjectId const& subject, Telling telling = Telling::others);
  // Ends every purpose that the law does not force to go on, for what has been collected so far;
  // the subject itself goes when nothing is left of it. What stays is in summary().
  ledger::ReceiptLink erase(SubjectId const& subject);
  void hold(SubjectId const& subject, RecordId const& record, std::string reason, Day review);
  void release_hold(SubjectId const& subject, RecordId const& record);

  // --- Signing in. Who proved to be the person, how is the caller's business.
  enum class Proof { password, link, passkey };
  // What the browser is to hold, sealed from everybody else: it counts while the subject lists it.
  subjects::SignIn sign_in(SubjectId const& subject, Proof proof);
  // False when it counts no longer, or never did; then nothing changes.
  bool sign_out(SubjectId const& subject, Uuid const& sign_in);
  // From now on none counts, but for `except`.
  void sign_out_everywhere(SubjectId const& subject, std::optional<Uuid> const& except = {});
  // Those that count, oldest first; none when there is no such subject.
  std::vector<subjects::SignIn> sign_ins(SubjectId const& subject) const;

  // For upkeep: one act on one subject under the vault's own rules, committed when `act` returns
  // true. False when there is no such subject.
  bool act(SubjectId const& subject, store::Durability durability,
           std::function<bool(SubjectSession&)> const& act);
  // Acts on each of several subjects of one bucket, and saves it, in one deferred transaction.
  // Those left without a record.
  std::vector<Leaving> act_on_each(Bucket bucket, std::span<SubjectId const> subjects,
                                   std::function<void(SubjectSession&)> const& act);
  // Loads each of several subjects of one bucket that is there, in one deferred transaction; `act`
  // saves or erases what it has changed.
  void with_each(Bucket bucket, std::span<SubjectId const> subjects,
                 std::function<void(SubjectId const&, SubjectSession&)> const& act);
  // Erases those that still have no record, with every way to them, in one deferred transaction;
  // how many.
  std::uint64_t erase_empty(Bucket bucket, std::span<Leaving const> leaving);
  // Erases a subject that has no record left, with every way to it; false when it has one.
  bool erase_if_empty(SubjectId const& subject);

  // Whoever tells others; empty: nobody. Before other threads use the vault, or after.
  void set_witness(Witness witness) { witness_ = std::move(witness); }

  Ground const& ground() const { return ground_; }

  // Goes up with every write: what was computed while it stood still is exact.
  std::uint64_t writes() const { return writes_; }

 private:
  // Commits, and tells the ledger.
  void commit(store::Transaction& transaction, Bucket bucket, store::Durability durability);
  bool lists(SubjectId const& subject, Uuid const& inner) const;
  // From looking who has a reference until they list it, or no longer do: so that of several who
  // want it, one has it. Before any bucket is held.
  store::HeldBucket hold(Uuid const& inner);
  // Who has the reference, which is held: whom the index names, if they list it, and else the
  // candidate, from now on.
  SubjectId keeper_of(Uuid const& inner, SubjectId const& candidate);
  // The claim of who has its reference, which is held.
  Claim settled(Claim const& claim);
  std::vector<Added> add_to(promise::gate::Actor const& actor, SubjectId const& subject,
                            std::span<NewRecord const> records, WriteSettings const& settings);
  enum class Unknown { create, leave };
  // Nullopt when the claim's subject is left, or does not list the claim's references.
  std::optional<Admitted> admit_to(promise::gate::Actor const& actor, Claim const& claim,
                                   std::vector<NewRecord> const& records,
                                   WriteSettings const& settings, Unknown unknown);
  // Once the subject lists what is held: the index names them, whatever has happened meanwhile.
  void confirm(Claim const& claim);
  void confirm(Uuid const& inner, SubjectId const& subject);
  SessionGround session_ground(InForce const& in_force) const;
  Day today_by(InForce const& in_force) const;
  std::unique_ptr<SubjectSight> see(InForce const& in_force, SubjectId const& subject) const;
  std::unique_ptr<SubjectSight> see_or_fail(InForce const& in_force,
                                            SubjectId const& subject) const;
  void visit_openings(SubjectId const& subject, ledger::Ledger::VisitOpening const& visit) const;
  void act_or_fail(SubjectId const& subject, store::Durability durability,
                   std::function<bool(SubjectSession&)> const& act);
  // False when it has happened on that day already.
  bool append_in(SubjectSession& session, promise::gate::Actor const& actor, RecordId const& record,
                 std::string_view event, Day day) const;
  void replace_in(SubjectSession& session, promise::gate::Actor const& actor,
                  RecordId const& record, Values const& fields,
                  std::string_view act = rectified_act) const;
  ledger::Reading reading_of(SubjectSight const& sight, promise::gate::Actor const& actor,
                             std::string_view purpose, subjects::RecordOutline const& record,
                             Read const& read) const;
  void note_reading(InForce const& in_force, ledger::Reading reading) const;
  void check_may_write(promise::gate::Actor const& actor,
                       promise::retention::RecordFacts const& facts,
                       promise::policy::FieldSet fields, subjects::Standing const& standing) const;
  // Throws unless the purpose rests, or has rested in some version, on one of the bases.
  void require_basis(std::string_view purpose, std::span<promise::policy::Basis const> bases) const;
  ledger::ReceiptLink end_purpose(
      SubjectId const& subject, std::string_view purpose, std::string_view act,
      std::function<void(promise::retention::PurposeStanding&)> const& change);

  void tell(SubjectSession& session, Deed deed) const;

  Ground ground_;
  Witness witness_;
  Guarded<InForce> in_force_;
  std::atomic<std::uint64_t> writes_{0};
  store::BucketLocks references_held_;  // by the bucket that an inner token would have
};

// A subject without any record goes after this many days.
inline constexpr int subject_empty_days_max = 30;

}  // namespace lofte::custody::vault

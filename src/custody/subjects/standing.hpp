// The standing of a subject: what is true of it, sealed under the person key. Format:
// docs/formats/subjects.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "custody/keys/key_tree.hpp"
#include "custody/subjects/record_outline.hpp"
#include "promise/retention/rules.hpp"

namespace lofte::custody::subjects {

// How long a lease, or a subject's clock, lives: a term, or a leaf key of its own.
struct Opener {
  std::optional<promise::retention::Term> term;
  std::optional<keys::Slot> leaf;  // exactly one of the two is set
};
void write(Writer& writer, Opener const& opener);
Opener read_opener(Reader& reader);
Bytes encode(promise::retention::Term const& term);
promise::retention::Term decode_term(BytesView bytes);

void write_facts(Writer& writer, promise::retention::SubjectFacts const& facts);
promise::retention::SubjectFacts read_subject_facts(Reader& reader);

// A clock of the subject: one key per `after latest` clause, which all the leases of that clause
// share, so that moving the clock wraps one key again and touches no record.
struct SubjectClock {
  promise::policy::Version version = 0;
  promise::policy::ClauseIndex clause = 0;
  Opener opener;
  Bytes key;  // sealed under combine(person key, opener's key)
};

// What a sealed clock key is bound to.
Bytes clock_place(SubjectId const& subject, SubjectClock const& clock);

// A legal hold on a record: keeps what is still held, with a reason and a day to look at it again.
struct LegalHold {
  RecordId record;
  std::string reason;
  Day review;
};

// That the person has signed in, somewhere: what a browser holds counts while it is listed.
struct SignIn {
  Uuid id;
  Instant begun;
  bool operator==(SignIn const&) const = default;
};
// The oldest gives way.
inline constexpr std::size_t sign_ins_max = 16;
inline constexpr std::chrono::days sign_in_days_max{30};

struct Standing {
  Day created;
  crypto::Key record_ids;  // turns the shop's own references into record ids
  std::vector<Uuid>
      references;  // inner tokens of the blind index, by which the subject can be found
  promise::retention::SubjectFacts facts;
  std::vector<SignIn> sign_ins{};  // those that count, oldest first; at most sign_ins_max
  std::vector<SubjectClock> clocks;
  std::vector<LegalHold> holds;
  std::vector<RecordOutline> records;  // at most outlines_listed_max
  std::uint32_t unlisted = 0;          // how many records carry their facts themselves

  bool lists(Uuid const& reference) const;
  RecordOutline const* listed(RecordId const& record) const;
  Bytes encode() const;
  static Standing decode(BytesView bytes);
};

// A subject as stored: its person key, a leaf of the bucket's tree, and under that its standing.
struct StoredSubject {
  keys::RowLeaf person;
  Bytes sealed;

  static StoredSubject decode(BytesView row);
  static std::optional<StoredSubject> load(store::View& view, SubjectId const& subject);
  void save(store::Transaction& transaction, SubjectId const& subject) const;
  static void erase(store::Transaction& transaction, SubjectId const& subject);
};

Bytes subject_key(SubjectId const& subject);
Bytes subjects_prefix();  // of every subject_key
SubjectId subject_of_key(BytesView key);

// The key that seals what the ledger says about the subject: survives re-keying, and ends with the
// subject.
crypto::Key ledger_key(Standing const& standing);

// The key that seals the subject's rows, from the person key.
crypto::Key row_key(crypto::Key const& person);
Bytes seal_standing(crypto::Key const& rows, SubjectId const& subject, Standing const& standing,
                    Random& random);
Standing open_standing(crypto::Key const& rows, SubjectId const& subject, BytesView sealed);

}  // namespace lofte::custody::subjects

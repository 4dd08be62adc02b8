// Mailings: what a shop writes to everybody who wants it, and how far each has come, so that one
// that was cut off goes on where it was. Says nothing of whom it went to; that is in the people's
// own parts of the ledger.
//
// A mailing is named by its reference: the same one is the same mailing. What it says is kept while
// it is under way, and afterwards only the digest by which it is known again.
//
// Any thread. Borrows the store. Format: docs/formats/mailings.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "base/failure.hpp"
#include "custody/store/store.hpp"

namespace lofte::custody::mailings {

using MailingId = Named<Uuid, struct MailingTag>;

// The shop's own words, the same for everybody.
struct Content {
  std::string subject;
  std::string text;
  std::string html;  // may be empty: text alone
};

struct NewMailing {
  std::string reference;  // the shop's own handle; names no person
  std::string purpose;    // a name of the policy
  Content content;
};

// How far it has come: through the buckets, and through the subjects of one in the order of ids.
struct Progress {
  Bucket bucket = 0;
  std::optional<SubjectId> last{};  // of that bucket, who has been looked at
  std::uint64_t queued = 0;         // letters
  std::uint64_t left_out = 0;       // people
};

enum class State : std::uint8_t { under_way, done, stopped };

struct Mailing {
  MailingId id;
  std::string reference;
  std::string purpose;
  Instant started;
  State state = State::under_way;
  std::optional<Instant> ended{};  // once it is under way no more
  Progress progress{};
};

class Mailings {
 public:
  explicit Mailings(store::Store& store) : store_(&store) {}

  struct Begun {
    Mailing mailing;
    enum class Outcome { begun, existed } outcome = Outcome::begun;
  };
  // Durable when it returns. The same again changes nothing. Throws Failure (conflict,
  // "mailing.other_content") when there is another one under that reference.
  Begun begin(NewMailing const& wanted, Instant now);

  std::optional<Mailing> find(MailingId const& id) const;
  // Newest first.
  std::vector<Mailing> list() const;
  // Nullopt once it is under way no more.
  std::optional<Content> content(MailingId const& id) const;

  // It has come so far. False, and nothing is noted, when it is under way no more. Deferred.
  bool note(MailingId const& id, Progress const& progress);
  // Everybody has been looked at. Durable when it returns, with all that was noted before; changes
  // nothing when it is under way no more.
  void finish(MailingId const& id, Progress const& progress, Instant now);
  // It goes no further; durable when it returns. The same again changes nothing. Throws Failure:
  // not_found ("mailing.unknown"), conflict ("mailing.done").
  Mailing stop(MailingId const& id, Instant now);

  // Forgets those that ended before then. Deferred.
  void forget_ended_before(Instant instant);

 private:
  store::Store* store_;
};

// not_found, "mailing.unknown".
Failure mailing_unknown();

}  // namespace lofte::custody::mailings

// The blind index: finds a subject by the shop's own reference to it (a customer number, an order
// number of a guest) without storing the reference.
//
//   inner token = keyed hash of the reference under a key that stays     (kept in the standing)
//   token       = keyed hash of the inner token under the index key      (the row's key; the index
//   key rotates yearly)
//
// A token's row lives in the token's own bucket, not the subject's, and names the subject, sealed.
// It is written before the subject is, and believed only when the subject's standing lists the
// inner token: so a crash between the two leaves a row that the next creation of the same reference
// takes over.
#pragma once

#include <atomic>
#include <optional>
#include <shared_mutex>
#include <string_view>

#include "custody/keys/named_keys.hpp"

namespace lofte::custody::subjects {

inline constexpr std::size_t reference_bytes_max = 256;
// By which one subject can be found.
inline constexpr std::size_t references_max = 16;

// Any thread. Borrows ring and store.
class References {
 public:
  References(keys::KeyRing const& ring, store::Store& store);

  Uuid inner_token(std::string_view reference);

  // The subject that the row names, under the index key of this year or of the one before.
  std::optional<SubjectId> find(Uuid const& inner);

  // The subject that the row names; else writes a row that names `candidate`.
  SubjectId find_or_claim(Uuid const& inner, SubjectId const& candidate);

  // The row names `to` from now on, if it names `from`.
  void take_over(Uuid const& inner, SubjectId const& from, SubjectId const& to);

  // The number of the index key that claims are made under now.
  std::uint32_t index_key_number() const { return newest_; }

  // Once the subject is there: makes sure that its row stands under today's index key. A rotation
  // that began between the claim and the subject's own commit has not seen the subject.
  void confirm(Uuid const& inner, SubjectId const& subject);

  // Removes the row if it names `subject`.
  void remove(Uuid const& inner, SubjectId const& subject);

  // Rotation: from now on rows are written under a fresh index key; rows are looked for under both
  // until retire().
  void begin_rotation();
  bool rotating();
  // Writes the row of `inner` under the new key, and removes the old one, if that names `subject`.
  void rotate(Uuid const& inner, SubjectId const& subject);
  // Destroys the old index key (at the next tick), once every subject's references have been
  // rotated.
  void retire();

 private:
  struct Keys {
    crypto::Key current;
    std::optional<crypto::Key> previous;
  };
  Keys index_keys();
  std::uint32_t read_newest() const;
  void put_under(crypto::Key const& key, Uuid const& inner, SubjectId const& subject);
  std::optional<SubjectId> find_under(crypto::Key const& key, Uuid const& inner);
  void remove_under(crypto::Key const& key, Uuid const& inner, SubjectId const& subject);
  void take_over_under(crypto::Key const& key, Uuid const& inner, SubjectId const& from,
                       SubjectId const& to);

  keys::KeyRing const* ring_;
  store::Store* store_;
  // No act goes on while a rotation begins or ends: it would look under keys of which one is no
  // more, or not yet. Taken before any bucket.
  std::shared_mutex period_;
  keys::NamedKeys keys_;
  std::atomic<std::uint32_t> newest_;  // number of the index key that rows are written under
};

}  // namespace lofte::custody::subjects

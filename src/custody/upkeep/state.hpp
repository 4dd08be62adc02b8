// How far upkeep's longer works have come, kept in the system bucket.
#pragma once

#include <optional>

#include "custody/store/store.hpp"
#include "promise/policy/history.hpp"

namespace lofte::custody::upkeep {

// What is set is set in a transaction on the system bucket, together with the entry that tells of
// it.
class State {
 public:
  explicit State(store::Store& store) : store_(&store) {}

  // The policy version that everything collected before it has been moved to. 1 at first.
  promise::policy::Version migrated_through() const;
  static void set_migrated_through(store::Transaction& transaction,
                                   promise::policy::Version version);

  // The day of the last rotation of the index key; nullopt before the first is due.
  std::optional<Day> index_key_since() const;
  static void set_index_key_since(store::Transaction& transaction, Day day);

  // The day, and the policy version that had cooled off by then, that reclaiming has been done for.
  struct Reclaimed {
    Day day;
    promise::policy::Version settled = 0;
    bool operator==(Reclaimed const&) const = default;
  };
  std::optional<Reclaimed> reclaimed() const;
  static void set_reclaimed(store::Transaction& transaction, Reclaimed const& reclaimed);

  // How far the people have been told of a policy version (shop/notices); nullopt: nobody waits.
  struct Notice {
    promise::policy::Version version{};
    Bucket bucket{};                  // that it has come to
    std::optional<SubjectId> last{};  // whom it has told in it
  };
  std::optional<Notice> notice() const;
  static std::optional<Notice> notice(store::Transaction& transaction);
  static void set_notice(store::Transaction& transaction, std::optional<Notice> const& notice);

  // Names the store to its backups. Nullopt before it has been named.
  std::optional<Uuid> identity() const;
  static void set_identity(store::Transaction& transaction, Uuid const& identity);

  // The longest life that copies of the key plane are given, and until when there may be one of so
  // long a life. Nullopt before the first copy.
  struct CopyLife {
    std::chrono::days life{};
    Instant until;
  };
  std::optional<CopyLife> copy_life() const;
  static void set_copy_life(store::Transaction& transaction, CopyLife const& life);

 private:
  std::optional<Bytes> get(std::string_view name) const;
  static std::optional<Notice> decode_notice(std::optional<Bytes> const& row);
  static void put(store::Transaction& transaction, std::string_view name, BytesView value);
  store::Store* store_;
};

}  // namespace lofte::custody::upkeep

// Going through everybody, bucket by bucket, so that what was cut off goes on after whom it had
// come to. Who comes in meanwhile may or may not be met.
#pragma once

#include <optional>
#include <vector>

#include "custody/vault/vault.hpp"

namespace lofte::shop::mailings {

class Round {
 public:
  // After `last` of the bucket `bucket`; in it from the first, when there is none.
  struct Place {
    Bucket bucket = 0;
    std::optional<SubjectId> last{};
  };
  // Borrows the vault. One thread.
  Round(custody::vault::Vault const& vault, Place const& from);

  // The next; nullopt once all have been met. Opens no record. Throws Failure (the store's).
  std::optional<SubjectId> next();
  // With whom next() gave last, as met.
  Place const& place() const { return place_; }

 private:
  void load();

  custody::vault::Vault const* vault_;
  Place place_;
  std::vector<SubjectId> waiting_;  // of the bucket, the next one last
  bool is_loaded_ = false;
};

}  // namespace lofte::shop::mailings

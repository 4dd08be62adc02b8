#include "shop/mailings/round.hpp"

#include <algorithm>

#include "custody/subjects/standing.hpp"

namespace lofte::shop::mailings {

Round::Round(custody::vault::Vault const& vault, Place const& from)
    : vault_(&vault), place_(from) {}

void Round::load() {
  vault_->ground()
      .store.read(place_.bucket)
      ->scan(custody::store::Plane::keys, custody::subjects::subjects_prefix(), {},
             [&](BytesView key, BytesView) {
               SubjectId const subject = custody::subjects::subject_of_key(key);
               if (!place_.last || *place_.last < subject) {
                 waiting_.push_back(subject);
               }
               return true;
             });
  std::ranges::reverse(waiting_);
  is_loaded_ = true;
}

std::optional<SubjectId> Round::next() {
  while (place_.bucket < bucket_count) {
    if (!is_loaded_) {
      load();
    }
    if (!waiting_.empty()) {
      place_.last = waiting_.back();
      waiting_.pop_back();
      return place_.last;
    }
    place_ = {.bucket = static_cast<Bucket>(place_.bucket + 1), .last = std::nullopt};
    is_loaded_ = false;
  }
  return std::nullopt;
}

}  // namespace lofte::shop::mailings

#include "custody/store/bucket_locks.hpp"

#include "base/failure.hpp"

namespace lofte::custody::store {

HeldBucket::~HeldBucket() {
  if (locks_ != nullptr) {
    locks_->release(bucket_);
  }
}

HeldBucket BucketLocks::hold(Bucket bucket) {
  require(bucket <= bucket_last, "a bucket is one of the store's");
  Stripe& stripe = stripes_[bucket % stripe_count];
  std::size_t const place = bucket / stripe_count;
  std::unique_lock lock(stripe.mutex);
  ++stripe.waiting;
  stripe.freed.wait(lock, [&] { return !stripe.held[place]; });
  --stripe.waiting;
  stripe.held[place] = true;
  return {*this, bucket};
}

void BucketLocks::release(Bucket bucket) {
  Stripe& stripe = stripes_[bucket % stripe_count];
  std::lock_guard lock(stripe.mutex);
  stripe.held[bucket / stripe_count] = false;
  if (stripe.waiting > 0) {
    stripe.freed.notify_all();
  }
}

}  // namespace lofte::custody::store

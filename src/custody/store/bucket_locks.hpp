// Holds each bucket for one transaction at a time. A lock may be let go by another thread than the
// one that took it, as a transaction may be handed on.
#pragma once

#include <array>
#include <bitset>
#include <condition_variable>
#include <mutex>

#include "custody/store/store.hpp"

namespace lofte::custody::store {

class BucketLocks;

// A bucket held until this dies.
class HeldBucket {
 public:
  HeldBucket(HeldBucket&& other) noexcept : locks_(other.locks_), bucket_(other.bucket_) {
    other.locks_ = nullptr;
  }
  HeldBucket& operator=(HeldBucket&&) = delete;
  ~HeldBucket();
  Bucket bucket() const { return bucket_; }

 private:
  friend class BucketLocks;
  HeldBucket(BucketLocks& locks, Bucket bucket) : locks_(&locks), bucket_(bucket) {}
  BucketLocks* locks_;
  Bucket bucket_;
};

// Any thread. Must outlive what it hands out.
class BucketLocks {
 public:
  // Waits until the bucket is free.
  HeldBucket hold(Bucket bucket);

 private:
  friend class HeldBucket;
  void release(Bucket bucket);

  // Buckets share a mutex, never a hold: 64 mutexes are enough that threads rarely meet at one.
  static constexpr std::size_t stripe_count = 64;
  struct Stripe {
    std::mutex mutex;
    std::condition_variable freed;
    std::bitset<bucket_last / stripe_count + 1> held;
    int waiting = 0;
  };
  std::array<Stripe, stripe_count> stripes_;
};

}  // namespace lofte::custody::store

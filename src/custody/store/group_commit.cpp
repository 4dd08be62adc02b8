#include "custody/store/group_commit.hpp"

#include <chrono>
#include <exception>
#include <thread>

namespace lofte::custody::store {

namespace {

using SteadyClock = std::chrono::steady_clock;

// A leader lets others go before it as long as that costs little beside what a disk takes to sync.
constexpr std::chrono::microseconds given_to_others_max{200};

}  // namespace

// Those who were in the group before are likely to come again, and to share its sync.
void GroupCommit::await_others(Group const& group) const {
  auto const until = SteadyClock::now() + given_to_others_max;
  while (group.synced > 0 && group.synced < last_synced_ && SteadyClock::now() < until) {
    std::this_thread::yield();
  }
}

rocksdb::Status GroupCommit::lead(Group& group) {
  {
    std::lock_guard const lock(writing_);
    await_others(group);
    open_.with([](std::shared_ptr<Group>& open) { open.reset(); });
    bool const is_synced = group.synced > 0;
    try {
      group.status = write_(group.batch, is_synced ? Durability::synced : Durability::deferred);
    } catch (std::exception const& exception) {
      group.status = rocksdb::Status::IOError(exception.what());
    }
    last_synced_ = is_synced ? group.synced.load() : last_synced_;
  }
  group.done = 1;
  group.done.notify_all();
  return group.status;
}

}  // namespace lofte::custody::store

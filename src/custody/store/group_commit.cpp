#include "custody/store/group_commit.hpp"

#include <thread>

namespace lofte::custody::store {

namespace {
// How often a leader lets others go before it: some tens of microseconds where nobody comes, a
// small part of what a disk takes to sync.
constexpr int turns_given_max = 64;
}  // namespace

// Those who were in the group before are likely to come again.
void GroupCommit::await_others(Group const& group) const {
  for (int turn = 0; turn < turns_given_max && group.size < last_size_; ++turn) {
    std::this_thread::yield();
  }
}

rocksdb::Status GroupCommit::lead(Group& group) {
  {
    std::lock_guard const lock(writing_);
    await_others(group);
    open_.with([](std::shared_ptr<Group>& open) { open.reset(); });
    group.status = write_(group.batch);
    last_size_ = group.size;
  }
  group.done = 1;
  group.done.notify_all();
  return group.status;
}

}  // namespace lofte::custody::store

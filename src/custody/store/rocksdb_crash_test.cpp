// What survives when the process is killed, or the disk is full. The writing is done by a second
// run of this program, which runs one of the tests called DISABLED_child… and nothing else.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <thread>

#include "base/failure.hpp"
#include "custody/store/rocksdb_store.hpp"
#include "custody/store/temporary_folder_test.hpp"

namespace lofte::custody::store {
namespace {

constexpr char const* folder_variable = "LOFTE_TEST_STORE_FOLDER";
constexpr int report_descriptor = 100;  // in the child: where it tells what was acknowledged
constexpr int cannot_mount = 77;

std::filesystem::path child_folder() {
  char const* const folder = ::getenv(folder_variable);
  return folder == nullptr ? "" : folder;
}

// A run of this program as `test`, and the reading end of its report.
struct Child {
  pid_t process;
  int report;
};
Child start_child(char const* test, std::filesystem::path const& folder) {
  int ends[2];
  require(::pipe(ends) == 0, "a pipe opens");
  ::setenv(folder_variable, folder.c_str(), 1);
  // The child is judged by what it leaves. ThreadSanitizer doesn't see what orders RocksDB's
  // threads.
  ::setenv("TSAN_OPTIONS", "report_bugs=0", 1);
  std::string const filter = std::string("--gtest_filter=") + test;
  pid_t const process = ::fork();
  if (process == 0) {
    ::dup2(ends[1], report_descriptor);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execl("/proc/self/exe", "child", filter.c_str(), "--gtest_also_run_disabled_tests",
            "--gtest_brief=1", nullptr);
    ::_exit(126);
  }
  ::close(ends[1]);
  return {process, ends[0]};
}

int wait_for(Child const& child) {
  int status = 0;
  ::waitpid(child.process, &status, 0);
  ::close(child.report);
  return status;
}

struct Acknowledged {
  std::uint32_t thread;
  std::uint32_t number;
};

Bytes key_of(Acknowledged const& one) {
  return std::to_string(one.thread) + "/" + std::to_string(one.number);
}

TEST(RocksdbCrash, DISABLED_child_commits_until_it_is_killed) {
  auto const store = RocksdbStore::open(child_folder(), {.write_buffer_bytes = 1 << 20});
  std::vector<std::jthread> threads;
  for (std::uint32_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::uint32_t number = 0;; ++number) {
        Acknowledged const one{thread, number};
        auto transaction = store->begin(static_cast<Bucket>(thread));
        transaction->put(Plane::keys, key_of(one), "key");
        transaction->put(Plane::data, key_of(one), Bytes(2000, 'd'));
        transaction->commit(Durability::synced);
        if (::write(report_descriptor, &one, sizeof one) != sizeof one) {
          return;
        }
      }
    });
  }
}

TEST(RocksdbCrash, a_killed_process_loses_no_acknowledged_commit) {
  TemporaryFolder const folder;
  Child const child =
      start_child("RocksdbCrash.DISABLED_child_commits_until_it_is_killed", folder.path());
  std::vector<Acknowledged> all;
  Acknowledged one{};
  while (::read(child.report, &one, sizeof one) == sizeof one) {
    all.push_back(one);
    if (all.size() == 1500) {
      ::kill(child.process, SIGKILL);
    }
  }
  int const status = wait_for(child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  ASSERT_GE(all.size(), 1500);

  auto const store = RocksdbStore::open(folder.path(), {});
  for (Acknowledged const& acknowledged : all) {
    auto const view = store->read(static_cast<Bucket>(acknowledged.thread));
    ASSERT_TRUE(view->get(Plane::keys, key_of(acknowledged))) << key_of(acknowledged);
    ASSERT_TRUE(view->get(Plane::data, key_of(acknowledged))) << key_of(acknowledged);
  }
}

// A disk of 24 MB that only this process sees; false when the system doesn't let us have one.
bool mount_small_disk(std::filesystem::path const& folder) {
  int const apart = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS;
  return ::unshare(apart) == 0 &&
         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=24m") == 0;
}

std::optional<std::pair<FailureKind, std::string>> failure_of_writing(Store& store,
                                                                      std::string const& key,
                                                                      Bytes const& value) {
  try {
    auto transaction = store.begin(7);
    transaction->put(Plane::data, key, value);
    transaction->commit(Durability::synced);
  } catch (Failure const& failure) {
    return std::pair{failure.kind(), failure.code()};
  }
  return std::nullopt;
}

// How many were acknowledged before the disk was full.
int fill_the_disk(Store& store, Bytes const& value) {
  for (int number = 0; number < 10'000; ++number) {
    if (auto const failure = failure_of_writing(store, std::to_string(number), value)) {
      EXPECT_EQ(failure->first, FailureKind::unavailable);
      EXPECT_EQ(failure->second, "store.disk_full");
      return number;
    }
  }
  ADD_FAILURE() << "the disk was never full";
  return 0;
}

void expect_all(Store& store, int count, Bytes const& value) {
  auto const view = store.read(7);
  for (int number = 0; number < count; ++number) {
    EXPECT_EQ(view->get(Plane::data, std::to_string(number)), value) << number;
  }
  EXPECT_EQ(view->get(Plane::data, std::to_string(count)), std::nullopt) << "the one that failed";
}

void fill_and_recover(std::filesystem::path const& folder, RocksdbSettings const& settings) {
  auto const ballast = folder / "ballast";
  std::ofstream(ballast) << Bytes(8 << 20, 'b');
  Bytes const value(50'000, 'v');
  int count = 0;
  {
    auto const store = RocksdbStore::open(folder / "store", settings);
    count = fill_the_disk(*store, value);
    EXPECT_GT(count, 20);
    EXPECT_EQ(failure_of_writing(*store, "another", value)->second, "store.disk_full");
    EXPECT_THROW(store->sync(), Failure);
    EXPECT_THROW(store->compact(), Failure);
    expect_all(*store, count, value);
  }
  std::filesystem::remove(ballast);
  {
    auto const store = RocksdbStore::open(folder / "store", settings);
    expect_all(*store, count, value);
    EXPECT_EQ(failure_of_writing(*store, "another", value), std::nullopt);
  }
  std::filesystem::remove_all(folder / "store");
}

TEST(RocksdbCrash, DISABLED_child_fills_a_small_disk) {
  if (!mount_small_disk(child_folder())) {
    std::exit(cannot_mount);
  }
  fill_and_recover(child_folder(), {.write_buffer_bytes = 1 << 20});  // writing a table fails first
  fill_and_recover(child_folder(),
                   {.write_buffer_bytes = 64 << 20});  // writing the log fails first
}

TEST(RocksdbCrash, a_full_disk_refuses_writes_and_loses_nothing_acknowledged) {
  TemporaryFolder const folder;
  int const status =
      wait_for(start_child("RocksdbCrash.DISABLED_child_fills_a_small_disk", folder.path()));
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == cannot_mount) {
    GTEST_SKIP() << "this system lets us mount no disk of our own";
  }
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace lofte::custody::store

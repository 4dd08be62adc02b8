// The file of a root slot, with its roots in the clear and with its roots sealed by a token.
#include "custody/keys/root_slot.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "base/failure.hpp"
#include "custody/keys/limited_file_size_test.hpp"
#include "custody/keys/root_slot_copy.hpp"
#include "custody/token/softhsm_test.hpp"

namespace lofte::custody::keys {
namespace {

enum class Held { in_the_clear, in_a_token };

class RootSlotFile : public testing::TestWithParam<Held> {
 protected:
  RootSlotFile() {
    if (GetParam() == Held::in_a_token) {
      hsm.emplace();
      uri = hsm->uri();
    }
    std::string pattern = std::filesystem::temp_directory_path() / "lofte-root-slot-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    file = folder / "root";
    create();
  }
  ~RootSlotFile() override { std::filesystem::remove_all(folder); }

  void create() { FileRootSlot::create({.file = file, .token_uri = uri}, random); }
  void overwrite(std::size_t offset, BytesView bytes) const {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void damage(std::size_t copy) const { overwrite(copy * root_copy_bytes + 50, "damaged"); }
  Bytes contents() const {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::pair<FailureKind, std::string> failure_of_opening() {
    try {
      FileRootSlot const slot(file, random);
    } catch (Failure const& failure) {
      EXPECT_FALSE(failure.remedy().empty());
      return {failure.kind(), failure.code()};
    }
    return {FailureKind::bad_input, "nothing was thrown"};
  }
  // The roots during the tick that follows `before`.
  Roots with_next(Roots const& before) {
    return {.generation = before.generation,
            .current = before.current,
            .next = crypto::Key::random(random)};
  }
  static Roots after_tick(Roots const& during) {
    return {.generation = during.generation + 1, .current = *during.next, .next = std::nullopt};
  }

  SystemRandom random;
  std::optional<token::SoftHsm> hsm;
  std::string uri;
  std::filesystem::path folder;
  std::filesystem::path file;
};

using Failed = std::pair<FailureKind, std::string>;

TEST_P(RootSlotFile, holds_what_was_put_there_through_a_tick) {
  FileRootSlot slot(file, random);
  EXPECT_EQ(slot.mended(), 0);
  Roots const first = slot.load();
  EXPECT_EQ(first.generation, 1);
  EXPECT_FALSE(first.next);

  Roots const during = with_next(first);
  ASSERT_TRUE(slot.replace(first, during));
  Roots const reopened = FileRootSlot(file, random).load();
  EXPECT_EQ(reopened.current.view(), first.current.view());
  ASSERT_TRUE(reopened.next);
  EXPECT_EQ(reopened.next->view(), during.next->view());

  ASSERT_TRUE(slot.replace(during, after_tick(during)));
  Roots const last = FileRootSlot(file, random).load();
  EXPECT_EQ(last.generation, 2);
  EXPECT_EQ(last.current.view(), during.next->view());
  EXPECT_FALSE(last.next);
}

TEST_P(RootSlotFile, no_byte_of_a_replaced_root_is_left_in_the_file) {
  FileRootSlot slot(file, random);
  Roots const first = slot.load();
  EXPECT_EQ(contents().contains(first.current.view()), GetParam() == Held::in_the_clear);
  Roots const during = with_next(first);
  slot.replace(first, during);
  slot.replace(during, after_tick(during));
  EXPECT_FALSE(contents().contains(first.current.view()));
  EXPECT_EQ(contents().size(), root_copy_count * root_copy_bytes);
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST_P(RootSlotFile, the_second_of_two_who_replace_the_same_roots_loses) {
  FileRootSlot one(file, random);
  FileRootSlot other(file, random);
  Roots const before = one.load();
  Roots const won = with_next(before);
  EXPECT_TRUE(one.replace(before, won));
  EXPECT_FALSE(other.replace(before, with_next(before)));
  EXPECT_EQ(other.load().next->view(), won.next->view());
  EXPECT_EQ(FileRootSlot(file, random).load().next->view(), won.next->view());
}

TEST_P(RootSlotFile, one_or_two_damaged_copies_are_mended) {
  Bytes const whole = contents();
  for (std::vector<std::size_t> const& copies :
       std::vector<std::vector<std::size_t>>{{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}}) {
    for (std::size_t copy : copies) {
      damage(copy);
    }
    ASSERT_NE(contents(), whole);
    EXPECT_EQ(FileRootSlot(file, random).mended(), static_cast<int>(copies.size()));
    EXPECT_EQ(contents(), whole);
  }
}

TEST_P(RootSlotFile, damage_after_the_start_is_mended_by_the_next_replacement) {
  FileRootSlot slot(file, random);
  damage(0);
  damage(2);
  Roots const during = with_next(slot.load());
  ASSERT_TRUE(slot.replace(slot.load(), during));
  FileRootSlot const reopened(file, random);
  EXPECT_EQ(reopened.mended(), 0);
  EXPECT_EQ(reopened.load().next->view(), during.next->view());
}

TEST_P(RootSlotFile, with_all_copies_damaged_it_says_so) {
  for (std::size_t copy = 0; copy < root_copy_count; ++copy) {
    damage(copy);
  }
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::damaged, "root_slot.damaged"));
}

TEST_P(RootSlotFile, every_damaged_byte_of_a_copy_is_noticed) {
  Bytes const copy = contents().substr(0, root_copy_bytes);
  ASSERT_EQ(decode_root_copy(copy).state, BlockState::whole);
  for (std::size_t at = 0; at < copy.size(); ++at) {
    Bytes changed = copy;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_NE(decode_root_copy(changed).state, BlockState::whole) << "byte " << at;
  }
}

TEST_P(RootSlotFile, a_truncated_file_lives_on_its_first_copy_and_no_less) {
  Bytes const whole = contents();
  std::filesystem::resize_file(file, root_copy_bytes + 100);
  EXPECT_EQ(FileRootSlot(file, random).mended(), 2);
  EXPECT_EQ(contents(), whole);
  for (std::size_t size : {root_copy_bytes - crypto::hash_bytes, std::size_t{20}, std::size_t{0}}) {
    std::filesystem::resize_file(file, size);
    EXPECT_EQ(failure_of_opening(), Failed(FailureKind::damaged, "root_slot.damaged")) << size;
  }
}

TEST_P(RootSlotFile, a_crash_between_any_two_copies_leaves_the_old_roots_or_the_new) {
  Bytes const before = contents();
  Roots during;
  {
    FileRootSlot slot(file, random);
    during = with_next(slot.load());
    ASSERT_TRUE(slot.replace(slot.load(), during));
  }
  Bytes const after = contents();
  for (std::size_t written = 0; written <= root_copy_count; ++written) {
    overwrite(0, before);
    overwrite(0, after.substr(0, written * root_copy_bytes));
    bool const is_new = written > 0;
    bool const halfway = is_new && written < root_copy_count;
    FileRootSlot const slot(file, random);
    EXPECT_EQ(slot.mended(), halfway ? root_copy_count - written : 0);
    EXPECT_EQ(slot.load().next.has_value(), is_new);
    EXPECT_EQ(slot.load().current.view(), during.current.view());
    EXPECT_EQ(FileRootSlot(file, random).mended(), 0);
  }
}

TEST_P(RootSlotFile, a_crash_within_a_copy_leaves_the_old_roots) {
  Roots const before = FileRootSlot(file, random).load();
  overwrite(0, contents().substr(0, 20) + Bytes(492, '\7'));
  FileRootSlot const slot(file, random);
  EXPECT_EQ(slot.mended(), 1);
  EXPECT_FALSE(slot.load().next);
  EXPECT_EQ(slot.load().current.view(), before.current.view());
}

// The tick repeats what failed: refused as another's, it would never be finished.
TEST_P(RootSlotFile, a_replacement_that_failed_halfway_is_completed_by_the_same_again) {
  FileRootSlot slot(file, random);
  Roots const during = with_next(slot.load());
  ASSERT_TRUE(slot.replace(slot.load(), during));
  {
    LimitedFileSize const only_the_first_copy(root_copy_bytes);
    EXPECT_THROW(slot.replace(slot.load(), after_tick(during)), Failure);
  }
  ASSERT_TRUE(slot.load().next);
  EXPECT_TRUE(slot.replace(slot.load(), after_tick(during)));
  EXPECT_EQ(slot.load().current.view(), during.next->view());
  EXPECT_FALSE(slot.load().next);
  FileRootSlot const reopened(file, random);
  EXPECT_EQ(reopened.mended(), 0);
  EXPECT_EQ(reopened.load().generation, 2);
}

TEST_P(RootSlotFile, after_a_replacement_that_failed_halfway_another_one_is_refused) {
  FileRootSlot slot(file, random);
  Roots const before = slot.load();
  Roots const failed = with_next(before);
  {
    LimitedFileSize const only_the_first_copy(root_copy_bytes);
    EXPECT_THROW(slot.replace(before, failed), Failure);
  }
  EXPECT_FALSE(slot.replace(before, with_next(before)));
  EXPECT_EQ(slot.load().next->view(), failed.next->view());
}

TEST_P(RootSlotFile, a_newer_format_is_left_alone) {
  Bytes const format_3("\0\3", 2);
  Bytes newer = contents().substr(0, root_copy_bytes);
  newer.replace(9, 2, format_3);
  newer.replace(root_copy_bytes - 32, 32, crypto::hash(newer.substr(0, root_copy_bytes - 32)));
  overwrite(0, newer);
  Bytes const mixed = contents();
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::too_new, "root_slot.too_new"));
  EXPECT_EQ(contents(), mixed);

  // A later format may sum its bytes in another way.
  for (std::size_t copy = 0; copy < root_copy_count; ++copy) {
    overwrite(copy * root_copy_bytes, newer.substr(0, 100) + "elsewhere");
  }
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::too_new, "root_slot.too_new"));
}

TEST_P(RootSlotFile, a_missing_file_is_not_replaced_by_a_new_key) {
  std::filesystem::remove(file);
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::not_found, "root_slot.missing"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_P(RootSlotFile, creating_over_a_slot_is_refused_and_harms_nothing) {
  Bytes const before = contents();
  try {
    create();
    FAIL() << "nothing was thrown";
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.kind(), FailureKind::conflict);
    EXPECT_EQ(failure.code(), "root_slot.exists");
  }
  EXPECT_EQ(contents(), before);
}

TEST_P(RootSlotFile, a_draft_left_by_a_crash_does_not_stop_creation) {
  std::filesystem::rename(file, file.string() + ".new");
  create();
  EXPECT_EQ(FileRootSlot(file, random).mended(), 0);
  EXPECT_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST_P(RootSlotFile, only_its_owner_may_read_it) {
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
  for (perms open : {perms::group_read, perms::others_read, perms::group_write}) {
    std::filesystem::permissions(file, perms::owner_read | perms::owner_write | open);
    EXPECT_EQ(failure_of_opening(), Failed(FailureKind::conflict, "root_slot.open_to_others"));
  }
}

INSTANTIATE_TEST_SUITE_P(Held, RootSlotFile, testing::Values(Held::in_the_clear, Held::in_a_token),
                         [](auto const& held) {
                           return held.param == Held::in_a_token ? "InAToken" : "InTheClear";
                         });

TEST(RootSlotInMemory, replaces_only_what_it_holds) {
  SeededRandom random(7);
  MemoryRootSlot slot(random);
  Roots const before = slot.load();
  Roots after = before;
  after.next = crypto::Key::random(random);
  EXPECT_TRUE(slot.replace(before, after));
  EXPECT_FALSE(slot.replace(before, after));
  EXPECT_EQ(slot.load().next->view(), after.next->view());
}

}  // namespace
}  // namespace lofte::custody::keys

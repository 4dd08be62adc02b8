// A data folder whose root key is sealed by a PKCS#11 token (SoftHSM 2).
#include <gtest/gtest.h>

#include <fstream>

#include "base/failure.hpp"
#include "custody/folder/data_folder.hpp"
#include "custody/token/softhsm_test.hpp"

namespace lofte::custody::folder {
namespace {

namespace fs = std::filesystem;

std::string file_text(fs::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Order {
  SubjectId subject;
  RecordId record;
};

class RootInToken : public testing::Test {
 protected:
  RootInToken() : directory(hsm.folder() / "data") {}

  void create(std::string const& token_uri) {
    DataFolder::create(directory, policy, parse_day("2026-03-05"),
                       {.root_slot = {}, .root_token = token_uri});
  }
  std::unique_ptr<DataFolder> open() { return DataFolder::open(directory); }
  std::string code_of(std::function<void()> const& act) {
    try {
      act();
      return "nothing failed";
    } catch (Failure const& failure) {
      EXPECT_FALSE(failure.remedy().empty()) << failure.code();
      return failure.code();
    }
  }
  std::string code_of_opening() {
    return code_of([&] { open(); });
  }
  Order order_in(DataFolder& folder) {
    auto const subject =
        folder.vault().create_subject("customer 1", store::Durability::synced).subject;
    auto const added = folder.vault().add_record(
        owner, subject,
        {.shape = "order",
         .reference = "1",
         .fields = {{"name", PersonalText("Anna Berg")}, {"email", PersonalText("a@example.com")}},
         .events = {{"completed", *parse_day("2026-03-01")}}},
        {});
    return {.subject = subject, .record = added.record};
  }
  std::string read(DataFolder& folder, Order const& order, std::string_view purpose,
                   std::string const& field) {
    auto const opened =
        folder.vault().read(owner, order.subject, order.record, purpose, std::span(&field, 1));
    return opened && !opened->fields.empty() ? opened->fields[0].value.reveal(opened->permit)
                                             : "nothing";
  }

  token::SoftHsm hsm;
  std::string policy = file_text(LOFTE_SOURCE_DIR "/policies/minimal.toml");
  promise::gate::Actor owner{.id = 1, .purposes = {}, .all_purposes = true};
  fs::path directory;
};

TEST_F(RootInToken, LivesAWholeLife) {
  create(hsm.uri());
  Order order;
  {
    auto const folder = open();
    EXPECT_EQ(folder->root_token(), hsm.uri());
    order = order_in(*folder);
    EXPECT_EQ(read(*folder, order, "contract", "email"), "a@example.com");
  }
  {
    auto const folder = open();
    EXPECT_EQ(read(*folder, order, "contract", "email"), "a@example.com");
    folder->vault().erase(order.subject);
    EXPECT_EQ(folder->upkeep().tick().generation, 2U);
    EXPECT_EQ(read(*folder, order, "contract", "email"), "nothing");
  }
  {
    auto const folder = open();
    EXPECT_EQ(read(*folder, order, "bookkeeping", "name"), "Anna Berg");
    folder->set_clock(*parse_day("2034-01-01"));
    EXPECT_EQ(folder->upkeep().tick().generation, 3U);
    folder->upkeep().reclaim();
    EXPECT_FALSE(folder->vault().has_subject(order.subject));
  }
  EXPECT_EQ(code_of_opening(), "nothing failed");
}

TEST_F(RootInToken, ACopyOfTheWholeFolderOpensNothingAfterTheNextTick) {
  create(hsm.uri());
  auto const order = order_in(*open());
  fs::path const kept = hsm.folder() / "kept";
  fs::copy(directory, kept, fs::copy_options::recursive);
  {
    auto const folder = open();
    folder->vault().erase(order.subject);
    folder->upkeep().tick();
  }
  EXPECT_EQ(code_of([&] { DataFolder::open(kept); }), "root_slot.copied");
  EXPECT_EQ(code_of([&] { DataFolder::move_root(kept, hsm.uri()); }), "root_slot.superseded");
  EXPECT_EQ(code_of([&] { DataFolder::move_root(kept, ""); }), "root_slot.copied");
  // In the place of the one in use, too.
  std::string const today = file_text(directory / "root.slot");
  std::ofstream(directory / "root.slot", std::ios::binary) << file_text(kept / "root.slot");
  EXPECT_EQ(code_of_opening(), "root_slot.superseded");
  std::ofstream(directory / "root.slot", std::ios::binary) << today;
  EXPECT_EQ(read(*open(), order, "bookkeeping", "name"), "Anna Berg");
}

TEST_F(RootInToken, WhileTheTokenCanNotBeUsedReadsGoOnAndTheTickIsMendedByTheNext) {
  create(hsm.uri());
  auto const folder = open();
  auto const order = order_in(*folder);
  folder->vault().erase(order.subject);
  hsm.write_pin("0000");
  EXPECT_EQ(code_of([&] { folder->upkeep().tick(); }), "token.pin_wrong");
  EXPECT_EQ(read(*folder, order, "bookkeeping", "name"), "Anna Berg");
  hsm.write_pin(token::SoftHsm::pin);
  EXPECT_EQ(folder->upkeep().tick().generation, 2U);
  EXPECT_EQ(read(*folder, order, "bookkeeping", "name"), "Anna Berg");
}

TEST_F(RootInToken, WhatCanNotBeMadeInTheTokenIsMadeWhenItCan) {
  hsm.write_pin("0000");
  EXPECT_EQ(code_of([&] { create(hsm.uri()); }), "token.pin_wrong");
  EXPECT_FALSE(DataFolder::is_one(directory));
  hsm.write_pin(token::SoftHsm::pin);
  create(hsm.uri());
  EXPECT_EQ(open()->root_token(), hsm.uri());
}

TEST_F(RootInToken, AFolderThatWasBegunInTheClearIsNotCompletedAsOneInTheToken) {
  create("");
  fs::remove(directory / "lofte.toml");  // as if the creation had been cut off at its last step
  EXPECT_EQ(code_of([&] { create(hsm.uri()); }), "folder.root_elsewhere");
  EXPECT_EQ(code_of([&] { create(""); }), "nothing failed");
}

TEST_F(RootInToken, IsMovedThereFromAFileWhoseRootThenOpensNothing) {
  create("");
  auto const order = order_in(*open());
  std::string const in_the_clear = file_text(directory / "root.slot");
  {
    auto const folder = open();
    EXPECT_EQ(code_of([&] { DataFolder::move_root(directory, hsm.uri()); }), "folder.locked");
  }
  EXPECT_EQ(DataFolder::move_root(directory, hsm.uri()), keys::Moved::roots);
  {
    auto const folder = open();
    EXPECT_EQ(read(*folder, order, "bookkeeping", "name"), "Anna Berg");
    EXPECT_EQ(folder->upkeep().tick().generation, 2U);
  }
  std::string const in_the_token = file_text(directory / "root.slot");
  std::ofstream(directory / "root.slot", std::ios::binary) << in_the_clear;
  EXPECT_EQ(code_of_opening(), "root_slot.wrong_generation");
  std::ofstream(directory / "root.slot", std::ios::binary) << in_the_token;
  EXPECT_EQ(read(*open(), order, "bookkeeping", "name"), "Anna Berg");
}

TEST_F(RootInToken, MovingTheRootOfWhatIsNoFolderIsRefused) {
  EXPECT_EQ(code_of([&] { DataFolder::move_root(directory, hsm.uri()); }), "folder.missing");
}

}  // namespace
}  // namespace lofte::custody::folder

#include "custody/backup/key_copy.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/failure.hpp"
#include "custody/backup/key_copy_name.hpp"
#include "custody/backup/memory_folder_test.hpp"
#include "custody/backup/restore.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/tickets/tickets.hpp"
#include "custody/upkeep/custody.hpp"
#include "custody/upkeep/state.hpp"

namespace lofte::custody::backup {
namespace {

using std::chrono::days;
using std::chrono::hours;
using store::Plane;

std::string code_of(auto const& act) {
  try {
    act();
    return "nothing failed";
  } catch (Failure const& failure) {
    EXPECT_FALSE(failure.remedy().empty()) << failure.code();
    return failure.code();
  }
}

std::string minimal_policy() {
  std::ifstream in(LOFTE_SOURCE_DIR "/policies/minimal.toml");
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<store::Written> key_rows(store::MemoryStore const& store) {
  auto rows = store.contents();
  std::erase_if(rows, [](auto const& row) { return row.plane != Plane::keys; });
  return rows;
}

class KeyCopy : public testing::Test {
 protected:
  KeyCopy()
      : clock(Instant{hours{480012}}),
        random(3),
        slot(random),
        custody(prepared({.store = store, .slot = slot, .clock = clock, .random = random})) {
    custody.vault().create_subject("customer 1", store::Durability::synced);
    custody.upkeep().tick();
  }
  static upkeep::Custody::Ground prepared(upkeep::Custody::Ground const& ground) {
    upkeep::Custody::prepare(ground, minimal_policy());
    return ground;
  }
  KeyCopyReport copy(int life = 7, std::optional<RecoveryPublicKey> const& recovery = {}) {
    return copy_keys(custody.vault().ground(), custody.upkeep(), folder,
                     {.origin = {.store = identity_of(custody.vault().ground()),
                                 .now = clock.now(),
                                 .written_by = "1.0.0"},
                      .life = days{life},
                      .virtual_today = {},
                      .attachments = {{.name = "api-keys.json", .content = "{}"}},
                      .recovery = recovery});
  }
  void read() { newest_copy(folder, clock.now()); }

  VirtualClock clock;
  SeededRandom random;
  store::MemoryStore store;
  keys::MemoryRootSlot slot;
  upkeep::Custody custody;
  MemoryFolder folder;
};

TEST_F(KeyCopy, HasEveryRowOfTheKeyPlaneItsRootsAndWhatIsAttached) {
  auto const report = copy();
  auto const found = newest_copy(folder, clock.now());
  EXPECT_EQ(found.roots().generation, slot.load().generation);
  EXPECT_EQ(found.roots().current.view(), slot.load().current.view());
  EXPECT_EQ(found.header.made, clock.now());
  EXPECT_EQ(found.header.ends, clock.now() + days{7});
  store::MemoryStore other;
  auto const restored = put_keys(other, found);
  auto const expected = key_rows(store);
  auto const rows = key_rows(other);
  ASSERT_EQ(rows.size(), expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].bucket, expected[i].bucket);
    EXPECT_EQ(rows[i].key, expected[i].key);
    EXPECT_EQ(rows[i].value, expected[i].value);
  }
  EXPECT_EQ(report.rows, rows.size() + 1);
  ASSERT_EQ(restored.attachments.size(), 1U);
  EXPECT_EQ(restored.attachments.front().content, "{}");
}

TEST_F(KeyCopy, HasNoTickets) {
  tickets::Tickets tickets(store, clock, random);
  std::string const token = tickets.issue("link", clock.now() + hours{1}, "anna");
  copy();
  store::MemoryStore other;
  put_keys(other, newest_copy(folder, clock.now()));
  EXPECT_EQ(tickets::Tickets(other, clock, random).show("link", token), std::nullopt);
}

TEST_F(KeyCopy, TellsInItsNameWhenItWasMadeAndUntilWhenItLives) {
  EXPECT_EQ(copy().name, "keys-20241004T120000000-20241011T120000000");
  EXPECT_EQ(copy().name, "keys-20241004T120000001-20241011T120000000");
  auto const name = KeyCopyName::parse("keys-20241004T120000000-20241011T120000000");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->made, clock.now());
  for (char const* wrong :
       {"", "keys-", "keys-20241303T120000000-20241010T120000000",
        "keys-20241003T120000000_20241010T120000000", "keys-20241003T250000000-20241010T120000000",
        "keys-20241003T12000000x-20241010T120000000"}) {
    EXPECT_FALSE(KeyCopyName::parse(wrong).has_value()) << wrong;
  }
}

TEST_F(KeyCopy, IsDestroyedWhenItsLifeIsOver) {
  copy(1);
  copy(2);
  clock.set(clock.now() + days{1});
  auto const report = copy(7);
  EXPECT_EQ(report.copies_destroyed, 1U);
  EXPECT_EQ(report.copies, 2U);
  clock.set(clock.now() + days{1});
  EXPECT_EQ(destroy_ended(folder, clock.now()), 1U);
  EXPECT_EQ(folder.overwritten().size(), 2U);  // before they were removed
  clock.set(clock.now() + days{6});
  EXPECT_EQ(code_of([&] { read(); }), "backup.keys_expired");
}

// A flipped bit must not make a copy live on, nor make the others do.
TEST_F(KeyCopy, ADamagedOneIsDestroyedByWhatItsNameSays) {
  copy(1);
  std::string const name = folder.names().front();
  Bytes bytes = folder.bytes().at(name);
  bytes[100] = static_cast<char>(~bytes[100]);
  folder.set(name, bytes);
  EXPECT_EQ(destroy_ended(folder, clock.now()), 0U);
  EXPECT_EQ(destroy_ended(folder, clock.now() + days{1}), 1U);
}

TEST_F(KeyCopy, ADamagedOneStandsInTheWayOfNoOther) {
  copy();
  std::string const name = folder.names().front();
  folder.set(name, "not what was written");
  clock.set(clock.now() + hours{1});
  copy();
  EXPECT_NO_THROW(read());
}

TEST_F(KeyCopy, OfAFullDiskDestroysWhatIsPastItsLifeAllTheSame) {
  copy(1);
  clock.set(clock.now() + days{1});
  folder.fill();
  EXPECT_EQ(code_of([&] { copy(); }), "backup.disk_full");
  for (std::string const& name : folder.names()) {
    EXPECT_FALSE(KeyCopyName::parse(name).has_value()) << name;
  }
}

TEST_F(KeyCopy, LivesForDaysAsManyAsErasureMayBeLateBy) {
  EXPECT_EQ(code_of([&] { copy(0); }), "backup.life");
  EXPECT_EQ(code_of([&] { copy(31); }), "backup.life");
  EXPECT_TRUE(folder.names().empty());
}

TEST_F(KeyCopy, TheLongestLifeThatACopyMayHaveIsKnown) {
  upkeep::State const state(store);
  EXPECT_FALSE(state.copy_life().has_value());
  copy(20);
  copy(7);
  EXPECT_EQ(state.copy_life()->life, days{20});
  clock.set(clock.now() + days{21});
  copy(7);
  EXPECT_EQ(state.copy_life()->life, days{7});
}

TEST_F(KeyCopy, SurvivesALossOfPowerAtEveryOperation) {
  copy();
  std::string const first = folder.names().front();
  clock.set(clock.now() + hours{1});
  int operation = 0;
  for (bool lost = true; lost; ++operation) {
    ASSERT_LT(operation, 200);
    folder.lose_power_after(operation);
    lost = false;
    try {
      copy();
    } catch (PowerLoss const&) {
      lost = true;
    }
    folder.power_back();
    EXPECT_NO_THROW(read()) << operation;
    destroy_ended(folder, clock.now());
    for (std::string const& name : folder.names()) {
      EXPECT_FALSE(is_draft(name));
      if (name != first) {
        folder.erase(name);
      }
    }
  }
  EXPECT_GT(operation, 5);
}

// Until its header is written, last, no byte of it opens another.
TEST_F(KeyCopy, ThatWasCutOffHasNoRoot) {
  int operation = 0;
  for (bool lost = true; lost; ++operation) {
    folder.lose_power_after(operation);
    lost = false;
    try {
      copy();
    } catch (PowerLoss const&) {
      lost = true;
    }
    for (auto const& [name, content] : folder.bytes()) {
      bool const is_whole = content.find(Bytes(slot.load().current.view())) == Bytes::npos ||
                            content.starts_with("lofteKEYS");
      EXPECT_TRUE(is_whole) << operation;
    }
    folder.power_back();
    destroy_ended(folder, clock.now());
  }
}

TEST_F(KeyCopy, DamageIsFoundWhereverItIs) {
  copy();
  std::string const name = folder.names().front();
  Bytes const whole = folder.bytes().at(name);
  // Every byte of the header and of the first and last blocks, and some in between.
  for (std::size_t i = 0; i < whole.size(); i += i < 4200 || i + 200 > whole.size() ? 1 : 9973) {
    Bytes flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    folder.set(name, flipped);
    ASSERT_EQ(code_of([&] { read(); }), "backup.damaged") << i;
  }
  for (std::size_t const size :
       {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, whole.size() / 2, whole.size() - 1}) {
    folder.set(name, whole.substr(0, size));
    EXPECT_EQ(code_of([&] { read(); }), "backup.damaged") << size;
  }
  folder.set(name, whole + "x");
  EXPECT_EQ(code_of([&] { read(); }), "backup.damaged");
  folder.set(name, whole);
  EXPECT_NO_THROW(read());
}

TEST_F(KeyCopy, SealedToARecoveryKeyOpensWithItAlone) {
  auto const key = RecoveryKey::random(random);
  auto const another = RecoveryKey::random(random);
  copy(7, key.public_half());
  for (auto const& [name, content] : folder.bytes()) {
    EXPECT_EQ(content.find(Bytes(slot.load().current.view())), Bytes::npos);
  }
  auto const found = newest_copy(folder, clock.now());
  EXPECT_EQ(code_of([&] { found.roots(); }), "backup.recovery_key_missing");
  EXPECT_EQ(code_of([&] { found.roots(another); }), "backup.recovery_key_wrong");
  EXPECT_EQ(found.roots(key).generation, slot.load().generation);
  EXPECT_EQ(found.roots(key).current.view(), slot.load().current.view());
  store::MemoryStore other;
  EXPECT_GT(put_keys(other, found).rows, 0U);
  clock.set(clock.now() + days{7});
  EXPECT_EQ(destroy_ended(folder, clock.now()), 1U);
}

// As a thief would, who has a sealed copy and wants it to live longer.
TEST_F(KeyCopy, RootsThatWereSealedForAnotherCopyAreRefused) {
  auto const key = RecoveryKey::random(random);
  copy(1, key.public_half());
  auto header = newest_copy(folder, clock.now()).header;
  EXPECT_NO_THROW(header.open_roots("a copy", key));
  header.ends += days{6};
  EXPECT_EQ(code_of([&] { header.open_roots("a copy", key); }), "backup.damaged");
}

TEST_F(KeyCopy, OfANewerVersionIsRefused) {
  copy();
  std::string const name = folder.names().front();
  Bytes bytes = folder.bytes().at(name);
  bytes[10] = 3;  // its format
  Bytes const block = bytes.substr(0, 4096 - crypto::hash_bytes);
  bytes.replace(block.size(), crypto::hash_bytes, crypto::hash(block));
  folder.set(name, bytes);
  EXPECT_EQ(code_of([&] { read(); }), "backup.too_new");
}

TEST_F(KeyCopy, KeepsToAFolderOfItsOwn) {
  folder.set("manifest", "of a backup of the data plane");
  EXPECT_EQ(code_of([&] { copy(); }), "backup.foreign_file");
}

// As another server's tick would leave it.
TEST_F(KeyCopy, OfAStoreUnderAnotherRootIsNotMade) {
  keys::Roots const before = slot.load();
  keys::Roots after = before;
  ++after.generation;
  ASSERT_TRUE(slot.replace(before, after));
  EXPECT_EQ(code_of([&] { copy(); }), "tick.another");
  EXPECT_EQ(code_of([&] { read(); }), "backup.keys_missing");
}

}  // namespace
}  // namespace lofte::custody::backup

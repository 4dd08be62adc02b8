#include "custody/folder/data_folder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/failure.hpp"
#include "custody/folder/checkpoint_file.hpp"
#include "custody/folder/folder_lock.hpp"
#include "custody/folder/owner_key.hpp"
#include "custody/folder/places.hpp"
#include "custody/folder/settings_file.hpp"
#include "custody/ledger/sequencer.hpp"
#include "custody/upkeep/custody.hpp"

namespace lofte::custody::folder {

namespace fs = std::filesystem;

namespace {

// A store that is opened where there is none is made, empty: of a folder that is complete, it was
// taken away, or its disk is not mounted.
fs::path store_that_is_there(fs::path const& directory) {
  fs::path const store = store_of(directory);
  std::error_code is_not_there;
  if (fs::is_empty(store, is_not_there) || is_not_there) {
    throw Failure(FailureKind::damaged,
                  {.code = "store.missing",
                   .message = "there is no store in " + store.string(),
                   .remedy = "mount its disk, or restore it from a backup; keep the root slot, "
                             "without which no backup can be read"});
  }
  return store;
}

// The folder becomes its user's alone, and so must be no folder that others use, such as /tmp.
void expect_nothing_of_others(fs::path const& directory) {
  static constexpr std::array<std::string_view, 9> own = {
      "lock",      "store",         "root.slot",         "root.slot.new", "lofte.toml.new",
      "owner.key", "api-keys.json", "ledger.checkpoint", "lost+found"};
  for (auto const& entry : fs::directory_iterator(directory)) {
    if (std::ranges::find(own, entry.path().filename().string()) == own.end()) {
      throw Failure(FailureKind::conflict,
                    {.code = "folder.not_empty",
                     .message = directory.string() + " holds other files, and is no data folder",
                     .remedy = "choose a folder that is empty or not there yet"});
    }
  }
}

CheckpointFile continued(fs::path const& folder, ledger::Ledger const& ledger) {
  CheckpointFile file(folder);
  file.expect_continued(ledger.log(), ledger.verifier());
  return file;
}

// A creation that was cut off has left one, perhaps.
keys::FileRootSlot slot_made(fs::path const& file, std::string const& token_uri, Random& random) {
  if (!fs::exists(file)) {
    keys::FileRootSlot::create({.file = file, .token_uri = token_uri}, random);
  }
  return {file, random};
}

void expect_root_in(std::string const& token_uri, keys::FileRootSlot const& slot) {
  if (slot.token_uri() != token_uri) {
    throw Failure(FailureKind::conflict,
                  {.code = "folder.root_elsewhere",
                   .message = "the folder was begun with its root key " +
                              (slot.token_uri().empty() ? "in its file"
                                                        : "in the token of " + slot.token_uri()),
                   .remedy = "ask for the same again; or remove the folder, in which nothing has "
                             "been kept yet, and make it anew"});
  }
}

void expect_one(fs::path const& directory) {
  expect_not_half_restored(directory);
  if (!DataFolder::is_one(directory)) {
    throw Failure(FailureKind::not_found,
                  {.code = "folder.missing",
                   .message = directory.string() + " is not a data folder of lofte",
                   .remedy = "lofte serve or lofte import makes one"});
  }
}

}  // namespace

struct DataFolder::Parts {
  fs::path directory;
  FolderLock lock;
  FolderFile file;
  std::unique_ptr<Clock> clock;
  SystemRandom random;
  keys::FileRootSlot slot;
  std::unique_ptr<store::RocksdbStore> store;
  upkeep::Custody custody;
  CheckpointFile checkpoint_file;
  ledger::Sequencer sequencer;  // last: it uses what stands above

  Parts(fs::path const& folder, FolderSettings const& settings)
      : directory(folder),
        lock(folder),
        file(FolderFile::load(folder)),
        clock(clock_of(file)),
        slot(slot_of(folder, settings), random),
        store(store::RocksdbStore::open(store_that_is_there(folder),
                                        {.block_cache_bytes = settings.block_cache_bytes})),
        custody({.store = *store, .slot = slot, .clock = *clock, .random = random}),
        checkpoint_file(continued(folder, custody.ledger())),
        sequencer(custody.ledger(), [this](ledger::SignedCheckpoint const& checkpoint) {
          checkpoint_file.write(checkpoint);
        }) {}
};

void DataFolder::create(fs::path const& directory, std::string_view policy_text,
                        std::optional<Day> virtual_today, FolderSettings const& settings) {
  if (is_one(directory)) {
    throw Failure(FailureKind::conflict,
                  {.code = "folder.exists",
                   .message = directory.string() + " is a data folder already",
                   .remedy = "open it, or choose another folder"});
  }
  expect_not_half_restored(directory);
  make_folder(directory);
  expect_nothing_of_others(directory);
  ::chmod(directory.c_str(), 0700);
  FolderLock const lock(directory);
  FolderFile const file{.virtual_today = virtual_today};
  auto const clock = clock_of(file);
  SystemRandom random;
  fs::path const slot_file = slot_of(directory, settings);
  keys::FileRootSlot slot = slot_made(slot_file, settings.root_token, random);
  expect_root_in(settings.root_token, slot);
  auto const store = store::RocksdbStore::open(store_of(directory),
                                               {.block_cache_bytes = settings.block_cache_bytes});
  if (upkeep::Custody::has_lived(*store, policy_text)) {
    throw Failure(FailureKind::damaged,
                  {.code = "folder.file_missing",
                   .message = directory.string() +
                              " holds the store of a data folder, but not its lofte.toml",
                   .remedy = "put lofte.toml back from a backup; if it is lost for good, write it "
                             "anew: a line format = 1, and where the folder has a virtual clock a "
                             "line virtual_today = YYYY-MM-DD"});
  }
  upkeep::Custody::prepare({.store = *store, .slot = slot, .clock = *clock, .random = random},
                           policy_text);
  store->sync();
  file.save(directory);  // last: it says that the folder is complete
}

bool DataFolder::is_one(fs::path const& directory) {
  return FolderFile::exists(directory);
}

std::unique_ptr<DataFolder> DataFolder::open(fs::path const& directory,
                                             FolderSettings const& settings) {
  expect_one(directory);
  return std::unique_ptr<DataFolder>(new DataFolder(std::make_unique<Parts>(directory, settings)));
}

keys::Moved DataFolder::move_root(fs::path const& directory, std::string const& token_uri,
                                  FolderSettings const& settings) {
  expect_one(directory);
  FolderLock const lock(directory);
  FolderFile::load(directory);
  SystemRandom random;
  return keys::move_root({.file = slot_of(directory, settings), .token_uri = token_uri}, random);
}

DataFolder::DataFolder(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
DataFolder::~DataFolder() = default;

vault::Vault& DataFolder::vault() {
  return parts_->custody.vault();
}
ledger::Ledger& DataFolder::ledger() {
  return parts_->custody.ledger();
}
std::optional<Failure> DataFolder::ledger_failure() const {
  return parts_->sequencer.last_failure();
}
upkeep::Upkeep& DataFolder::upkeep() {
  return parts_->custody.upkeep();
}
store::Store& DataFolder::store() {
  return *parts_->store;
}
Clock const& DataFolder::clock() const {
  return *parts_->clock;
}
bool DataFolder::has_virtual_clock() const {
  return parts_->file.virtual_today.has_value();
}
fs::path const& DataFolder::directory() const {
  return parts_->directory;
}

std::string const& DataFolder::root_token() const {
  return parts_->slot.token_uri();
}

void DataFolder::set_clock(Day day) {
  auto* const clock = dynamic_cast<VirtualClock*>(parts_->clock.get());
  if (clock == nullptr) {
    throw Failure(FailureKind::refused,
                  {.code = "clock.real",
                   .message = "this data folder lives by the real clock",
                   .remedy = "only a folder made with --virtual-clock can be moved"});
  }
  if (noon_of(day) < clock->now()) {
    throw Failure(
        FailureKind::bad_input,
        {.code = "clock.backward",
         .message = "the clock stands at " + lofte::to_string(clock->now()) + ", after that day",
         .remedy = "a clock moves forward only: what is gone stays gone"});
  }
  clock->set(noon_of(day));
  parts_->file.virtual_today = day;
  parts_->file.save(parts_->directory);
}

fs::path DataFolder::owner_key_file() {
  return folder::owner_key_file(parts_->directory, parts_->random);
}

}  // namespace lofte::custody::folder

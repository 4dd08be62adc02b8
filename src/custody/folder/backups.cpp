#include "custody/folder/backups.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "base/failure.hpp"
#include "custody/folder/durable_file.hpp"
#include "custody/folder/folder_lock.hpp"
#include "custody/folder/places.hpp"

namespace lofte::custody::folder {

namespace fs = std::filesystem;
using backup::DiskFolder;

namespace {

// Hashes of the API's keys; the owner's key itself is made anew.
constexpr char const* api_keys_name = "api-keys.json";

backup::Origin origin_of(DataFolder& folder, std::string const& version) {
  return {.store = backup::identity_of(folder.vault().ground()),
          .now = folder.clock().now(),
          .written_by = version};
}

std::vector<backup::Attachment> attachments_of(DataFolder const& folder) {
  std::ifstream in(folder.directory() / api_keys_name, std::ios::binary);
  if (!in.is_open()) {
    return {};
  }
  return {{.name = api_keys_name, .content = {std::istreambuf_iterator<char>(in), {}}}};
}

std::vector<fs::path> entries_of(fs::path const& directory) {
  std::vector<fs::path> entries;
  for (auto const& entry : fs::directory_iterator(directory)) {
    auto const name = entry.path().filename();
    if (name != "lock" && name != "lost+found" && entry.path() != restore_mark_of(directory)) {
      entries.push_back(entry.path());
    }
  }
  return entries;
}

void expect_empty_or_cut_off(fs::path const& directory) {
  if (!entries_of(directory).empty() && !fs::exists(restore_mark_of(directory))) {
    throw Failure(FailureKind::conflict,
                  {.code = "restore.not_empty",
                   .message = directory.string() + " is not empty",
                   .remedy = "restore into a new folder; to put back lost data under the key plane "
                             "that is there, leave --keys out"});
  }
}

// What a restore that was cut off has left.
void throw_away(fs::path const& directory, FolderSettings const& settings) {
  for (fs::path const& entry : entries_of(directory)) {
    fs::remove_all(entry);
  }
  if (!settings.root_slot.empty()) {
    fs::remove(settings.root_slot);
  }
}

FolderFile clock_file(RestoreRequest const& request, backup::KeyCopyHeader const& header) {
  if (request.virtual_today && !header.virtual_today) {
    throw Failure(FailureKind::bad_input,
                  {.code = "restore.clock",
                   .message = "the copy is of a data folder that lives by the real clock",
                   .remedy = "leave --virtual-clock out"});
  }
  return {.virtual_today = request.virtual_today ? request.virtual_today : header.virtual_today};
}

void put_attachments(fs::path const& directory, std::vector<backup::Attachment> const& attached) {
  for (backup::Attachment const& attachment : attached) {
    if (attachment.name == api_keys_name) {
      write_durably(directory / api_keys_name, attachment.content);
    }
  }
}

// What is restored from, all of it checked.
struct Sources {
  DiskFolder const& data;
  backup::DataManifest manifest;
  backup::OpenKeyCopy copy;
  keys::Roots roots;
  Clock const& clock;
};

void restore_into(RestoreRequest const& request, FolderSettings const& settings,
                  Sources const& from, RestoreReport& report, upkeep::Progress const& progress) {
  fs::path const& directory = request.directory;
  SystemRandom random;
  fs::path const slot_file = slot_of(directory, settings);
  keys::FileRootSlot::create({.file = slot_file, .token_uri = settings.root_token}, from.roots,
                             random);
  keys::FileRootSlot slot(slot_file, random);
  auto const store = store::RocksdbStore::open(store_of(directory),
                                               {.block_cache_bytes = settings.block_cache_bytes});
  auto const restored = backup::restore_store(
      {.store = *store, .slot = slot, .clock = from.clock, .random = random},
      {.keys = from.copy, .data = from.data, .manifest = from.manifest}, progress);
  report.key_rows = restored.keys.rows;
  report.data = restored.data;
  report.replayed = restored.replayed;
  put_attachments(directory, restored.keys.attachments);
}

}  // namespace

backup::DataBackupReport back_up_data(DataFolder& folder, fs::path const& into,
                                      std::string const& version,
                                      upkeep::Progress const& progress) {
  DiskFolder disk(into, DiskFolder::Use::write);
  auto const report =
      backup::back_up_data(folder.store(), disk, origin_of(folder, version), progress);
  folder.ledger().announce(folder.ledger().statement("backup_made").say("plane", "data"));
  return report;
}

backup::KeyCopyReport copy_keys(DataFolder& folder, KeyCopyWish const& wish,
                                std::string const& version, upkeep::Progress const& progress) {
  DiskFolder disk(wish.into, DiskFolder::Use::write);
  auto const virtual_today =
      folder.has_virtual_clock() ? std::optional(folder.vault().today()) : std::nullopt;
  auto const report = backup::copy_keys(folder.vault().ground(), folder.upkeep(), disk,
                                        {.origin = origin_of(folder, version),
                                         .life = wish.life,
                                         .virtual_today = virtual_today,
                                         .attachments = attachments_of(folder),
                                         .recovery = wish.recovery},
                                        progress);
  folder.ledger().announce(folder.ledger()
                               .statement("backup_made")
                               .say("plane", "keys")
                               .say("until", lofte::to_string(report.ends)));
  return report;
}

std::size_t destroy_ended_copies(DataFolder& folder, fs::path const& keys,
                                 std::chrono::minutes ahead) {
  backup::expect_believed_clock(folder.vault().ground(), folder.upkeep());
  DiskFolder disk(keys, DiskFolder::Use::write);
  return backup::destroy_ended(disk, folder.clock().now() + ahead);
}

backup::RestoredData restore_data(DataFolder& folder, fs::path const& data,
                                  upkeep::Progress const& progress) {
  DiskFolder const disk(data, DiskFolder::Use::read);
  auto const manifest =
      backup::checked_manifest(disk, backup::identity_of(folder.vault().ground()));
  auto const restored = backup::put_data(folder.vault(), disk, manifest, progress);
  folder.ledger().announce(
      folder.ledger().statement("data_restored").say("records", restored.records_back));
  return restored;
}

RestoreReport restore_folder(RestoreRequest const& request, FolderSettings const& settings,
                             upkeep::Progress const& progress) {
  DiskFolder const keys(request.keys, DiskFolder::Use::read);
  DiskFolder const data(request.data, DiskFolder::Use::read);
  auto const header = backup::newest_header(keys);
  FolderFile const file = header ? clock_file(request, *header) : FolderFile{};
  auto const clock = clock_of(file);
  Sources from{.data = data,
               .manifest = {},
               .copy = backup::newest_copy(keys, clock->now()),
               .roots = {},
               .clock = *clock};
  from.roots = from.copy.roots(request.recovery);
  from.manifest = backup::checked_manifest(data, from.copy.header.store);
  make_folder(request.directory);
  expect_empty_or_cut_off(request.directory);
  ::chmod(request.directory.c_str(), 0700);
  FolderLock const lock(request.directory);
  if (fs::exists(restore_mark_of(request.directory))) {
    throw_away(request.directory, settings);
  }
  write_durably(restore_mark_of(request.directory), "");
  RestoreReport report{.keys_copy = from.copy.name,
                       .keys_made = from.copy.header.made,
                       .now = clock->now(),
                       .data = {},
                       .replayed = {}};
  restore_into(request, settings, from, report, progress);
  file.save(request.directory);
  remove_durably(restore_mark_of(request.directory));
  return report;
}

}  // namespace lofte::custody::folder

#include "custody/store/rocksdb_failures.hpp"

namespace lofte::custody::store {

namespace {

// RocksDB's own words name files and offsets, never stored bytes.
std::string in_folder(std::filesystem::path const& folder, char const* what,
                      rocksdb::Status const& status) {
  return std::string(what) + " in " + folder.string() + " (" + status.ToString() + ")";
}

[[noreturn]] void disk_full(FailureKind kind, std::filesystem::path const& folder,
                            rocksdb::Status const& status) {
  throw Failure(
      kind, {.code = "store.disk_full",
             .message = in_folder(folder, "there is no room on the disk for the store", status),
             .remedy = "make room on that disk, then start again; what was acknowledged is safe, "
                       "and can be read meanwhile"});
}

[[noreturn]] void damaged(std::filesystem::path const& folder, rocksdb::Status const& status) {
  throw Failure(FailureKind::damaged,
                {.code = "store.damaged",
                 .message = in_folder(folder, "stored files are not what was written", status),
                 .remedy = "check the disk, then restore the data folder from a backup"});
}

[[noreturn]] void input_output(FailureKind kind, std::filesystem::path const& folder,
                               rocksdb::Status const& status) {
  throw Failure(kind, {.code = "store.io",
                       .message = in_folder(folder, "reading or writing the store failed", status),
                       .remedy = "check the disk and the rights of the folder, then start again"});
}

bool is_locked(rocksdb::Status const& status) {
  return status.IsIOError() && status.ToString().contains("/LOCK");
}

// The log is appended to, then synced. A record that could not be appended is not whole, and is
// passed over when the log is read again; one that could not be synced may be there or not.
bool was_not_appended(rocksdb::Status const& status) {
  return status.ToString().contains("While appending");
}

bool is_damage(rocksdb::Status const& status) {
  return status.IsCorruption() || status.IsPathNotFound() ||
         status.ToString().contains("larger than file length");  // a table cut short
}

}  // namespace

void failed_to_open(std::filesystem::path const& folder, rocksdb::Status const& status) {
  if (is_locked(status)) {
    throw Failure(FailureKind::conflict,
                  {.code = "store.locked",
                   .message = "another process has the store in " + folder.string() + " open",
                   .remedy = "stop it first, or ask it over its API; if there is none, look who "
                             "holds " +
                             (folder / "LOCK").string()});
  }
  if (status.IsNoSpace()) {
    disk_full(FailureKind::unavailable, folder, status);
  }
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    throw Failure(FailureKind::too_new,
                  {.code = "store.too_new",
                   .message = in_folder(folder, "a newer version wrote the store", status),
                   .remedy = "start the version of lofte that wrote it"});
  }
  if (is_damage(status)) {
    damaged(folder, status);
  }
  input_output(FailureKind::unavailable, folder, status);
}

void failed_to_read(std::filesystem::path const& folder, rocksdb::Status const& status) {
  if (is_damage(status)) {
    damaged(folder, status);
  }
  input_output(FailureKind::unavailable, folder, status);
}

void failed_to_commit(std::filesystem::path const& folder, rocksdb::Status const& status) {
  FailureKind const kind =
      was_not_appended(status) ? FailureKind::unavailable : FailureKind::unknown_outcome;
  if (status.IsNoSpace()) {
    disk_full(kind, folder, status);
  }
  input_output(kind, folder, status);
}

void writing_has_stopped(std::filesystem::path const& folder, rocksdb::Status const& status) {
  if (status.IsNoSpace()) {
    disk_full(FailureKind::unavailable, folder, status);
  }
  input_output(FailureKind::unavailable, folder, status);
}

void failed_to_write(std::filesystem::path const& folder, rocksdb::Status const& status) {
  if (status.IsNoSpace()) {
    disk_full(FailureKind::unavailable, folder, status);
  }
  failed_to_read(folder, status);
}

void no_current_file(std::filesystem::path const& folder) {
  damaged(folder, rocksdb::Status::Corruption("CURRENT is missing"));
}

}  // namespace lofte::custody::store

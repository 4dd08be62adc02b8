// A data folder: the embedded store, its root slot, and the clock it lives by, opened together.
//
//   DIR/lofte.toml   format version; the virtual clock, if it has one
//   DIR/lock         held while a process has the folder open
//   DIR/store/       RocksDB
//   DIR/root.slot    the root keys, mode 0600; or what only a PKCS#11 token can open
//   DIR/owner.key    the owner's API key, mode 0600
//   DIR/ledger.checkpoint   the newest checkpoint that was shown
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/failure.hpp"
#include "custody/store/rocksdb_store.hpp"
#include "custody/upkeep/upkeep.hpp"

namespace lofte::custody::folder {

struct FolderSettings {
  std::size_t block_cache_bytes = 8 << 20;
  std::filesystem::path root_slot;  // empty: DIR/root.slot
  std::string root_token;  // of a folder that is made: seals its roots; empty: in the clear
};

class DataFolder {
 public:
  // Makes a folder with `policy_text` as its first edition. With `virtual_today`, its clock stands
  // at noon of that day and moves only by set_clock. Throws Failure: conflict ("folder.exists")
  // when it holds one already, "folder.not_empty" when it holds anything else, or
  // "folder.root_elsewhere" when a creation that was cut off put the root key elsewhere, bad_input
  // when the policy has errors.
  static void create(std::filesystem::path const& directory, std::string_view policy_text,
                     std::optional<Day> virtual_today, FolderSettings const& settings = {});
  static bool is_one(std::filesystem::path const& directory);

  // Throws Failure: not_found ("folder.missing"), conflict ("folder.locked"), too_new, damaged.
  static std::unique_ptr<DataFolder> open(std::filesystem::path const& directory,
                                          FolderSettings const& settings = {});
  ~DataFolder();

  // Moves the root key of a folder that nobody has open into a token, or, where `token_uri` is
  // empty, into its file. After Moved::roots a tick has to follow. Throws Failure: as open(), and
  // what keys::move_root throws.
  static keys::Moved move_root(std::filesystem::path const& directory, std::string const& token_uri,
                               FolderSettings const& settings = {});

  vault::Vault& vault();
  ledger::Ledger& ledger();
  // Why acts do not reach the ledger's log at present; nullopt when they do.
  std::optional<Failure> ledger_failure() const;
  upkeep::Upkeep& upkeep();
  store::Store& store();
  Clock const& clock() const;
  bool has_virtual_clock() const;
  std::filesystem::path const& directory() const;
  // The PKCS#11 URI of the token that seals the root key; empty when none does.
  std::string const& root_token() const;

  // Moves a virtual clock forward to noon of `day`. Throws Failure: refused ("clock.real") on a
  // real one, bad_input
  // ("clock.backward"). No other thread may use the folder meanwhile.
  void set_clock(Day day);

  // The owner's API key file; made with a fresh key when it is not there.
  std::filesystem::path owner_key_file();

 private:
  struct Parts;
  explicit DataFolder(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace lofte::custody::folder

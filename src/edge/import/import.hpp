// Imports the rows of a file into the vault: one thread reads and maps, others write, each
// subject's rows always by the same one, so that they stay in order. Every write is idempotent by
// its references: importing a file again adds nothing, and an import that was interrupted is mended
// by another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "custody/vault/vault.hpp"
#include "edge/import/mapping_rows.hpp"

namespace lofte::edge::import {

// The larger a batch, the more rows of one subject share a transaction.
inline constexpr std::size_t rows_per_batch = 65'536;
inline constexpr std::size_t batch_bytes_max = 8 * 1024 * 1024;  // as the rows stand in the file
inline constexpr std::size_t batches_waiting_max = 1;            // of each writer
inline constexpr std::uint64_t rows_per_sync = 100'000;
inline constexpr std::size_t subjects_remembered_max = 100'000;  // by each writer
inline constexpr std::size_t faults_told_max = 20;

struct ImportRequest {
  std::filesystem::path file;
  Mapping mapping;
  std::filesystem::path rejects;  // written only when a row is rejected; replaced when it is there
  promise::gate::Actor actor;
  unsigned writers = 2;
};

// Where a bad row stands and what is wrong with it; nothing of what it says.
struct RowFault {
  std::uint64_t line = 0;
  std::string reason;
  std::string message;
};

struct ImportReport {
  std::uint64_t rows = 0;  // without the header line
  std::uint64_t rows_skipped = 0;
  std::uint64_t rows_rejected = 0;
  std::uint64_t subjects_created = 0;
  std::uint64_t records_added = 0;
  std::uint64_t records_existed = 0;
  std::uint64_t records_lapsed = 0;       // nothing of them may be held any more
  std::uint64_t fields_left_out = 0;      // that no purpose may hold any more
  std::uint64_t consents_suppressed = 0;  // not brought: refused here at an address of the row
  std::map<std::string, std::uint64_t> rejected_by_reason;
  std::map<std::string, std::uint64_t> skipped_by_reason;
  std::vector<RowFault> faults;  // the first faults_told_max of them, by line
};

// How far it has come, in bytes of the file. Called on the caller's thread.
using ImportProgress = std::function<void(std::uint64_t bytes, std::uint64_t bytes_total)>;

// Durable when it returns. Throws Failure when the file can't be read at all, lacks a column that
// the mapping names (bad_input, "mapping.columns"), or the vault can't be written to; what was
// imported until then stays.
ImportReport import_file(custody::vault::Vault& vault, ImportRequest request,
                         ImportProgress const& progress);

}  // namespace lofte::edge::import

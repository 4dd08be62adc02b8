// Rows of the store in a file: blocks, each chained to the one before by its hash, so that the last
// hash vouches for all of them and for the file's header. Rows ascend by bucket and key. Format:
// docs/formats/backup.md, "Rows".
//
// One thread. Memory: one block, of at most one row more than 256 KiB.
#pragma once

#include <optional>

#include "custody/backup/backup_folder.hpp"

namespace lofte::custody::backup {

struct Row {
  Bucket bucket = 0;
  BytesView key;
  BytesView value;
};

// What tells one file of rows from every other.
struct RowsSeal {
  std::uint64_t rows = 0;
  std::uint64_t file_bytes = 0;
  Bytes hash;
  bool operator==(RowsSeal const&) const = default;
};

class RowWriter {
 public:
  // Goes on after `header_bytes` that the draft has already; `chained_to` is what the first block's
  // hash covers besides.
  struct Start {
    std::uint64_t header_bytes = 0;
    BytesView chained_to;
  };
  RowWriter(BackupDraft& draft, Start const& start);
  void put(Row const& row);
  // Call once, last; the draft is not synced.
  RowsSeal finish();

 private:
  void write_block();

  BackupDraft* draft_;
  RowsSeal seal_;
  Bytes block_;
};

class RowReader {
 public:
  struct Start {
    std::string name;  // for messages
    std::uint64_t header_bytes = 0;
    BytesView chained_to;
  };
  // Reads the first row. Throws, as next() does, Failure (damaged, "backup.damaged") before it
  // gives a row of a block that is not what was written.
  RowReader(BackupFile const& file, Start const& start);
  RowReader(RowReader const&) = delete;  // its row lies in its block
  RowReader& operator=(RowReader const&) = delete;

  // Nullptr at the end, which has been checked then. Valid until next().
  Row const* row() const { return row_ ? &*row_ : nullptr; }
  void next();

  // Passes over what stands before (bucket, key); the row that is there, or nullptr.
  Row const* find(Bucket bucket, BytesView key);

  // Reads the rest, and says what was read.
  RowsSeal read_to_end();

 private:
  void read_block();

  BackupFile const* file_;
  std::string name_;
  std::uint64_t offset_;
  RowsSeal seal_;
  Bytes block_;
  Bytes key_before_;
  std::optional<Bucket> bucket_before_;
  std::size_t block_at_ = 0;
  bool ended_ = false;
  std::optional<Row> row_;
};

}  // namespace lofte::custody::backup

// What a backup of the data plane consists of. Format: docs/formats/backup.md, "The data plane".
//
//   manifest        names the layers that count, with their hashes
//   layer-000001    rows that were new or changed, since the layers before
//   index-000002    a fingerprint of each row that the store had at the last layer
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "custody/backup/row_file.hpp"

namespace lofte::custody::backup {

// More would be too many files to read at once.
inline constexpr std::size_t layers_max = 400;

inline constexpr std::string_view manifest_name = "manifest";

enum class DataFileKind : std::uint8_t { layer = 1, index = 2 };

struct DataFile {
  DataFileKind kind = DataFileKind::layer;
  std::uint32_t number = 0;
  RowsSeal seal;

  std::string name() const;
  // Of a file of the store `store`.
  Bytes header(Uuid const& store) const;
};

struct DataManifest {
  std::string written_by;  // version of Löfte
  Uuid store;
  Instant last;                  // the last backup, whether or not it found anything to write
  std::vector<DataFile> layers;  // oldest first
  std::optional<DataFile> index;

  Bytes encode() const;
  // Throws Failure: damaged ("backup.damaged"), too_new ("backup.too_new").
  static DataManifest decode(BytesView bytes);
  // Nullopt in a folder that has nothing of a backup. Throws also conflict ("backup.foreign_file")
  // where there are other files, and damaged where there are layers without a manifest, or a file
  // is missing or of another size than it was written.
  static std::optional<DataManifest> load(BackupFolder const& folder);
  void save(BackupFolder& folder) const;
};

// An open file of a data backup, its header checked.
struct OpenDataFile {
  std::unique_ptr<BackupFile> file;
  std::unique_ptr<RowReader> rows;
};
OpenDataFile open_rows(BackupFolder const& folder, DataManifest const& manifest,
                       DataFile const& file);

// Reads every byte of the backup; throws where one is not what was written.
void verify(BackupFolder const& folder, DataManifest const& manifest);

}  // namespace lofte::custody::backup

// The layers of a data backup, read side by side.
#pragma once

#include <vector>

#include "custody/backup/data_manifest.hpp"

namespace lofte::custody::backup {

// One thread. Borrows the folder.
class Layers {
 public:
  Layers(BackupFolder const& folder, DataManifest const& manifest);

  // The row's values, the newest layer's first; none when no layer has it. To be asked in ascending
  // order of bucket and key; valid until it is asked again.
  std::vector<BytesView> find(Bucket bucket, BytesView key);

 private:
  std::vector<OpenDataFile> newest_first_;
};

}  // namespace lofte::custody::backup

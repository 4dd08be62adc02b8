#include "custody/backup/layers.hpp"

#include <ranges>

namespace lofte::custody::backup {

Layers::Layers(BackupFolder const& folder, DataManifest const& manifest) {
  for (DataFile const& layer : manifest.layers | std::views::reverse) {
    newest_first_.push_back(open_rows(folder, manifest, layer));
  }
}

std::vector<BytesView> Layers::find(Bucket bucket, BytesView key) {
  std::vector<BytesView> values;
  for (OpenDataFile& layer : newest_first_) {
    if (Row const* const row = layer.rows->find(bucket, key)) {
      values.push_back(row->value);
    }
  }
  return values;
}

}  // namespace lofte::custody::backup

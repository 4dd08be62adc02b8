#include "custody/backup/data_backup.hpp"

#include <fmt/format.h>

#include <set>

#include "custody/backup/failures.hpp"
#include "custody/crypto/crypto.hpp"

namespace lofte::custody::backup {

using store::Plane;

namespace {

constexpr std::size_t fingerprint_bytes = 16;

Bytes fingerprint(BytesView key, BytesView value) {
  return crypto::hash(Writer{}.text(key).raw(value).view()).substr(0, fingerprint_bytes);
}

// A file of the backup while it is written beside its place.
class RowDraft {
 public:
  RowDraft(BackupFolder& folder, DataManifest const& manifest, DataFile file)
      : folder_(&folder), file_(std::move(file)), draft_(folder.create(draft_name(file_.name()))) {
    Bytes const header = file_.header(manifest.store);
    draft_->append(header);
    rows_.emplace(*draft_, RowWriter::Start{.header_bytes = header.size(), .chained_to = header});
  }
  void put(Row const& row) { rows_->put(row); }
  // In its place, durably.
  DataFile finish() {
    file_.seal = rows_->finish();
    draft_->sync();
    draft_.reset();
    folder_->rename(draft_name(file_.name()), file_.name());
    return file_;
  }
  void discard() {
    draft_.reset();
    folder_->remove(draft_name(file_.name()));
  }

 private:
  BackupFolder* folder_;
  DataFile file_;
  std::unique_ptr<BackupDraft> draft_;
  std::optional<RowWriter> rows_;
};

DataManifest load_or_begin(BackupFolder& folder, Origin const& origin) {
  auto manifest = DataManifest::load(folder);
  if (!manifest) {
    manifest = DataManifest{.written_by = origin.written_by,
                            .store = origin.store,
                            .last = origin.now,
                            .layers = {},
                            .index = std::nullopt};
    manifest->save(folder);
  }
  if (manifest->store != origin.store) {
    another_store(folder.place());
  }
  if (manifest->layers.size() >= layers_max) {
    throw Failure(FailureKind::too_large,
                  {.code = "backup.too_many_layers",
                   .message = fmt::format("the backup in {} has {} layers, which is the most",
                                          folder.place(), layers_max),
                   .remedy = "begin a new folder; this one can still be restored"});
  }
  return *manifest;
}

// What a backup that was cut off has left, and an index that no longer counts.
void remove_leftovers(BackupFolder& folder, DataManifest const& manifest) {
  std::set<std::string> names{std::string(manifest_name)};
  for (DataFile const& layer : manifest.layers) {
    names.insert(layer.name());
  }
  if (manifest.index) {
    names.insert(manifest.index->name());
  }
  for (std::string const& name : folder.names()) {
    if (!names.contains(name)) {
      folder.remove(name);
    }
  }
}

struct Drafts {
  RowDraft& layer;
  RowDraft& index;
  RowReader* before;  // the index of the backup before, if there is one
};

void back_up_bucket(store::View& view, Bucket bucket, Drafts const& drafts,
                    DataBackupReport& report) {
  view.scan(Plane::data, {}, {}, [&](BytesView key, BytesView value) {
    Bytes const print = fingerprint(key, value);
    Row const* const known = drafts.before ? drafts.before->find(bucket, key) : nullptr;
    ++report.rows_held;
    if (known == nullptr || known->value != print) {
      drafts.layer.put({.bucket = bucket, .key = key, .value = value});
      ++report.rows_written;
    }
    drafts.index.put({.bucket = bucket, .key = key, .value = print});
    return true;
  });
}

}  // namespace

DataBackupReport back_up_data(store::Store& store, BackupFolder& folder, Origin const& origin,
                              upkeep::Progress const& progress) {
  DataManifest manifest = load_or_begin(folder, origin);
  remove_leftovers(folder, manifest);
  OpenDataFile before;
  if (manifest.index) {
    before = open_rows(folder, manifest, *manifest.index);
  }
  std::uint32_t const number = manifest.layers.empty() ? 1 : manifest.layers.back().number + 1;
  RowDraft layer(folder, manifest, {.kind = DataFileKind::layer, .number = number, .seal = {}});
  RowDraft index(folder, manifest, {.kind = DataFileKind::index, .number = number, .seal = {}});
  DataBackupReport report;
  for (unsigned bucket = 0; bucket <= store::bucket_last; ++bucket) {
    back_up_bucket(*store.read(static_cast<Bucket>(bucket)), static_cast<Bucket>(bucket),
                   {.layer = layer, .index = index, .before = before.rows.get()}, report);
    upkeep::go_on(progress, bucket);
  }
  if (before.rows && before.rows->read_to_end() != manifest.index->seal) {
    damaged(folder.place() + "/" + manifest.index->name(), "is not the file that was written");
  }
  if (report.rows_written > 0) {
    manifest.layers.push_back(layer.finish());
    manifest.index = index.finish();
    report.bytes_written = manifest.layers.back().seal.file_bytes;
  } else {
    layer.discard();
    index.discard();
  }
  manifest.written_by = origin.written_by;
  manifest.last = origin.now;
  manifest.save(folder);
  remove_leftovers(folder, manifest);
  report.layers = manifest.layers.size();
  return report;
}

}  // namespace lofte::custody::backup

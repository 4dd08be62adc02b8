#include "custody/backup/restore.hpp"

#include <algorithm>
#include <span>

#include "custody/backup/failures.hpp"

namespace lofte::custody::backup {

using store::Plane;
using vault::CompartmentRow;

namespace {

constexpr std::size_t transaction_bytes_usual = 4 * 1024 * 1024;
constexpr std::size_t subjects_per_transaction_max = 64;

// Puts rows bucket by bucket, in transactions of a moderate size.
class RowsIntoStore {
 public:
  explicit RowsIntoStore(store::Store& store) : store_(&store) {}
  void put(Row const& row) {
    if (transaction_ && (row.bucket != bucket_ || bytes_ > transaction_bytes_usual)) {
      finish();
    }
    if (!transaction_) {
      transaction_ = store_->begin(row.bucket);
      bucket_ = row.bucket;
    }
    transaction_->put(Plane::keys, row.key, row.value);
    bytes_ += row.key.size() + row.value.size();
  }
  void finish() {
    if (transaction_) {
      transaction_->commit(store::Durability::deferred);
      transaction_.reset();
      bytes_ = 0;
    }
  }

 private:
  store::Store* store_;
  std::unique_ptr<store::Transaction> transaction_;
  Bucket bucket_ = 0;
  std::size_t bytes_ = 0;
};

std::vector<CompartmentRow> decode_all(std::vector<BytesView> const& values) {
  std::vector<CompartmentRow> rows;
  for (BytesView const value : values) {
    rows.push_back(CompartmentRow::decode(value));
  }
  return rows;
}

void put_subject(vault::SubjectSession& session, SubjectId const& subject, Layers& layers,
                 RestoredData& restored) {
  auto outlines = session.outlines();
  std::ranges::sort(outlines, {}, &subjects::RecordOutline::id);  // as the backup's rows are
  for (auto const& outline : outlines) {
    auto const rows =
        decode_all(layers.find(bucket_of(subject), CompartmentRow::key(subject, outline.id)));
    if (session.record(outline.id) == nullptr) {
      continue;
    }
    auto const back = session.bring_back(outline.id, rows);
    ++restored.records;
    restored.records_back += back.back != 0 ? 1 : 0;
    restored.records_missing += back.missing != 0 ? 1 : 0;
    if (back.leases_missing > 0) {
      auto const& policy = session.rules().history().of(outline.facts.version);
      restored.leases_missing[policy.shapes[outline.facts.shape].name] += back.leases_missing;
    }
  }
}

std::vector<SubjectId> subjects_of(store::Store& store, Bucket bucket) {
  std::vector<SubjectId> ids;
  store.read(bucket)->scan(Plane::keys, subjects::subjects_prefix(), {},
                           [&](BytesView key, BytesView) {
                             ids.push_back(subjects::subject_of_key(key));
                             return true;
                           });
  return ids;
}

void put_bucket(vault::Vault& vault, Bucket bucket, Layers& layers, RestoredData& restored) {
  auto const ids = subjects_of(vault.ground().store, bucket);
  for (std::span<SubjectId const> rest = ids; !rest.empty();) {
    std::size_t const size = std::min(rest.size(), subjects_per_transaction_max);
    vault.with_each(bucket, rest.first(size),
                    [&](SubjectId const& subject, vault::SubjectSession& session) {
                      put_subject(session, subject, layers, restored);
                    });
    rest = rest.subspan(size);
  }
}

}  // namespace

RestoredKeys put_keys(store::Store& store, OpenKeyCopy const& copy,
                      upkeep::Progress const& progress) {
  RestoredKeys restored;
  RowsIntoStore into(store);
  RowReader rows = copy.rows();
  for (Row const* row = rows.row(); row != nullptr; rows.next(), row = rows.row()) {
    if (row->bucket == attachment_bucket) {
      restored.attachments.push_back({.name = Bytes(row->key), .content = Bytes(row->value)});
      continue;
    }
    if (row->bucket > store::bucket_last) {
      damaged(copy.name, "has rows of a bucket that no store has");
    }
    into.put(*row);
    ++restored.rows;
    if (restored.rows % 4096 == 0) {
      upkeep::go_on(progress, row->bucket);
    }
  }
  into.finish();
  return restored;
}

DataManifest checked_manifest(BackupFolder const& folder, Uuid const& store) {
  auto const manifest = DataManifest::load(folder);
  if (!manifest) {
    throw Failure(FailureKind::not_found,
                  {.code = "backup.missing",
                   .message = "there is no backup of the data plane in " + folder.place(),
                   .remedy = "check the path; lofte backup makes one"});
  }
  if (manifest->store != store) {
    another_store(folder.place());
  }
  verify(folder, *manifest);
  return *manifest;
}

RestoredData put_data(vault::Vault& vault, BackupFolder const& folder, DataManifest const& manifest,
                      upkeep::Progress const& progress) {
  Layers layers(folder, manifest);
  RestoredData restored;
  for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
    put_bucket(vault, static_cast<Bucket>(bucket), layers, restored);
    upkeep::go_on(progress, bucket + 1);
  }
  vault.ground().store.sync();
  return restored;
}

Replayed replay(upkeep::Upkeep& upkeep, upkeep::Progress const& progress) {
  upkeep.accept_clock();
  upkeep.rotate_index_key(progress);
  Replayed replayed{.ticked = upkeep.tick(progress), .reclaimed = {}};
  replayed.reclaimed = upkeep.reclaim(progress);
  return replayed;
}

}  // namespace lofte::custody::backup

#include "custody/backup/restore.hpp"

#include <algorithm>
#include <span>

#include "base/planted.hpp"
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

namespace {

// With the tick that follows, all that was written elsewhere after the copy opens nothing: neither
// under a person's key that both knew, nor under a key of the tree.
void renew_keys(vault::Vault& vault, upkeep::Progress const& progress) {
  auto const& ground = vault.ground();
  auto const redraw = [&](Bucket bucket) {
    auto const transaction = ground.store.begin(bucket);
    keys::KeyTree tree(ground.ring, *transaction, bucket);
    tree.redraw(*transaction);
    if (bucket == store::system_bucket) {
      // However little the copy held, the tick has something to destroy: else it keeps the root.
      tree.doom(*transaction, tree.plant(*transaction, crypto::Key::random(ground.ring.random())));
    }
    tree.save(*transaction);
    transaction->commit(store::Durability::deferred);
  };
  redraw(store::system_bucket);
  upkeep::sweep(vault, progress, [&](unsigned, Bucket bucket) {
    redraw(bucket);
    auto const ids = subjects_of(vault.ground().store, bucket);
    for (std::span<SubjectId const> rest = ids; !rest.empty();) {
      std::size_t const size = std::min(rest.size(), subjects_per_transaction_max);
      vault.act_on_each(bucket, rest.first(size),
                        [](vault::SubjectSession& session) { session.rekey(); });
      rest = rest.subspan(size);
    }
  });
}

// What has happened since the copy was made, as far as the calendar knows it. After put_data(),
// which a tick would otherwise find missing.
Replayed replay(upkeep::Custody& custody, upkeep::Progress const& progress) {
  auto& upkeep = custody.upkeep();
  upkeep.accept_clock();
  upkeep::TickReport cut_off;
  if (custody.vault().ground().ring.slot().load().next) {
    cut_off = upkeep.tick(progress);  // the copy was made in it: what ends here can't be part of it
  }
  if (!planted(Bug::restored_with_old_keys)) {
    renew_keys(custody.vault(), progress);
  }
  upkeep.rotate_index_key(progress);
  Replayed replayed{.ticked = upkeep.tick(progress), .reclaimed = {}};
  replayed.ticked.terms_destroyed += cut_off.terms_destroyed;
  replayed.ticked.leaves_destroyed += cut_off.leaves_destroyed;
  replayed.reclaimed = upkeep.reclaim(progress);
  return replayed;
}

}  // namespace

Restored restore_store(upkeep::Custody::Ground const& ground, RestoreSources const& from,
                       upkeep::Progress const& progress) {
  Restored restored{
      .keys = put_keys(ground.store, from.keys, progress), .data = {}, .replayed = {}};
  ground.store.sync();
  {
    keys::KeyRing const ring(ground.slot, ground.random);
    ledger::Ledger::continue_after_restore(
        {.store = ground.store, .ring = ring, .clock = ground.clock});
  }
  upkeep::Custody custody(ground);
  restored.data = put_data(custody.vault(), from.data, from.manifest, progress);
  if (!planted(Bug::restore_not_replayed)) {
    restored.replayed = replay(custody, progress);
  }
  custody.ledger().sequence();
  ground.store.sync();
  return restored;
}

}  // namespace lofte::custody::backup

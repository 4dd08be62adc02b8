#include "custody/backup/key_copy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/planted.hpp"
#include "custody/backup/failures.hpp"
#include "custody/backup/key_copy_name.hpp"
#include "custody/store/tables.hpp"
#include "custody/upkeep/clock_guard.hpp"
#include "custody/upkeep/state.hpp"

namespace lofte::custody::backup {

using keys::Roots;
using store::Plane;

namespace {

constexpr std::chrono::seconds clock_behind_max{10};

void expect_root(BytesView head, Roots const& roots) {
  auto const generation = keys::Head::decode(head).generation;
  if (generation != roots.generation && !(roots.next && generation == roots.generation + 1)) {
    throw Failure(FailureKind::conflict, {.code = "tick.another",
                                          .message = "a tick of another process ran meanwhile",
                                          .remedy = "try again"});
  }
}

// A ticket that has been used, or a browser that has been signed out, is not to come back: after a
// restore people ask for a new link and sign in anew.
bool is_for_the_moment(BytesView key) {
  return key.front() == static_cast<char>(store::Table::ticket);
}

void copy_rows(store::Store& store, Roots const& roots, RowWriter& rows,
               upkeep::Progress const& progress) {
  Bytes const head_key = store::table_key(store::Table::head).take();
  // The system bucket after the subjects': a term that a lease names was there before the lease.
  for (unsigned bucket = 0; bucket <= store::bucket_last; ++bucket) {
    auto const view = store.read(static_cast<Bucket>(bucket));
    view->scan(Plane::keys, {}, {}, [&](BytesView key, BytesView value) {
      if (key == head_key) {
        expect_root(value, roots);
      }
      if (!is_for_the_moment(key)) {
        rows.put({.bucket = static_cast<Bucket>(bucket), .key = key, .value = value});
      }
      return true;
    });
    upkeep::go_on(progress, bucket);
  }
}

void write_copy(vault::Vault::Ground const& ground, BackupFolder& folder, KeyCopyHeader& header,
                KeyCopyRequest const& request, upkeep::Progress const& progress) {
  Roots const roots = ground.ring.slot().load();
  header.put_roots(roots, request.recovery);
  std::string const name = KeyCopyName{.made = header.made, .ends = header.ends}.to_string();
  auto const draft = folder.create(draft_name(name));
  draft->append(Bytes(key_copy_header_bytes, '\0'));
  RowWriter rows(*draft,
                 {.header_bytes = key_copy_header_bytes, .chained_to = header.chained_to()});
  copy_rows(ground.store, roots, rows, progress);
  for (Attachment const& attachment : request.attachments) {
    rows.put({.bucket = attachment_bucket, .key = attachment.name, .value = attachment.content});
  }
  header.seal = rows.finish();
  draft->sync();
  // The roots last: without them what is there so far opens nothing.
  Bytes block = header.encode();
  draft->overwrite(0, block);
  wipe(block);
  draft->sync();
  folder.rename(draft_name(name), name);
}

std::vector<KeyCopyName> names_of(BackupFolder const& folder) {
  std::vector<KeyCopyName> names;
  for (std::string const& name : folder.names()) {
    auto const parsed = KeyCopyName::parse(name);
    if (parsed) {
      names.push_back(*parsed);
    } else if (!is_draft(name)) {
      foreign_file(folder.place(), name);
    }
  }
  return names;  // sorted as text, and so by when they were made
}

OpenKeyCopy open_copy(BackupFolder const& folder, KeyCopyName const& name) {
  std::string const file_name = name.to_string();
  OpenKeyCopy copy{
      .header = {}, .name = folder.place() + "/" + file_name, .file = folder.open(file_name)};
  if (!copy.file) {
    damaged(copy.name, "is missing");
  }
  copy.header = KeyCopyHeader::decode(copy.name, copy.file->read(0, key_copy_header_bytes));
  return copy;
}

[[noreturn]] void expired(std::string const& name) {
  throw Failure(
      FailureKind::refused,
      {.code = "backup.keys_expired",
       .message = "the life of the copy of the key plane " + name + " is over",
       .remedy = "what it could open was promised to be gone by now; restore from a younger copy"});
}

void expect_life(KeyCopyRequest const& request) {
  if (request.life < std::chrono::days{1} || request.life > std::chrono::days{copy_life_days_max}) {
    throw Failure(
        FailureKind::bad_input,
        {.code = "backup.life",
         .message = fmt::format("a copy of the key plane lives 1 to {} days", copy_life_days_max),
         .remedy = "choose as many days as erasure may be late by"});
  }
}

// A copy that is damaged says nothing of whose it is, and stands in the way of no other.
void expect_own_copies(BackupFolder const& folder, Uuid const& store) {
  for (KeyCopyName const& name : names_of(folder)) {
    std::optional<Uuid> whose;
    try {
      whose = open_copy(folder, name).header.store;
    } catch (Failure const& failure) {
      if (failure.kind() != FailureKind::damaged) {
        throw;
      }
    }
    if (whose && *whose != store) {
      another_store(folder.place());
    }
  }
}

// Before the copy is there: the bound that is told is never shorter than the one that holds.
void note_life(store::Store& store, KeyCopyHeader const& header, std::chrono::days life) {
  auto const known = upkeep::State(store).copy_life();
  if (!known || known->until < header.made || known->life <= life) {
    auto const transaction = store.begin(store::system_bucket);
    upkeep::State::set_copy_life(*transaction, {.life = life, .until = header.ends});
    transaction->commit(store::Durability::synced);
  }
}

}  // namespace

Uuid identity_of(vault::Vault::Ground const& ground) {
  if (auto const known = upkeep::State(ground.store).identity()) {
    return *known;
  }
  Uuid const fresh = random_uuid(ground.ring.random());
  auto const transaction = ground.store.begin(store::system_bucket);
  upkeep::State::set_identity(*transaction, fresh);
  transaction->commit(store::Durability::synced);
  return fresh;
}

void expect_believed_clock(vault::Vault::Ground const& ground, upkeep::Upkeep& upkeep) {
  std::optional<std::string> why;
  upkeep.undisturbed([&] { why = upkeep::ClockGuard(ground.store, ground.clock).check(); });
  if (why) {
    throw Failure(FailureKind::refused,
                  {.code = "backup.clock_frozen",
                   .message = "no copy of the key plane is made or destroyed: " + *why,
                   .remedy = "a copy's life can only be told by a clock that is believed"});
  }
}

std::chrono::days longest_copy_life(store::Store& store, LifeQuestion const& question) {
  auto const known = upkeep::State(store).copy_life();
  return known && known->until > question.now ? std::max(known->life, question.configured)
                                              : question.configured;
}

KeyCopyReport copy_keys(vault::Vault::Ground const& ground, upkeep::Upkeep& upkeep,
                        BackupFolder& folder, KeyCopyRequest const& request,
                        upkeep::Progress const& progress) {
  expect_life(request);
  expect_believed_clock(ground, upkeep);
  expect_own_copies(folder, request.origin.store);
  KeyCopyHeader header{.made = request.origin.now,
                       .ends = request.origin.now + request.life,
                       .store = request.origin.store,
                       .written_by = request.origin.written_by,
                       .virtual_today = request.virtual_today,
                       .roots = {},
                       .seal = {}};
  while (folder.open(KeyCopyName{.made = header.made, .ends = header.ends}.to_string())) {
    header.made += std::chrono::milliseconds{1};  // a virtual clock stands still
  }
  note_life(ground.store, header, request.life);
  KeyCopyReport report;
  try {
    upkeep.undisturbed([&] { write_copy(ground, folder, header, request, progress); });
  } catch (Failure const&) {
    destroy_ended(folder, request.origin.now);
    throw;
  }
  // After it: should the clock be wrong, there is a copy left.
  report.copies_destroyed = destroy_ended(folder, request.origin.now);
  report.name = KeyCopyName{.made = header.made, .ends = header.ends}.to_string();
  report.made = header.made;
  report.ends = header.ends;
  report.rows = header.seal.rows;
  report.bytes = header.seal.file_bytes;
  report.copies = names_of(folder).size();
  return report;
}

std::size_t destroy_ended(BackupFolder& folder, Instant by) {
  std::size_t destroyed = 0;
  for (KeyCopyName const& name : names_of(folder)) {
    Instant ends = name.ends;
    try {
      ends = std::min(ends, open_copy(folder, name).header.ends);
    } catch (Failure const& failure) {
      if (failure.kind() == FailureKind::unavailable) {
        throw;
      }
    }
    if (ends <= by && !planted(Bug::ended_copy_kept)) {
      folder.destroy(name.to_string(), key_copy_header_bytes);
      ++destroyed;
    }
  }
  for (std::string const& name : folder.names()) {
    if (is_draft(name)) {
      folder.destroy(name, key_copy_header_bytes);
    }
  }
  return destroyed;
}

keys::Roots OpenKeyCopy::roots(std::optional<RecoveryKey> const& key) const {
  return header.open_roots(name, key);
}

RowReader OpenKeyCopy::rows() const {
  return RowReader(
      *file,
      {.name = name, .header_bytes = key_copy_header_bytes, .chained_to = header.chained_to()});
}

std::optional<KeyCopyHeader> newest_header(BackupFolder const& folder) {
  auto const names = names_of(folder);
  return names.empty() ? std::nullopt : std::optional(open_copy(folder, names.back()).header);
}

OpenKeyCopy newest_copy(BackupFolder const& folder, Instant now) {
  auto names = names_of(folder);
  if (names.empty()) {
    throw Failure(FailureKind::not_found,
                  {.code = "backup.keys_missing",
                   .message = "there is no copy of the key plane in " + folder.place(),
                   .remedy = "without one, no backup of the data can be read"});
  }
  std::string const newest = folder.place() + "/" + names.back().to_string();
  std::erase_if(names, [&](KeyCopyName const& name) {
    return name.ends <= now && !planted(Bug::expired_copy_accepted);
  });
  if (names.empty()) {
    expired(newest);
  }
  OpenKeyCopy copy = open_copy(folder, names.back());
  if (copy.header.ends <= now && !planted(Bug::expired_copy_accepted)) {
    expired(copy.name);
  }
  if (copy.header.made > now + clock_behind_max) {
    throw Failure(FailureKind::refused, {.code = "backup.clock",
                                         .message = "the copy of the key plane " + copy.name +
                                                    " was made later than the clock says it is",
                                         .remedy = "set the clock right"});
  }
  if (copy.rows().read_to_end() != copy.header.seal) {
    damaged(copy.name, "is not the file that its header names");
  }
  return copy;
}

}  // namespace lofte::custody::backup

// What is kept elsewhere, and what comes back from it: a backup of the data plane of any age,
// copies of the key plane that have a life, and the loss of the one or of everything.
#include <algorithm>

#include "custody/backup/key_copy_name.hpp"
#include "simulation/canonical_state.hpp"
#include "simulation/life.hpp"

namespace lofte::simulation {

namespace backup = custody::backup;
using custody::store::Plane;
using custody::store::Table;

namespace {

std::set<std::pair<Bytes, Bytes>> data_of(Shop& shop) {
  std::set<std::pair<Bytes, Bytes>> rows;
  for (auto const& row : rows_of(shop.store(), Table::compartments)) {
    rows.emplace(row.key, row.value);
  }
  return rows;
}

}  // namespace

Life::Outcome Life::attempt(backup::MemoryFolder& folder, std::function<void()> const& act) {
  if (settings_.weather == Weather::harsh && draws_.one_in(6)) {
    folder.lose_power_after(static_cast<int>(draws_.below(std::size_t{1} << draws_.below(8))));
  }
  bool is_dark = false;
  Outcome outcome = attempt(std::nullopt, [&] {
    try {
      act();
    } catch (backup::PowerLoss const&) {
      is_dark = true;
      throw custody::store::Crash{};
    }
  });
  folder.power_back();
  if (is_dark) {
    ++tally_.faults["backup folder: power lost"];
    outcome.struck = true;
    outcome.told += " [power lost]";
  }
  return outcome;
}

backup::Origin Life::origin() {
  return {.store = backup::identity_of(shop_.vault().ground()),
          .now = shop_.clock().now(),
          .written_by = "a life"};
}

void Life::back_up_data() {
  auto const outcome =
      attempt(data_folder_, [&] { backup::back_up_data(shop_.store(), data_folder_, origin()); });
  tell("the data plane is backed up" + outcome.told);
  if (outcome.failure.empty()) {
    has_backup_ = true;
    backed_up_.merge(data_of(shop_));
  } else if (!outcome.struck) {
    complain("backing up fails with " + outcome.failure);
  }
}

void Life::copy_keys() {
  int const life_days = std::array{1, 7, 7, 30}[draws_.below(4)];
  bool const with_data = !draws_.one_in(4) || settings_.weather == Weather::fair;
  // What a crash takes back right after it is in the copy.
  KeyCopy const made{.ends = {},
                     .model = model_,
                     .awaited = awaited_,
                     .claimed_in_vain = claimed_in_vain_,
                     .unreachable = unreachable_,
                     .data = data_of(shop_)};
  auto const outcome = attempt(key_folder_, [&] {
    backup::copy_keys(shop_.vault().ground(), shop_.upkeep(), key_folder_,
                      {.origin = origin(),
                       .life = std::chrono::days{life_days},
                       .virtual_today = {},
                       .attachments = {}});
  });
  tell("the key plane is copied, for " + std::to_string(life_days) + " days" + outcome.told);
  if (!outcome.struck && !outcome.failure.empty()) {
    complain("copying the keys fails with " + outcome.failure);
  }
  follow_copies(made);
  if (with_data) {
    back_up_data();
  }
}

void Life::follow_copies(KeyCopy const& made) {
  std::set<std::string> there;
  for (std::string const& name : key_folder_.names()) {
    if (auto const copy = backup::KeyCopyName::parse(name)) {
      there.insert(name);
      key_copies_.try_emplace(name, made).first->second.ends = copy->ends;
    }
  }
  std::erase_if(key_copies_, [&](auto const& copy) { return !there.contains(copy.first); });
}

// As a server does before every tick.
void Life::destroy_ended_copies() {
  backup::destroy_ended(key_folder_, shop_.clock().now());
  follow_copies({});
  for (auto const& [name, copy] : key_copies_) {
    if (copy.ends <= shop_.clock().now()) {
      complain("a copy of the keys outlives its life");
    }
  }
}

bool Life::is_backed_up(std::set<std::pair<Bytes, Bytes>> const& rows) const {
  return has_backup_ && std::ranges::includes(backed_up_, rows);
}

// The key plane is whole, and what it opens comes back from the backup.
void Life::lose_data() {
  if (!is_backed_up(data_of(shop_))) {
    back_up_data();
  }
  if (!is_backed_up(data_of(shop_))) {
    return;
  }
  shop_.store().lose(Plane::data);
  auto const put_back = [&] {
    backup::put_data(shop_.vault(), data_folder_,
                     backup::checked_manifest(data_folder_, origin().store));
  };
  auto const outcome = attempt(std::nullopt, put_back);
  tell("the data plane is lost, and put back" + outcome.told);
  if (outcome.struck) {
    put_back();
  } else if (!outcome.failure.empty()) {
    complain("putting back the data fails with " + outcome.failure);
  }
  shop_.tick();
  shop_.tick();
  follow_policies();
  check();
}

void Life::lose_everything() {
  if (key_copies_.empty()) {
    return;
  }
  auto const now = shop_.clock().now();
  auto newest = key_copies_.rbegin();
  while (newest != key_copies_.rend() && newest->second.ends <= now) {
    ++newest;
  }
  if (newest == key_copies_.rend()) {
    if (!is_refused("backup.keys_expired")) {
      complain("a copy of the keys past its life is accepted");
    }
    return;
  }
  // What no backup has is lost, and tried apart.
  if (!is_backed_up(newest->second.data)) {
    return;
  }
  tell("everything is lost, and restored from " + newest->first);
  former_logs_.insert(shop_.ledger().verifier().name);
  restore();
  go_on_from(KeyCopy(newest->second));
  if (former_logs_.contains(shop_.ledger().verifier().name)) {
    complain("the restored ledger passes for the one before");
  }
  check();
}

bool Life::is_refused(std::string const& code) const {
  try {
    backup::newest_copy(key_folder_, shop_.clock().now());
  } catch (Failure const& failure) {
    return failure.code() == code;
  }
  return false;
}

// What is cut off is thrown away and begun anew.
void Life::restore() {
  auto const copy = backup::newest_copy(key_folder_, shop_.clock().now());
  auto const manifest = backup::checked_manifest(data_folder_, copy.header.store);
  backup::RestoreSources const from{.keys = copy, .data = data_folder_, .manifest = manifest};
  auto const trouble = draw_trouble();
  std::string failed;
  {
    FaultPlan const plan(shop_, trouble);
    try {
      shop_.restore(from);
      return;
    } catch (Failure const& failure) {
      failed = failure.code();
    } catch (custody::store::Crash const&) {
      failed = "crash";
    }
    if (!plan.has_struck()) {
      complain("restoring fails with " + failed);
    }
  }
  if (trouble) {
    tell("  which is cut off [" + told(*trouble) + "] (" + failed + "), and begun anew");
    ++tally_.faults[kind_of(*trouble)];
  }
  shop_.restore(from);
}

void Life::go_on_from(KeyCopy const& copy) {
  Day const today = model_.today;
  model_ = copy.model;
  model_.today = today;
  awaited_ = copy.awaited;
  claimed_in_vain_ = copy.claimed_in_vain;
  unreachable_ = copy.unreachable;
  not_durable_.clear();
  gone_.clear();
  seen_.reset();
  entries_.clear();
  entries_looked_at_ = 0;
  follow_policies();
  forget_the_gone();
}

}  // namespace lofte::simulation

#include "custody/upkeep/editions.hpp"

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "custody/store/tables.hpp"
#include "custody/upkeep/state.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::custody::upkeep {

using promise::policy::Edition;
using promise::policy::History;
using promise::policy::Version;
using store::Plane;

namespace {

Bytes edition_key(Version number) {
  return store::table_key(store::Table::edition).u16(number).take();
}

}  // namespace

History load_editions(store::Store& store) {
  History history;
  auto const view = store.read(store::system_bucket);
  view->scan(
      Plane::keys, store::table_key(store::Table::edition).view(), {},
      [&](BytesView key, BytesView value) {
        Reader reader(value);
        Instant const published{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}};
        history.editions.push_back({.number = Reader(key.substr(1)).u16(),
                                    .published = published,
                                    .policy = std::make_shared<promise::policy::Policy const>(
                                        promise::policy::parse_accepted(reader.rest()))});
        return true;
      });
  return history;
}

std::string edition_text(store::Store& store, Version number) {
  auto const row = store.read(store::system_bucket)->get(Plane::keys, edition_key(number));
  if (!row) {
    throw Failure(FailureKind::not_found,
                  {.code = "edition.unknown",
                   .message = "there is no version " + std::to_string(number) + " of the policy",
                   .remedy = ""});
  }
  return row->substr(sizeof(std::uint64_t));
}

Version add_edition(store::Store& store, ledger::Ledger& ledger, std::string_view text) {
  Instant const published = ledger.now();
  auto const number = static_cast<Version>(load_editions(store).editions.size() + 1);
  auto const transaction = store.begin(store::system_bucket);
  transaction->put(Plane::keys, edition_key(number),
                   Writer{}
                       .u64(static_cast<std::uint64_t>(published.time_since_epoch().count()))
                       .raw(text)
                       .view());
  ledger.note_public(*transaction, store::system_bucket,
                     ledger::Statement("policy_published", published)
                         .say("version", number)
                         .say("sha256", crypto::to_hex(crypto::sha256({text}))));
  if (number > 1) {
    State::set_notice(*transaction, State::Notice{.version = number});
  }
  ledger.commit(*transaction, store::system_bucket, store::Durability::synced);
  return number;
}

Version settled_version(History const& history, Instant now) {
  Version settled = 1;
  for (Edition const& edition : history.editions) {
    if (edition.published + std::chrono::days{cooling_off_days} <= now ||
        planted(Bug::cooling_off_skipped)) {
      settled = std::max(settled, edition.number);
    }
  }
  return settled;
}

vault::Vault::InForce rules_in_force(store::Store& store, Instant now) {
  History const history = load_editions(store);
  if (history.editions.empty()) {
    throw Failure(FailureKind::damaged,
                  {.code = "custody.not_prepared",
                   .message = "the store has no policy in force",
                   .remedy = "its creation was cut off: remove the folder and create it again"});
  }
  using promise::retention::Rules;
  Version const settled = settled_version(history, now);
  return {.shown = std::make_shared<Rules const>(history),
          .kept = std::make_shared<Rules const>(history, settled)};
}

}  // namespace lofte::custody::upkeep

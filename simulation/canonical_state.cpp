#include "simulation/canonical_state.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "custody/keys/head.hpp"
#include "custody/subjects/standing.hpp"

namespace lofte::simulation {

using custody::keys::Head;
using custody::store::Table;
using custody::store::Written;

namespace {

std::string line_of(Written const& row) {
  std::string const length = std::to_string(row.value.size());
  std::string const table(1, row.key.front());
  switch (static_cast<Table>(row.key.front())) {
    case Table::head: {
      Head const head = Head::decode(row.value);
      return "head of bucket " + std::to_string(row.bucket) + ": policy " +
             std::to_string(head.policy_version) + ", destroyed through " +
             (head.destroyed_through ? to_string(*head.destroyed_through) : "nothing") + ", " +
             std::to_string(head.doomed) + " doomed";
    }
    case Table::node:
    case Table::free_slot:
    case Table::outbox:  // opaque, as the log is
    case Table::log:
    case Table::receipt:
    case Table::ledger_tick:
    case Table::signing_key:
      return {};
    case Table::opening:
      return table + " of " + to_hex(BytesView(row.key).substr(1, sizeof(Uuid)));
    case Table::leaf:
      return "leaf in bucket " + std::to_string(row.bucket) + ": " + length;
    case Table::reference:
      return "reference: " + length;  // its key is a hash under a random key
    case Table::mail:
      return "mail in bucket " + std::to_string(row.bucket) + ": " + length;
    case Table::notice:
      return "notice in bucket " + std::to_string(row.bucket) + ": " + length;
    case Table::ticket:
      return "ticket: " + length;  // its key is a hash of a random token
    case Table::agenda:
    case Table::mailing:  // of the whole shop
      return table + to_hex(row.key);
    case Table::clock:
    case Table::edition:
      return table + to_hex(row.key) + ": " + to_hex(row.value);
    case Table::suppression:
      return "suppression: " + length;  // its key is a hash under a random key
    case Table::doomed:
    case Table::term:
    case Table::named_key:
    case Table::subject:
      return table + " in bucket " + std::to_string(row.bucket) + " " + to_hex(row.key) + ": " +
             length;
    case Table::record:
    case Table::compartments:  // of whom; which one is a hash under a random key
      return table + " of " + to_hex(BytesView(row.key).substr(1, sizeof(Uuid))) + ": " + length;
  }
  return "a row of an unknown table: " + to_hex(row.key);
}

}  // namespace

std::vector<std::string> canonical_state(Shop& shop) {
  std::vector<std::string> lines;
  for (Written const& row : shop.store().contents()) {
    if (std::string line = line_of(row); !line.empty()) {
      lines.push_back(std::move(line));
    }
  }
  std::ranges::sort(lines);
  return lines;
}

std::vector<Written> rows_of(custody::store::MemoryStore const& store, Table table) {
  auto rows = store.contents();
  std::erase_if(rows,
                [&](Written const& row) { return row.key.front() != static_cast<char>(table); });
  return rows;
}

std::size_t leaves_needed(Shop& shop) {
  std::size_t leaves =
      rows_of(shop.store(), Table::term).size() + rows_of(shop.store(), Table::named_key).size() +
      rows_of(shop.store(), Table::signing_key).size() + rows_of(shop.store(), Table::mail).size();
  for (Written const& row : rows_of(shop.store(), Table::subject)) {
    auto const subject = custody::subjects::subject_of_key(row.key);
    ++leaves;
    shop.vault().act(subject, custody::store::Durability::deferred, [&](auto& session) {
      session.load_all();
      for (RecordId const& id : session.record_ids()) {
        leaves += static_cast<std::size_t>(
            std::ranges::count_if(session.record(id)->leases,
                                  [](auto const& lease) { return lease.opener.leaf.has_value(); }));
      }
      leaves += static_cast<std::size_t>(
          std::ranges::count_if(session.standing().clocks,
                                [](auto const& clock) { return clock.opener.leaf.has_value(); }));
      return false;
    });
  }
  return leaves;
}

std::string digest(Shop& shop) {
  Writer writer;
  auto const add = [&](Written const& row) {
    writer.u8(static_cast<std::uint8_t>(row.plane)).u16(row.bucket).text(row.key).text(row.value);
  };
  auto const& store = shop.store();
  std::ranges::for_each(store.contents(), add);
  std::ranges::for_each(store.everything_ever_written(), add);
  return to_hex(custody::crypto::hash(writer.view()));
}

}  // namespace lofte::simulation

// Once nothing fails any more, two ticks are enough: what was left half done is done, and nothing
// lies about that nobody needs.
#include "custody/keys/key_tree.hpp"
#include "custody/store/tables.hpp"
#include "custody/upkeep/state.hpp"
#include "simulation/canonical_state.hpp"
#include "simulation/life.hpp"

namespace lofte::simulation {

using custody::store::Plane;
using custody::store::Table;

void Life::check_leftovers() {
  tell("two ticks, and nothing is left undone");
  for (int i = 0; i < 2; ++i) {
    shop_.tick();
    follow_policies();
    shop_.upkeep().reclaim();
    forget_the_gone();
  }
  check_trees();
  check_rows();
  check_openings();
  check_index();
  custody::upkeep::State const state(shop_.store());
  if (state.migrated_through() < model_.settled) {
    complain("what a policy that has cooled off asks for is not done");
  }
}

void Life::check_trees() {
  auto const roots = shop_.slot().load();
  if (roots.next) {
    complain("a tick is still cut off");
  }
  for (unsigned i = 0; i <= custody::store::system_bucket; ++i) {
    auto const view = shop_.store().read(static_cast<Bucket>(i));
    custody::keys::KeyTree tree(shop_.vault().ground().ring, *view, static_cast<Bucket>(i));
    if (tree.head().generation != roots.generation) {
      complain("bucket " + std::to_string(i) + " hangs under another root");
    }
    if (tree.head().policy_version != model_.history.current().number) {
      complain("bucket " + std::to_string(i) + " has writers follow an older policy");
    }
    if (tree.head().doomed != 0) {
      complain("bucket " + std::to_string(i) + " has leaves that are doomed");
    }
  }
  auto const last_accepted = model_.today - std::chrono::days{1};
  auto const rules = shop_.vault().in_force().kept;
  for (auto const& row : rows_of(shop_.store(), Table::term)) {
    auto const last = rules->horizon(custody::subjects::decode_term(BytesView(row.key).substr(1)));
    if (last && *last < last_accepted) {
      complain("a term that is past has a key");
    }
  }
}

void Life::check_rows() {
  std::size_t records = 0;
  for (ModelSubject const& subject : model_.subjects) {
    records += subject.records.size();
  }
  auto const expect = [&](Table table, char const* what, std::size_t least, std::size_t most) {
    std::size_t const found = rows_of(shop_.store(), table).size();
    if (found < least || found > most) {
      complain(std::to_string(found) + " rows of " + what + ", not " + std::to_string(least));
    }
  };
  std::size_t const people = model_.subjects.size();
  expect(Table::doomed, "doomed leaves", 0, 0);
  expect(Table::subject, "subjects", people, people + unreachable_);
  expect(Table::record, "records", records, records);
  expect(Table::compartments, "compartments", records, records);
  std::size_t const leaves = leaves_needed(shop_);
  expect(Table::leaf, "leaves", leaves, leaves);
}

void Life::check_index() {
  auto& references = shop_.vault().ground().references;
  for (std::size_t i = 0; i < settings_.customers; ++i) {
    std::string const name(1, static_cast<char>('A' + i));
    auto const found = references.find(references.inner_token(reference_of(name)));
    ModelSubject const* const subject = find(name);
    if (subject == nullptr && found && !claimed_in_vain_.contains(name)) {
      complain("the index still has " + name);
    } else if (subject != nullptr && found != subject->id) {
      complain("the index does not find " + name);
    }
  }
}

}  // namespace lofte::simulation

// A small shop in memory: the production code on the memory store, in one thread, with a clock
// moved by hand. The same calls with the same seed leave the same bytes.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>

#include "base/failure.hpp"
#include "custody/backup/restore.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"
#include "simulation/adversary.hpp"
#include "simulation/shop_ports.hpp"

namespace lofte::simulation {

// Orders held by contract (all fields) and bookkeeping (name, lines); an account by the latest
// order; a newsletter by consent until withdrawn.
std::string const& shop_policy();

// `text` with the first `from` replaced by `to`, which must be there.
std::string replaced(std::string text, std::string_view from, std::string_view to);

class Shop {
 public:
  explicit Shop(std::string_view today, std::string_view policy = shop_policy(),
                std::uint64_t seed = 1);

  // Noon of that day, and a tick with its reclaiming.
  void at(std::string_view day);
  // Noon of that day, and nothing else.
  void clock_at(std::string_view day);
  // The clock jumps by so many days, and the machine's own time does not.
  void jump_clock(std::chrono::days days) { clock_.jump(days); }
  custody::upkeep::TickReport tick();

  SubjectId person(std::string_view reference = {});
  using Fields = std::initializer_list<std::pair<char const*, std::string>>;
  using Events = std::initializer_list<std::pair<char const*, char const*>>;
  custody::vault::Added add(SubjectId const& subject, std::string_view shape, Fields fields,
                            Events events, std::string_view reference = {});
  void event(SubjectId const& subject, RecordId const& record, std::string_view event,
             std::string_view day);

  // The value, or "gone" or the code of the denial.
  std::string read(SubjectId const& subject, RecordId const& record, std::string_view purpose,
                   std::string_view field);

  // With every version of every value ever written, and with what is there now.
  Adversary adversary() const { return {store_.everything_ever_written(), slot_.load()}; }
  Adversary adversary_of_today() const { return {store_.contents(), slot_.load()}; }

  custody::ledger::Ledger& ledger() { return custody_->ledger(); }
  custody::vault::Vault& vault() { return custody_->vault(); }
  custody::upkeep::Upkeep& upkeep() { return custody_->upkeep(); }
  custody::store::MemoryStore& store() { return store_; }
  ShopSlot& slot() { return slot_; }
  ShopClock const& clock() const { return clock_; }
  promise::gate::Actor const& owner() const { return owner_; }

  // As after a crash of the process: everything in memory is forgotten, and with it what was not
  // yet durable, but for the first `surviving` commits of that.
  void crash(std::size_t surviving = 0);
  // Loses the store with both planes and the root slot, and takes what was kept elsewhere. What was
  // ever written is remembered. When it fails, there is no shop until it is done again.
  custody::backup::Restored restore(custody::backup::RestoreSources const& from);
  // From now on randomness is that of this seed.
  void draw_from(std::uint64_t seed) { random_.draw_from(seed); }
  // Publishes, as its plan says.
  custody::upkeep::Plan publish(std::string_view policy);

 private:
  custody::upkeep::Custody::Ground ground();

  ShopClock clock_;
  ShopRandom random_;
  custody::store::MemoryStore store_;
  ShopSlot slot_;
  std::unique_ptr<custody::upkeep::Custody> custody_;
  promise::gate::Actor owner_{.id = 0, .purposes = {}, .all_purposes = true};
};

}  // namespace lofte::simulation

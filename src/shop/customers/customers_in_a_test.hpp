// A shop with customers, on a store in memory, for tests.
#pragma once

#include <gtest/gtest.h>

#include <fstream>

#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"
#include "shop/customers/customers.hpp"

namespace lofte::shop::customers {

// A real shop's, with accounts.
inline std::string policy_of_the_tests() {
  std::ifstream in(LOFTE_SOURCE_DIR "/policies/usbstars.toml");
  return {std::istreambuf_iterator<char>(in), {}};
}

class CustomersTest : public testing::Test {
 protected:
  using Durability = custody::store::Durability;

  CustomersTest() { custody_ = std::make_unique<custody::upkeep::Custody>(prepared(ground())); }

  custody::upkeep::Custody::Ground ground() {
    return {.store = store_, .slot = slot_, .clock = clock_, .random = random_};
  }
  static custody::upkeep::Custody::Ground prepared(custody::upkeep::Custody::Ground const& ground) {
    custody::upkeep::Custody::prepare(ground, policy_of_the_tests());
    return ground;
  }
  custody::vault::Vault& vault() { return custody_->vault(); }
  Ground shop() { return {.vault = vault(), .tickets = tickets_, .passwords = passwords_}; }

  void pass(std::chrono::milliseconds time) { clock_.set(clock_.now() + time); }
  void crash() {
    custody_.reset();
    store_.crash();
    custody_ = std::make_unique<custody::upkeep::Custody>(ground());
  }

  VirtualClock clock_{Instant{std::chrono::hours{494'000}}};  // in 2026
  SeededRandom random_{3};
  custody::store::MemoryStore store_;
  custody::keys::MemoryRootSlot slot_{random_};
  std::unique_ptr<custody::upkeep::Custody> custody_;
  custody::tickets::Tickets tickets_{store_, clock_, random_};
  custody::crypto::Passwords passwords_{{.passes = 1, .memory_bytes = 8192}};
};

}  // namespace lofte::shop::customers

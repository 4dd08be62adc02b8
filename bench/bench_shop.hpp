// A data folder under policies/usbstars.toml with a virtual clock, filled with invented orders.
#pragma once

#include <memory>

#include "bench/invented_orders.hpp"
#include "custody/folder/data_folder.hpp"

namespace lofte::bench {

// Completed in this year, the orders end for the contract with 2027, for bookkeeping with 2032.
inline constexpr int order_year = 2025;
inline constexpr std::uint64_t orders_per_customer = 4;

class BenchShop {
 public:
  // Makes the data folder, with the clock at 1 March 2026.
  explicit BenchShop(std::filesystem::path const& directory);

  // Closes and opens the folder again; the seconds that opening took.
  double reopen();
  void set_today(Day day) { folder_->set_clock(day); }

  // Writes `count` orders by count / orders_per_customer customers as an import does, from as many
  // threads as there are cores, and makes them durable; seconds. An account for each customer too
  // when `accounts` says so.
  enum class Accounts { none, each };
  double fill(std::uint64_t count, Accounts accounts = Accounts::none);

  SubjectId customer(std::uint64_t customer);
  // Who, and the record of the order with the number that fill() gave it.
  struct Place {
    SubjectId subject;
    RecordId record;
  };
  std::vector<Place> const& places() const { return places_; }

  custody::folder::DataFolder& folder() { return *folder_; }
  custody::vault::Vault& vault() { return folder_->vault(); }
  custody::upkeep::Upkeep& upkeep() { return folder_->upkeep(); }
  promise::gate::Actor const& owner() const { return owner_; }

 private:
  void fill_customer(std::uint64_t customer, Accounts accounts);

  std::filesystem::path directory_;
  std::unique_ptr<custody::folder::DataFolder> folder_;
  std::vector<Place> places_;
  promise::gate::Actor owner_{.id = 0, .purposes = {}, .all_purposes = true};
};

std::string customer_reference(std::uint64_t customer);
custody::vault::NewRecord order_record(InventedOrder const& order);
std::string usbstars_policy();

}  // namespace lofte::bench

// Invented customers and their orders, the same for the same number: what both Löfte and its peer
// are given to store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/day.hpp"

namespace lofte::bench {

struct InventedLine {
  std::string article;
  int quantity = 0;
  int price_ore = 0;
};

// Nine fields, as the order of policies/usbstars.toml has them, about 250 bytes in all; and the
// days on which it was placed and completed.
struct InventedOrder {
  std::string number;
  std::string name;
  std::string address;
  std::string phone;
  std::string email;
  std::string birth_date;
  std::vector<InventedLine> lines;
  std::string payment_option;
  std::string ip;
  std::string registration_number;
  Day placed;
  Day completed;
};

// The `n`-th order, by the customer of that number, completed in `year`.
InventedOrder invented_order(std::uint64_t n, std::uint64_t customer, int year);

// "2 × USB-71 à 129.00 kr; …"
std::string lines_as_text(std::vector<InventedLine> const& lines);

}  // namespace lofte::bench

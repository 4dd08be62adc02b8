#include "bench/invented_orders.hpp"

#include <fmt/format.h>

#include <array>

namespace lofte::bench {

namespace {

constexpr std::array first_names = {"Anna", "Björn",  "Cecilia", "David", "Elin",  "Fredrik",
                                    "Gun",  "Henrik", "Ingrid",  "Johan", "Karin", "Lars"};
constexpr std::array last_names = {"Andersson", "Berg",       "Carlsson", "Dahl",     "Eriksson",
                                   "Forsberg",  "Gustafsson", "Holm",     "Isaksson", "Jonsson"};
constexpr std::array streets = {"Storgatan",  "Kungsgatan", "Skolgatan",
                                "Bruksvägen", "Ringvägen",  "Strandvägen"};
constexpr std::array payment_options = {"invoice", "card", "swish", "part_payment"};

// splitmix64: the same number gives the same bits, near ones unlike ones.
std::uint64_t scatter(std::uint64_t n) {
  n += 0x9e3779b97f4a7c15;
  n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
  n = (n ^ n >> 27) * 0x94d049bb133111eb;
  return n ^ n >> 31;
}

}  // namespace

InventedOrder invented_order(std::uint64_t n, std::uint64_t customer, int year) {
  std::uint64_t const who = scatter(customer);
  std::uint64_t const what = scatter(~n);
  std::string const first = first_names[who % first_names.size()];
  std::string const last = last_names[who / 64 % last_names.size()];
  Day const first_day{std::chrono::year{year} / 1 / 1};
  Day const placed = first_day + std::chrono::days{what % 360};
  InventedOrder order{
      .number = fmt::format("O-{:09}", n),
      .name = first + " " + last,
      .address = fmt::format("{} {}, {:03} {:02} Karlstad", streets[who / 512 % streets.size()],
                             who / 4096 % 90 + 1, who / 8192 % 900 + 100, who / 16384 % 90 + 10),
      .phone = fmt::format("070-{:07}", who % 10'000'000),
      .email = fmt::format("customer{}@example.com", customer),
      .birth_date =
          fmt::format("{}-{:02}-{:02}", 1940 + who % 65, who / 65 % 12 + 1, who / 780 % 28 + 1),
      .lines = {},
      .payment_option = payment_options[what / 8 % payment_options.size()],
      .ip = fmt::format("192.0.2.{}", what / 32 % 254 + 1),
      .registration_number = fmt::format("K{:08}", customer),
      .placed = placed,
      .completed = placed + std::chrono::days{what / 1024 % 5}};
  for (std::uint64_t line = 0; line < 3; ++line) {
    std::uint64_t const bits = scatter(what + line);
    order.lines.push_back({.article = fmt::format("USB-{}", bits % 500),
                           .quantity = static_cast<int>(bits / 512 % 20 + 1),
                           .price_ore = static_cast<int>(bits / 16384 % 50'000 + 100)});
  }
  return order;
}

std::string lines_as_text(std::vector<InventedLine> const& lines) {
  std::string text;
  for (InventedLine const& line : lines) {
    fmt::format_to(std::back_inserter(text), "{}{} × {} à {}.{:02} kr", text.empty() ? "" : "; ",
                   line.quantity, line.article, line.price_ore / 100, line.price_ore % 100);
  }
  return text;
}

}  // namespace lofte::bench

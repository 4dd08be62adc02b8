// The life of an invented shop for USB sticks: who registered, what they ordered, asked and wrote,
// day by day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "shop/invented/people.hpp"

namespace lofte::demo {

using shop::invented::Dice;
using shop::invented::Person;

struct Period {
  Day first;
  Day last;
};

struct HistorySettings {
  std::uint64_t seed = 1;
  Period period;
  std::uint32_t orders = 20'000;  // in the whole period, exactly
};

// What happened after the period's last day has not happened: those days are nullopt.
struct Account {
  Person person;
  std::uint32_t customer = 0;
  std::string ip;
  Day registered;
  std::optional<Day> closed;
};

struct Order {
  Person person;
  std::uint32_t number = 0;
  std::optional<std::uint32_t> customer;  // nullopt: a guest
  std::string lines;
  std::string payment_option;
  std::string ip;
  Day placed;
  std::optional<Day> paid;
  std::optional<Day> shipped;
  std::optional<Day> completed;
  std::optional<Day> cancelled;
};

struct Subscription {
  Person person;
  std::uint32_t customer = 0;
  std::string interests;
  Day requested;
  std::optional<Day> confirmed;
  std::optional<Day> ended;
};

struct Enquiry {
  Person person;
  std::uint32_t number = 0;
  std::uint32_t customer = 0;
  std::string message;
  Day received;
  std::optional<Day> answered;
  std::optional<Day> closed;
};

struct Review {
  Person person;
  std::uint32_t number = 0;
  std::uint32_t customer = 0;
  std::string text;
  Day submitted;
  std::optional<Day> published;
};

// Hears of things in the order of their first days.
class Chronicle {
 public:
  virtual ~Chronicle() = default;
  virtual void add(Account const& account) = 0;
  virtual void add(Order const& order) = 0;
  virtual void add(Subscription const& subscription) = 0;
  virtual void add(Enquiry const& enquiry) = 0;
  virtual void add(Review const& review) = 0;
};

// The same for the same settings. Remembers the customers, nothing else.
void tell_history(HistorySettings const& settings, Chronicle& chronicle);

}  // namespace lofte::demo

// The life of the invented shop, day by day: who comes, what they leave, what becomes of it, and
// what they change their minds about. Everything goes through the vault, as it does for a real
// shop.
#pragma once

#include <cstdint>
#include <vector>

#include "shop/forecast/customers.hpp"
#include "shop/forecast/settings.hpp"
#include "shop/forecast/shop_in_memory.hpp"

namespace lofte::shop::forecast {

// What has happened so far.
struct Happened {
  std::uint64_t records = 0;
  std::uint64_t events = 0;  // told after the day that their record came in
  std::uint64_t consents = 0;
  std::uint64_t withdrawals = 0;
  std::uint64_t objections = 0;
  std::uint64_t erasures = 0;
  std::uint64_t restrictions = 0;
  std::uint64_t legal_holds = 0;
  std::uint64_t refused = 0;  // by the policy, or too late: what it was about had gone
};

// What has been taken in of one field.
struct Taken {
  std::uint64_t values = 0;
  std::uint64_t bytes = 0;
};

// Something that is to happen, on a day that the calendar has.
struct Act {
  enum class Kind : std::uint8_t { event, withdraw, object, erase, restrict, lift, hold, release };
  Kind kind = Kind::event;
  std::uint8_t what = 0;                  // the event or the purpose
  promise::policy::ShapeIndex shape = 0;  // of the record
  CustomerNumber customer = 0;
  RecordId record{};
};

// One thread. Borrows all that it is given. The same for the same settings.
class Life {
 public:
  Life(promise::policy::Policy const& policy, Settings const& settings, ShopInMemory& shop);

  // All of the day, which the shop has begun. Every day once, one after the other.
  void live(Day day);

  Happened const& happened() const { return happened_; }
  std::size_t customers() const { return customers_.size(); }
  std::vector<std::uint64_t> const& records() const { return records_; }   // by shape
  std::vector<std::vector<Taken>> const& taken() const { return taken_; }  // by shape, field

 private:
  using ShapeIndex = promise::policy::ShapeIndex;

  // A record as it comes in, and what is to become of it.
  struct Drawn {
    custody::vault::NewRecord record{};
    std::vector<std::size_t> bytes{};  // by field
    struct Later {
      std::uint8_t event;
      Day day;
    };
    std::vector<Later> later{};
  };

  double share_of_year(Day day) const;
  void bring(ShapeIndex shape);
  Drawn draw(Customer const& customer, ShapeIndex shape);
  void draw_events(ShapeIndex shape, Drawn& drawn);
  bool ask_for_consents(CustomerNumber number, ShapeIndex shape);
  custody::vault::Added hand_in(Customer& customer, custody::vault::NewRecord const& record);
  void make_known(CustomerNumber number);
  void count(ShapeIndex shape, Drawn const& drawn, custody::vault::Added const& added);
  void plan(Day day, Act const& act);
  void plan_perhaps(Doing const& doing, Act const& act);
  void plan_for(CustomerNumber number, ShapeIndex shape, RecordId const& record);
  void carry_out(Act const& act);
  void change_standing(Act const& act, Customer& customer);

  promise::policy::Policy const* policy_;
  Settings const* settings_;
  ShopInMemory* shop_;
  promise::gate::Actor owner_{.id = 0, .purposes = {}, .all_purposes = true};
  invented::Dice dice_;
  std::vector<Custom> customs_;  // by shape
  Customers customers_;
  Day today_;
  std::vector<double> due_;                 // records to come in, by shape
  std::vector<std::vector<Act>> calendar_;  // by days since the first
  double year_weight_ = 0;                  // of all days of the year that is lived
  Happened happened_;
  std::vector<std::uint64_t> records_;
  std::vector<std::vector<Taken>> taken_;
};

}  // namespace lofte::shop::forecast

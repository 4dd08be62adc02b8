#include "shop/forecast/customers.hpp"

#include <algorithm>

namespace lofte::shop::forecast {

namespace {

constexpr int tries_max = 8;
constexpr double recent_percent = 60;

bool suits(Customer const& customer, promise::policy::ShapeIndex shape, Custom const& custom) {
  bool const has_one =
      custom.arrival.often == Arrival::Often::once && (customer.had >> shape & 1) != 0;
  bool const says_no = custom.needs_consent && (custom.on_consent & ~customer.asked) == 0 &&
                       (custom.on_consent & customer.consented) == 0;
  return !customer.has_left && !has_one && !says_no;
}

}  // namespace

CustomerNumber Customers::returning() {
  auto const recent = std::max<std::size_t>(1, customers_.size() / 4);
  return dice_->chance(recent_percent)
             ? static_cast<CustomerNumber>(customers_.size() - 1 - dice_->below(recent))
             : dice_->below(customers_.size());
}

std::optional<CustomerNumber> Customers::next(promise::policy::ShapeIndex shape,
                                              Custom const& custom, Day today) {
  if (due_ >= 1 || customers_.empty()) {
    due_ -= 1;
    auto const number = static_cast<CustomerNumber>(customers_.size());
    customers_.push_back({.person = invented::invent_person(*dice_, number + 1, today)});
    return number;
  }
  for (int tries = 0; tries < tries_max; ++tries) {
    CustomerNumber const number = returning();
    if (suits(customers_[number], shape, custom)) {
      return number;
    }
  }
  return std::nullopt;
}

}  // namespace lofte::shop::forecast

// The invented shop's customers, and who of them comes next.
#pragma once

#include <optional>
#include <vector>

#include "base/id.hpp"
#include "shop/forecast/customs.hpp"
#include "shop/invented/people.hpp"

namespace lofte::shop::forecast {

struct Customer {
  SubjectId subject{};
  invented::Person person{};
  promise::policy::PurposeSet asked = 0;  // for consent
  promise::policy::PurposeSet consented = 0;
  promise::policy::PurposeSet met = 0;  // purposes that hold something, and may be objected to
  std::uint64_t had = 0;                // shapes of which a customer has one; bit by shape
  bool is_known = false;                // the vault has the subject
  bool has_left = false;                // asked for erasure
};

using CustomerNumber = std::uint32_t;  // from 0, in the order of coming

// One thread. Borrows the dice.
class Customers {
 public:
  explicit Customers(invented::Dice& dice) : dice_(&dice) {}

  // So many more are to come in, a fraction counted on.
  void expect(double newcomers) { due_ += newcomers; }

  // A newcomer when one is due, else one who has been here before, more often one of the recent.
  // Nullopt when none was found whom a record of the shape suits.
  std::optional<CustomerNumber> next(promise::policy::ShapeIndex shape, Custom const& custom,
                                     Day today);

  Customer& operator[](CustomerNumber number) { return customers_[number]; }
  std::size_t size() const { return customers_.size(); }

 private:
  CustomerNumber returning();

  invented::Dice* dice_;
  double due_ = 0;
  std::vector<Customer> customers_;
};

}  // namespace lofte::shop::forecast

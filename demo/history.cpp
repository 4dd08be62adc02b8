#include "history.hpp"

#include <algorithm>

#include "shop/invented/goods.hpp"

namespace lofte::demo {

using shop::invented::invent_interests;
using shop::invented::invent_ip_address;
using shop::invented::invent_lines;
using shop::invented::invent_payment_option;
using shop::invented::invent_person;
using shop::invented::invent_question;
using shop::invented::invent_review;

namespace {

using std::chrono::days;

constexpr std::uint32_t first_customer_number = 1001;
constexpr std::uint32_t first_order_number = 100'001;

// How busy a day is, a plain Tuesday of the first year being 1.
double weight_of(Day day, Day first) {
  std::chrono::year_month_day const date{day};
  std::chrono::weekday const weekday{day};
  double const years = static_cast<double>((day - first).count()) / 365.0;
  double weight = 1.0 + 0.25 * years;
  if (weekday == std::chrono::Sunday || weekday == std::chrono::Saturday) {
    weight *= 0.6;
  }
  if (date.month() == std::chrono::November || date.month() == std::chrono::December) {
    weight *= 1.8;
  }
  return date.month() == std::chrono::July ? weight * 0.5 : weight;
}

struct Customer {
  std::uint32_t number;
  Person person;
};

class Shop {
 public:
  Shop(HistorySettings const& settings, Chronicle& chronicle)
      : last_(settings.period.last), dice_(settings.seed), chronicle_(&chronicle) {}

  void live(Day today, std::uint32_t orders) {
    today_ = today;
    for (std::uint32_t i = 0; i < orders; ++i) {
      serve();
    }
  }

 private:
  // A customer, new or old, or a guest comes to buy.
  void serve() {
    bool const is_guest = dice_.chance(12);
    bool const is_new = customers_.empty() || dice_.chance(38);
    if (is_guest) {
      take_order(invent_person(dice_, ++people_, today_), std::nullopt);
      return;
    }
    Customer const customer = is_new ? register_customer() : returning_customer();
    take_order(customer.person, customer.number);
    if (dice_.chance(4)) {
      ask(customer);
    }
    if (dice_.chance(5)) {
      review(customer);
    }
  }

  Customer register_customer() {
    Customer const customer{
        .number = first_customer_number + static_cast<std::uint32_t>(customers_.size()),
        .person = invent_person(dice_, ++people_, today_)};
    customers_.push_back(customer);
    Account account{.person = customer.person,
                    .customer = customer.number,
                    .ip = invent_ip_address(dice_),
                    .registered = today_,
                    .closed = std::nullopt};
    if (dice_.chance(3)) {
      account.closed = by_today(today_ + days{30 + dice_.below(900)});
    }
    chronicle_->add(account);
    if (dice_.chance(45)) {
      subscribe(customer);
    }
    return customer;
  }

  // Recent customers come back more often.
  Customer const& returning_customer() {
    std::size_t const recent = std::max<std::size_t>(1, customers_.size() / 4);
    return dice_.chance(60) ? customers_[customers_.size() - 1 - dice_.below(recent)]
                            : customers_[dice_.below(customers_.size())];
  }

  void take_order(Person const& person, std::optional<std::uint32_t> customer) {
    Order order{.person = person,
                .number = next_order_++,
                .customer = customer,
                .lines = invent_lines(dice_),
                .payment_option = std::string(invent_payment_option(dice_)),
                .ip = invent_ip_address(dice_),
                .placed = today_,
                .paid = {},
                .shipped = {},
                .completed = {},
                .cancelled = {}};
    if (dice_.chance(3)) {
      order.cancelled = by_today(today_ + days{dice_.below(3)});
    } else {
      Day const shipped = today_ + days{1 + dice_.below(3)};
      bool const pays_later =
          order.payment_option == "faktura" || order.payment_option == "delbetalning";
      order.paid = by_today(pays_later ? shipped + days{10 + dice_.below(20)} : today_);
      order.shipped = by_today(shipped);
      order.completed =
          by_today(std::max(shipped + days{2 + dice_.below(3)}, order.paid.value_or(shipped)));
      if (!order.paid) {
        order.completed.reset();
      }
    }
    chronicle_->add(order);
  }

  void subscribe(Customer const& customer) {
    Subscription subscription{.person = customer.person,
                              .customer = customer.number,
                              .interests = std::string(invent_interests(dice_)),
                              .requested = today_,
                              .confirmed = {},
                              .ended = {}};
    if (dice_.chance(85)) {
      subscription.confirmed = by_today(today_ + days{dice_.below(2)});
    }
    if (subscription.confirmed && dice_.chance(30)) {
      subscription.ended = by_today(*subscription.confirmed + days{20 + dice_.below(1200)});
    }
    chronicle_->add(subscription);
  }

  void ask(Customer const& customer) {
    Day const answered = today_ + days{dice_.below(4)};
    chronicle_->add(Enquiry{.person = customer.person,
                            .number = ++enquiries_,
                            .customer = customer.number,
                            .message = std::string(invent_question(dice_)),
                            .received = today_,
                            .answered = by_today(answered),
                            .closed = by_today(answered + days{7})});
  }

  void review(Customer const& customer) {
    Review review{.person = customer.person,
                  .number = ++reviews_,
                  .customer = customer.number,
                  .text = std::string(invent_review(dice_)),
                  .submitted = today_,
                  .published = {}};
    if (dice_.chance(90)) {
      review.published = by_today(today_ + days{1 + dice_.below(3)});
    }
    chronicle_->add(review);
  }

  std::optional<Day> by_today(Day day) const {
    return day <= last_ ? std::optional(day) : std::nullopt;
  }

  Day last_;
  Day today_;
  Dice dice_;
  Chronicle* chronicle_;
  std::vector<Customer> customers_;
  std::uint32_t people_ = 0;
  std::uint32_t next_order_ = first_order_number;
  std::uint32_t enquiries_ = 0;
  std::uint32_t reviews_ = 0;
};

}  // namespace

void tell_history(HistorySettings const& settings, Chronicle& chronicle) {
  Shop shop(settings, chronicle);
  double whole = 0;
  for (Day day = settings.period.first; day <= settings.period.last; day += days{1}) {
    whole += weight_of(day, settings.period.first);
  }
  double so_far = 0;
  std::uint32_t served = 0;
  for (Day day = settings.period.first; day <= settings.period.last; day += days{1}) {
    so_far += weight_of(day, settings.period.first);
    auto const by_now = day == settings.period.last
                            ? settings.orders
                            : static_cast<std::uint32_t>(settings.orders * (so_far / whole));
    shop.live(day, by_now - served);
    served = by_now;
  }
}

}  // namespace lofte::demo

#include "shop/forecast/life.hpp"

#include <algorithm>
#include <cmath>

#include "base/failure.hpp"
#include "shop/forecast/values.hpp"

namespace lofte::shop::forecast {

using custody::store::Durability;
using custody::vault::Added;
using custody::vault::NewRecord;
using promise::policy::PurposeSet;
using std::chrono::days;
using std::chrono::year_month_day;

namespace {

constexpr custody::vault::WriteSettings writing{
    .durability = Durability::synced, .lapsed_fields = custody::vault::LapsedFields::leave_out};

double busyness_of(Day day) {
  return busyness(static_cast<unsigned>(year_month_day{day}.month()),
                  std::chrono::weekday{day}.c_encoding());
}

double busyness_of_year(std::chrono::year year) {
  double all = 0;
  for (Day day{year / 1 / 1}; day < Day{(year + std::chrono::years{1}) / 1 / 1}; day += days{1}) {
    all += busyness_of(day);
  }
  return all;
}

template <typename Visit>
void each_purpose(PurposeSet set, Visit const& visit) {
  for (; set != 0; set &= set - 1) {
    visit(static_cast<promise::policy::PurposeIndex>(std::countr_zero(set)));
  }
}

std::string reference_of(CustomerNumber number) {
  return "customer " + std::to_string(number + 1);
}

}  // namespace

Life::Life(promise::policy::Policy const& policy, Settings const& settings, ShopInMemory& shop)
    : policy_(&policy),
      settings_(&settings),
      shop_(&shop),
      dice_(settings.seed),
      customs_(customs_of(policy)),
      customers_(dice_),
      due_(policy.shapes.size()),
      calendar_(static_cast<std::size_t>((settings.end() - settings.first_day()).count())),
      records_(policy.shapes.size()) {
  for (auto const& shape : policy.shapes) {
    taken_.emplace_back(shape.fields.size());
  }
}

// Of the first year's numbers, how much comes in on this day.
double Life::share_of_year(Day day) const {
  int const year = static_cast<int>(year_month_day{day}.year()) - settings_->first_year;
  return busyness_of(day) / year_weight_ * std::pow(1 + settings_->growth_percent / 100.0, year);
}

void Life::live(Day day) {
  today_ = day;
  year_month_day const date{day};
  if (year_weight_ == 0 ||
      (date.month() == std::chrono::January && date.day() == std::chrono::day{1})) {
    year_weight_ = busyness_of_year(date.year());
  }
  for (Act const& act : std::exchange(
           calendar_[static_cast<std::size_t>((day - settings_->first_day()).count())], {})) {
    carry_out(act);
  }
  double const share = share_of_year(day);
  customers_.expect(settings_->customers * share);
  for (std::size_t shape = 0; shape < customs_.size(); ++shape) {
    due_[shape] += customs_[shape].is_held ? settings_->records[shape] * share : 0;
    for (; due_[shape] >= 1; due_[shape] -= 1) {
      bring(static_cast<ShapeIndex>(shape));
    }
  }
}

void Life::bring(ShapeIndex shape) {
  auto const number = customers_.next(shape, customs_[shape], today_);
  if (!number || !ask_for_consents(*number, shape)) {
    return;
  }
  Customer& customer = customers_[*number];
  Drawn const drawn = draw(customer, shape);
  Added added;
  try {
    added = hand_in(customer, drawn.record);
  } catch (Failure const& failure) {
    if (failure.kind() != FailureKind::refused) {
      throw;
    }
    ++happened_.refused;
    return;
  }
  if (added.outcome != Added::Outcome::added) {
    ++happened_.refused;
    return;
  }
  if (customer.had == 0) {
    plan_perhaps(asking_for_erasure, {.kind = Act::Kind::erase, .customer = *number});
    plan_perhaps(asking_for_restriction, {.kind = Act::Kind::restrict, .customer = *number});
  }
  customer.had |= std::uint64_t{1} << shape;
  count(shape, drawn, added);
  for (auto const& later : drawn.later) {
    plan(later.day, {.kind = Act::Kind::event,
                     .what = later.event,
                     .shape = shape,
                     .customer = *number,
                     .record = added.record});
  }
  plan_for(*number, shape, added.record);
}

Added Life::hand_in(Customer& customer, NewRecord const& record) {
  if (customer.is_known) {
    try {
      return shop_->vault().add_records(owner_, customer.subject, {record}, writing).front();
    } catch (Failure const& failure) {
      if (failure.code() != "subject.unknown") {
        throw;
      }
    }
  }
  // New, or so long ago that nothing is left of the subject.
  auto const claim = shop_->vault().claim(reference_of(customer.person.number - 1));
  auto admitted = shop_->vault().admit(owner_, claim, {record}, writing);
  customer.subject = admitted.subject;
  customer.is_known = true;
  return std::move(admitted.records.front());
}

void Life::make_known(CustomerNumber number) {
  Customer& customer = customers_[number];
  if (!customer.is_known || !shop_->vault().has_subject(customer.subject)) {
    customer.subject =
        shop_->vault().create_subject(reference_of(number), Durability::synced).subject;
    customer.is_known = true;
  }
}

// Each customer is asked once for each purpose. False when the answers leave nothing that could
// hold the record.
bool Life::ask_for_consents(CustomerNumber number, ShapeIndex shape) {
  Custom const& custom = customs_[shape];
  PurposeSet const wanted = custom.on_consent & ~customers_[number].asked;
  double const percent = custom.needs_consent ? consents_only_percent : consents_percent;
  each_purpose(wanted, [&](promise::policy::PurposeIndex purpose) {
    customers_[number].asked |= PurposeSet{1} << purpose;
    bool const is_last_chance = custom.needs_consent && (wanted >> purpose) == 1 &&
                                (customers_[number].consented & custom.on_consent) == 0;
    if (!is_last_chance && !dice_.chance(percent)) {
      return;
    }
    make_known(number);
    shop_->vault().give_consent(customers_[number].subject, policy_->purposes[purpose].name);
    customers_[number].consented |= PurposeSet{1} << purpose;
    ++happened_.consents;
    plan_perhaps(withdrawing, {.kind = Act::Kind::withdraw, .what = purpose, .customer = number});
  });
  return !custom.needs_consent || (customers_[number].consented & custom.on_consent) != 0;
}

Life::Drawn Life::draw(Customer const& customer, ShapeIndex shape_index) {
  auto const& shape = policy_->shapes[shape_index];
  Drawn drawn;
  drawn.record.shape = shape.name;
  for (auto const& field : shape.fields) {
    std::string value = invent_value(policy_->categories[field.category], customer.person, dice_);
    drawn.bytes.push_back(value.size());
    drawn.record.fields.emplace_back(field.name, PersonalText(std::move(value)));
  }
  draw_events(shape_index, drawn);
  return drawn;
}

void Life::draw_events(ShapeIndex shape_index, Drawn& drawn) {
  auto const& events = policy_->shapes[shape_index].events;
  Custom const& custom = customs_[shape_index];
  Day day = today_;
  for (std::size_t event = 0; event < events.size(); ++event) {
    Sequel const& sequel = custom.sequels[event];
    if (event > 0) {
      if (!dice_.chance(sequel.percent)) {
        continue;
      }
      day += days{sequel.days_min + dice_.below(sequel.days_max - sequel.days_min + 1)};
    }
    if (day == today_) {
      drawn.record.events.emplace_back(events[event].name, day);
    } else if (custom.counts[event]) {
      drawn.later.push_back({.event = static_cast<std::uint8_t>(event), .day = day});
    }
    if (event > 0 && sequel.role == Sequel::Role::end) {
      return;
    }
  }
}

void Life::count(ShapeIndex shape, Drawn const& drawn, Added const& added) {
  ++happened_.records;
  ++records_[shape];
  auto const& fields = policy_->shapes[shape].fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (std::ranges::find(added.fields_left_out, fields[i].name) == added.fields_left_out.end()) {
      ++taken_[shape][i].values;
      taken_[shape][i].bytes += drawn.bytes[i];
    }
  }
}

void Life::plan(Day day, Act const& act) {
  if (day < settings_->end()) {
    calendar_[static_cast<std::size_t>((day - settings_->first_day()).count())].push_back(act);
  }
}

void Life::plan_perhaps(Doing const& doing, Act const& act) {
  if (dice_.chance(doing.percent)) {
    plan(today_ + days{doing.days_min + dice_.below(doing.days_max - doing.days_min + 1)}, act);
  }
}

void Life::plan_for(CustomerNumber number, ShapeIndex shape, RecordId const& record) {
  Customer& customer = customers_[number];
  each_purpose(
      customs_[shape].to_object_to & ~customer.met, [&](promise::policy::PurposeIndex purpose) {
        plan_perhaps(objecting, {.kind = Act::Kind::object, .what = purpose, .customer = number});
      });
  customer.met |= customs_[shape].to_object_to;
  plan_perhaps(disputing,
               {.kind = Act::Kind::hold, .shape = shape, .customer = number, .record = record});
}

void Life::carry_out(Act const& act) {
  Customer& customer = customers_[act.customer];
  auto& vault = shop_->vault();
  try {
    if (act.kind == Act::Kind::event) {
      vault.append_event(owner_, customer.subject, act.record,
                         policy_->shapes[act.shape].events[act.what].name, today_,
                         Durability::synced);
      ++happened_.events;
    } else {
      change_standing(act, customer);
    }
  } catch (Failure const& failure) {
    // Gone meanwhile, or not the policy's to allow: as a real shop would be told.
    if (failure.kind() != FailureKind::not_found && failure.kind() != FailureKind::refused) {
      throw;
    }
    ++happened_.refused;
  }
}

void Life::change_standing(Act const& act, Customer& customer) {
  auto& vault = shop_->vault();
  switch (act.kind) {
    case Act::Kind::withdraw:
      vault.withdraw_consent(customer.subject, policy_->purposes[act.what].name);
      customer.consented &= ~(PurposeSet{1} << act.what);
      ++happened_.withdrawals;
      return;
    case Act::Kind::object:
      vault.object(customer.subject, policy_->purposes[act.what].name);
      ++happened_.objections;
      return;
    case Act::Kind::erase:
      vault.erase(customer.subject);
      customer.has_left = true;
      ++happened_.erasures;
      return;
    case Act::Kind::restrict:
      vault.restrict(customer.subject);
      ++happened_.restrictions;
      plan(today_ + days{restriction_days}, {.kind = Act::Kind::lift, .customer = act.customer});
      return;
    case Act::Kind::lift:
      return vault.lift_restriction(customer.subject);
    case Act::Kind::hold:
      vault.hold(customer.subject, act.record, "a dispute", today_ + days{hold_days});
      ++happened_.legal_holds;
      plan(today_ + days{hold_days}, {.kind = Act::Kind::release,
                                      .shape = act.shape,
                                      .customer = act.customer,
                                      .record = act.record});
      return;
    case Act::Kind::release:
      return vault.release_hold(customer.subject, act.record);
    case Act::Kind::event:
      return;
  }
}

}  // namespace lofte::shop::forecast

// Long because: each thing that can happen in a life is a method of its own.
#include "simulation/random_life.hpp"

#include <algorithm>
#include <utility>

#include "custody/upkeep/editions.hpp"

namespace lofte::simulation {

using custody::store::Fault;
using custody::vault::Added;
using promise::policy::Basis;

namespace {

constexpr std::size_t people_max = 2;

std::vector<std::string> const consents = {"newsletter", "support"};
std::vector<std::string> const objectable = {"contract", "account", "club",       "support",
                                             "quality",  "visits",  "bookkeeping"};

Instant noon(Day day) {
  return Instant{std::chrono::milliseconds{day.time_since_epoch()}} + std::chrono::hours{12};
}

}  // namespace

RandomLife::RandomLife(std::uint64_t seed)
    : random_(seed), shop_("2024-03-05", draft_.text(), seed) {
  model_.today = *parse_day("2024-03-05");
  model_.history = custody::upkeep::load_editions(shop_.store());
}

std::string RandomLife::history() const {
  std::string text;
  for (std::string const& line : history_) {
    text += line + "\n";
  }
  for (std::string const& line : wrong_) {
    text += "WRONG " + line + "\n";
  }
  return text;
}

std::string RandomLife::name_of(ModelSubject const& subject, ModelRecord const& record) const {
  std::string name = subject.reference + "'s " + record.shape;
  for (auto const& [field, value] : record.values) {
    name += " " + value;
  }
  return name;
}

void RandomLife::step() {
  using Deed = void (RandomLife::*)();
  static constexpr Deed of_people[] = {&RandomLife::meet_someone,   &RandomLife::add_record,
                                       &RandomLife::add_record,     &RandomLife::add_record,
                                       &RandomLife::add_record,     &RandomLife::add_record,
                                       &RandomLife::happen,         &RandomLife::happen,
                                       &RandomLife::happen,         &RandomLife::happen,
                                       &RandomLife::replace_field,  &RandomLife::change_consent,
                                       &RandomLife::change_consent, &RandomLife::object,
                                       &RandomLife::erase,          &RandomLife::change_restriction,
                                       &RandomLife::change_hold,    &RandomLife::change_hold};
  static constexpr Deed of_the_shop[] = {&RandomLife::publish,          &RandomLife::publish,
                                         &RandomLife::reclaim,          &RandomLife::crash,
                                         &RandomLife::rotate_index_key, &RandomLife::break_a_tick};
  model_.settle();
  if (one_in(6)) {
    move_clock();
  } else if (one_in(12)) {
    (this->*one_of(of_the_shop))();
  } else {
    (this->*one_of(of_people))();
  }
  model_.settle();
}

// --- People

ModelSubject* RandomLife::anyone() {
  return model_.subjects.empty() ? nullptr : &one_of(model_.subjects);
}

std::pair<ModelSubject*, ModelRecord*> RandomLife::any_record() {
  ModelSubject* const subject = anyone();
  return {subject,
          subject == nullptr || subject->records.empty() ? nullptr : &one_of(subject->records)};
}

void RandomLife::meet_someone() {
  std::string const reference = std::string(1, static_cast<char>('A' + draw(people_max)));
  auto const known = std::ranges::find(model_.subjects, reference, &ModelSubject::reference);
  SubjectId const subject = shop_.person(reference);
  if (known == model_.subjects.end()) {
    tell(reference + " comes");
    model_.subjects.push_back({});
    model_.subjects.back().id = subject;
    model_.subjects.back().reference = reference;
  } else if (known->id != subject) {
    complain(reference + " is met as somebody else");
  }
}

void RandomLife::forget_the_gone() {
  std::erase_if(model_.subjects, [&](ModelSubject const& subject) {
    if (shop_.vault().has_subject(subject.id)) {
      return false;
    }
    if (!subject.records.empty()) {
      complain(subject.reference + " is gone, and something is held of " + subject.reference);
    }
    tell(subject.reference + " is forgotten");
    return true;
  });
}

bool RandomLife::done(ModelSubject const& subject, std::string const& what, bool expected,
                      std::function<void()> const& act) {
  Fault fault = Fault::none;
  if (one_in(8)) {
    Fault const faults[] = {Fault::before_commit, Fault::before_commit_unknown,
                            Fault::after_commit_unknown};
    fault = one_of(faults);
  }
  bool left = fault != Fault::none;
  shop_.store().on_commit([&](Bucket bucket) -> Fault {
    return bucket == bucket_of(subject.id) && std::exchange(left, false) ? fault : Fault::none;
  });
  std::string failure;
  try {
    act();
  } catch (Failure const& thrown) {
    failure = thrown.code();
  }
  shop_.store().on_commit({});
  bool const struck = fault != Fault::none && !left;
  tell(what + (failure.empty() ? "" : " (" + failure + ")"));
  if (!struck && failure.empty() != expected) {
    complain(what + (expected ? " fails with " + failure : " should have failed"));
  }
  return struck ? fault == Fault::after_commit_unknown : failure.empty();
}

// --- Records

RandomLife::DrawnRecord RandomLife::draw_record(ModelSubject const& subject) {
  ShapeDraft const& shape = one_of(shape_drafts());
  DrawnRecord drawn{.sent = {.shape = shape.name,
                             .reference = one_in(3) ? "the same" : std::to_string(counter_),
                             .fields = {},
                             .events = {}},
                    .record = {},
                    .latest = subject.latest,
                    .told = {}};
  ++counter_;
  drawn.record.shape = shape.name;
  drawn.record.version = model_.history.current().number;
  for (std::string const& field : shape.fields) {
    if (drawn.record.values.empty() || !one_in(4)) {
      std::string const value = field + std::to_string(counter_);
      drawn.record.values[field] = value;
      drawn.sent.fields.emplace_back(field, PersonalText(value));
    }
  }
  drawn.told = "add " + name_of(subject, drawn.record) + " as " + drawn.sent.reference;
  for (std::string const& event : shape.events) {
    if (one_in(2)) {
      Day const day = model_.today - std::chrono::days{draw(one_in(6) ? 500 : 2)};
      std::string const name = shape.name + " " + event;
      drawn.record.events[name] = day;
      Day& known = drawn.latest.try_emplace(name, day).first->second;
      known = std::max(known, day);
      drawn.sent.events.emplace_back(event, day);
      drawn.told += ", " + event + " " + to_string(day);
    }
  }
  return drawn;
}

void RandomLife::add_record() {
  ModelSubject* const subject = anyone();
  if (subject == nullptr) {
    return;
  }
  DrawnRecord drawn = draw_record(*subject);
  ModelSubject with_it = *subject;
  with_it.latest = drawn.latest;
  std::erase_if(drawn.record.values, [&](auto const& value) {
    return !model_.keeps(with_it, drawn.record, value.first);
  });
  Added added;
  try {
    added = shop_.vault().add_record(shop_.owner(), subject->id, drawn.sent,
                                     {.lapsed_fields = custody::vault::LapsedFields::leave_out});
  } catch (Failure const& failure) {
    tell(drawn.told + " (" + failure.code() + ")");
    if (!subject->restricted) {
      complain(drawn.told + " fails with " + failure.code());
    }
    return;
  }
  bool const existed =
      std::ranges::find(subject->records, added.record, &ModelRecord::id) != subject->records.end();
  auto const expected = existed                       ? Added::Outcome::existed
                        : drawn.record.values.empty() ? Added::Outcome::lapsed
                                                      : Added::Outcome::added;
  tell(drawn.told + (expected == Added::Outcome::added     ? ""
                     : expected == Added::Outcome::existed ? " (existed)"
                                                           : " (lapsed)"));
  if (added.outcome != expected) {
    complain(drawn.told + " has another outcome");
  }
  if (expected == Added::Outcome::added) {
    drawn.record.id = added.record;
    subject->latest = drawn.latest;
    subject->records.push_back(drawn.record);
  }
}

void RandomLife::happen() {
  auto const [subject, record] = any_record();
  if (record == nullptr) {
    return;
  }
  std::string const event = one_of(shape_named(record->shape).events);
  std::string const full = record->shape + " " + event;
  if (record->events.contains(full)) {
    return;
  }
  Day const day = model_.today - std::chrono::days{draw(one_in(6) ? 400 : 2)};
  bool const expected = !subject->restricted && model_.may_be_written(*subject, *record);
  bool const is_done =
      done(*subject, name_of(*subject, *record) + " " + event + " on " + to_string(day), expected,
           [&] { shop_.event(subject->id, record->id, event, to_string(day)); });
  if (is_done) {
    record->events[full] = day;
    Day& known = subject->latest.try_emplace(full, day).first->second;
    known = std::max(known, day);
  }
}

void RandomLife::replace_field() {
  auto const [subject, record] = any_record();
  if (record == nullptr) {
    return;
  }
  std::string const field = one_of(shape_named(record->shape).fields);
  std::optional<std::string> value;
  if (!one_in(3)) {
    value = field + std::to_string(++counter_);
  }
  auto const& policy = model_.policy_of(*record);
  bool const expected =
      !subject->restricted && std::ranges::any_of(policy.purposes, [&](auto const& purpose) {
        return model_.shows(*subject, *record, purpose.name, field);
      });
  bool const is_done = done(
      *subject, name_of(*subject, *record) + " gets " + field + " " + value.value_or("removed"),
      expected, [&] {
        shop_.vault().replace_fields(
            shop_.owner(), subject->id, record->id,
            {{field, value ? std::optional(PersonalText(*value)) : std::nullopt}});
      });
  if (is_done && value) {
    record->values[field] = *value;
  } else if (is_done) {
    record->values.erase(field);
  }
}

// --- Standing

bool RandomLife::has_rested_on(Basis basis, std::string const& purpose) const {
  return model_.policy().find_purpose(purpose) &&
         std::ranges::any_of(model_.history.editions, [&](auto const& edition) {
           auto const known = edition.policy->find_purpose(purpose);
           return known && edition.policy->purposes[*known].basis == basis;
         });
}

void RandomLife::change_consent() {
  ModelSubject* const subject = anyone();
  if (subject == nullptr) {
    return;
  }
  std::string const purpose = one_of(consents);
  bool const expected = has_rested_on(Basis::consent, purpose);
  if (one_in(2)) {
    if (done(*subject, subject->reference + " consents to " + purpose, expected,
             [&] { shop_.vault().give_consent(subject->id, purpose); })) {
      subject->consented.insert(purpose);
      subject->refused.erase(purpose);
    }
  } else if (done(*subject, subject->reference + " withdraws from " + purpose, expected,
                  [&] { shop_.vault().withdraw_consent(subject->id, purpose); })) {
    subject->consented.erase(purpose);
    subject->refused.insert(purpose);
    for (ModelRecord& record : subject->records) {
      record.ended.insert(purpose);
    }
  }
}

void RandomLife::object() {
  ModelSubject* const subject = anyone();
  if (subject == nullptr || one_in(2)) {
    return;
  }
  std::string const purpose = one_of(objectable);
  bool const expected = has_rested_on(Basis::legitimate_interests, purpose);
  if (done(*subject, subject->reference + " objects to " + purpose, expected,
           [&] { shop_.vault().object(subject->id, purpose); })) {
    subject->refused.insert(purpose);
    for (ModelRecord& record : subject->records) {
      record.ended.insert(purpose);
    }
  }
}

void RandomLife::change_restriction() {
  ModelSubject* const subject = anyone();
  if (subject == nullptr || (!subject->restricted && !one_in(3))) {
    return;
  }
  bool const to_restrict = !subject->restricted;
  if (done(*subject, subject->reference + (to_restrict ? " is restricted" : " is let go"), true,
           [&] {
             to_restrict ? shop_.vault().restrict(subject->id)
                         : shop_.vault().lift_restriction(subject->id);
           })) {
    subject->restricted = to_restrict;
  }
}

void RandomLife::erase() {
  ModelSubject* const subject = anyone();
  if (subject == nullptr || one_in(2)) {
    return;
  }
  if (done(*subject, subject->reference + " is erased", true,
           [&] { shop_.vault().erase(subject->id); })) {
    for (ModelRecord& record : subject->records) {
      for (auto const& purpose : model_.policy_of(record).purposes) {
        record.ended.insert(purpose.name);
      }
    }
  }
  model_.settle();
  forget_the_gone();
}

void RandomLife::change_hold() {
  auto const [subject, record] = any_record();
  if (record == nullptr) {
    return;
  }
  bool const hold = !record->held;
  if (done(*subject, name_of(*subject, *record) + (hold ? " is held" : " is released"), true, [&] {
        hold ? shop_.vault().hold(subject->id, record->id, "a case", model_.today)
             : shop_.vault().release_hold(subject->id, record->id);
      })) {
    record->held = hold;
  }
}

// --- The shop

void RandomLife::publish() {
  switch (draw(10)) {
    case 0:
      draft_.contract_years = 1 + static_cast<int>(draw(3));
      break;
    case 1:
      draft_.contract_from_placed = !draft_.contract_from_placed;
      break;
    case 2:
      draft_.contract_has_phone = !draft_.contract_has_phone;
      break;
    case 3:
      draft_.bookkeeping_years = 2 + static_cast<int>(draw(4));
      break;
    case 4:
      draft_.bookkeeping_has_name = !draft_.bookkeeping_has_name;
      break;
    case 5:
      draft_.bookkeeping_is_law = !draft_.bookkeeping_is_law;
      break;
    case 6:
      draft_.account_keep = one_in(2) ? "2 years after account registered"
                                      : "1 year after latest order completed, or 1 year after "
                                        "account registered";
      break;
    case 7:
      draft_.club_keep = one_in(2) ? "1 year after latest order completed"
                                   : "2 years after latest order completed, at most 4 years after "
                                     "account registered";
      break;
    case 8:
      draft_.support_on_consent = !draft_.support_on_consent;
      break;
    default:
      draft_.has_quality = !draft_.has_quality;
      draft_.visit_days = draft_.visit_days == 60 ? 30 : 60;
      break;
  }
  std::string const text = draft_.text();
  if (text == custody::upkeep::edition_text(shop_.store(), model_.history.current().number)) {
    return;
  }
  tell("another policy is published");
  shop_.publish(text);
  model_.history = custody::upkeep::load_editions(shop_.store());
  follow_settlement();
}

void RandomLife::follow_settlement() {
  model_.settled = custody::upkeep::settled_version(model_.history, noon(model_.today));
  model_.settle();
}

// Often to a last day, or to the day after one.
void RandomLife::move_clock() {
  Day const before = model_.today;
  auto const [subject, record] = any_record();
  if (record != nullptr && !record->events.empty() && one_in(2)) {
    Day const event =
        std::next(record->events.begin(), static_cast<std::ptrdiff_t>(draw(record->events.size())))
            ->second;
    std::chrono::days const reaches[] = {std::chrono::days{30}, std::chrono::days{60},
                                         std::chrono::days{365}};
    model_.today = event + one_of(reaches) + std::chrono::days{draw(2)};
  } else if (one_in(4)) {
    auto const year = std::chrono::year_month_day{model_.today}.year();
    model_.today = Day{year / std::chrono::December / 31} + std::chrono::days{draw(2)};
  }
  if (model_.today <= before) {
    std::size_t const reaches[] = {1, 1, 3, 8, 30, 90};
    model_.today = before + std::chrono::days{one_of(reaches)};
  }
  shop_.clock_at(to_string(model_.today));
  model_.settle();
}

void RandomLife::reclaim() {
  tell("bytes are reclaimed");
  shop_.upkeep().reclaim();
  forget_the_gone();
}

void RandomLife::rotate_index_key() {
  tell("the index key is rotated");
  shop_.upkeep().rotate_index_key();
}

void RandomLife::crash() {
  tell("the process crashes");
  shop_.crash();
  follow_settlement();
}

void RandomLife::break_a_tick() {
  std::size_t left = draw(4100);
  tell("a tick is cut off after " + std::to_string(left) + " commits");
  shop_.store().on_commit([&](Bucket) { return left-- > 0 ? Fault::none : Fault::before_commit; });
  try {
    shop_.tick();
  } catch (Failure const&) {
    tell("and fails");
  }
  shop_.store().on_commit({});
  if (one_in(2)) {
    shop_.crash();
  }
  follow_settlement();
}

}  // namespace lofte::simulation

#include "simulation/random_life.hpp"

#include <algorithm>
#include <utility>

#include "custody/upkeep/editions.hpp"
#include "custody/upkeep/holdings.hpp"

namespace lofte::simulation {

using custody::store::Fault;
using custody::vault::Added;
using promise::policy::Basis;

namespace {

constexpr std::size_t people_max = 3;

struct ShapeDraft {
  std::string name;
  std::vector<std::string> fields;
  std::vector<std::string> events;
};
std::vector<ShapeDraft> const shapes = {
    {.name = "order", .fields = {"name", "phone", "lines"}, .events = {"placed", "completed"}},
    {.name = "account", .fields = {"email", "nick"}, .events = {"registered"}},
    {.name = "subscription", .fields = {"email"}, .events = {"subscribed"}},
    {.name = "enquiry", .fields = {"email", "message"}, .events = {"received", "closed"}},
    {.name = "visit", .fields = {"address"}, .events = {"seen"}}};
std::vector<std::string> const consents = {"newsletter", "support"};
std::vector<std::string> const objectable = {"contract", "account", "club",       "support",
                                             "quality",  "visits",  "bookkeeping"};

ShapeDraft const& shape_named(std::string const& name) {
  return *std::ranges::find(shapes, name, &ShapeDraft::name);
}

std::string const policy_head = R"(
language = "en"
timezone = "Europe/Stockholm"
fiscal_year_ends = "12-31"
[version]
number = "1"
date = 2020-01-01
[controller]
name = "Example Sticks AB"
organisation_number = "000000-0000"
address = "Storgatan 1, 000 00 Exempelstad"
email = "privacy@example.com"
[data]
name.label.en = "name"
phone.label.en = "phone"
email.label.en = "e-mail"
nick.label.en = "nickname"
message.label.en = "message"
address.label.en = "IP address"
order_history.label.en = "order history"
[record.order]
label.en = "order"
fields = { name = "name", phone = "phone", lines = "order_history" }
events = ["placed", "completed"]
[record.account]
label.en = "account"
fields = { email = "email", nick = "nick" }
events = ["registered"]
[record.subscription]
label.en = "subscription"
fields = { email = "email" }
events = ["subscribed"]
[record.enquiry]
label.en = "enquiry"
fields = { email = "email", message = "message" }
events = ["received", "closed"]
[record.visit]
label.en = "visit"
fields = { address = "address" }
events = ["seen"]
)";

struct PurposeDraft {
  std::string name;
  std::string basis;
  std::string records;
  std::string data;
  std::string keep;
};

std::string to_text(PurposeDraft const& purpose) {
  return "[purpose." + purpose.name + "]\ntitle.en = \"" + purpose.name + "\"\nbasis = \"" +
         purpose.basis + "\"\n" +
         (purpose.basis == "legal_obligation" ? "law = \"Bokföringslagen 7 kap. 2 §\"\n" : "") +
         "records = [" + purpose.records + "]\ndata = [" + purpose.data + "]\nkeep = \"" +
         purpose.keep + "\"\n";
}

Instant noon(Day day) {
  return Instant{std::chrono::milliseconds{day.time_since_epoch()}} + std::chrono::hours{12};
}

}  // namespace

std::string PolicyDraft::text() const {
  std::string const phone = contract_has_phone ? R"(, "phone")" : "";
  std::string const name = bookkeeping_has_name ? R"("name", )" : "";
  std::vector<PurposeDraft> const purposes = {
      {"contract", "contract", R"("order")", R"("name", "order_history")" + phone,
       std::to_string(contract_years) + " calendar years after order " +
           (contract_from_placed ? "placed" : "completed")},
      {"bookkeeping", bookkeeping_is_law ? "legal_obligation" : "legitimate_interests",
       R"("order")", name + R"("order_history")",
       std::to_string(bookkeeping_years) + " fiscal years after order completed"},
      {"account", "contract", R"("account")", R"("email", "nick")", account_keep},
      {"club", "legitimate_interests", R"("account")", R"("nick")", club_keep},
      {"newsletter", "consent", R"("subscription", "account")", R"("email")", "until withdrawn"},
      {"support", support_on_consent ? "consent" : "legitimate_interests", R"("enquiry")",
       R"("email", "message")", "until enquiry closed, or 30 days after enquiry closed"},
      {"visits", "legitimate_interests", R"("visit")", R"("address")",
       std::to_string(visit_days) + " days after latest visit seen"},
      {"legal_claims", "legitimate_interests", R"("order")", R"("name")",
       "3 years after order completed"}};
  std::string text = policy_head;
  for (PurposeDraft const& purpose : purposes) {
    text += to_text(purpose);
  }
  if (has_quality) {
    text += to_text({"quality", "legitimate_interests", R"("enquiry")", R"("message")",
                     "1 year after enquiry received"});
  }
  return text;
}

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
  static constexpr Deed deeds[] = {&RandomLife::meet_someone,
                                   &RandomLife::add_record,
                                   &RandomLife::add_record,
                                   &RandomLife::add_record,
                                   &RandomLife::add_record,
                                   &RandomLife::happen,
                                   &RandomLife::happen,
                                   &RandomLife::happen,
                                   &RandomLife::replace_field,
                                   &RandomLife::change_consent,
                                   &RandomLife::change_consent,
                                   &RandomLife::object,
                                   &RandomLife::change_restriction,
                                   &RandomLife::erase,
                                   &RandomLife::change_hold,
                                   &RandomLife::change_hold,
                                   &RandomLife::publish,
                                   &RandomLife::move_clock,
                                   &RandomLife::move_clock,
                                   &RandomLife::move_clock,
                                   &RandomLife::reclaim,
                                   &RandomLife::rotate_index_key,
                                   &RandomLife::crash,
                                   &RandomLife::break_a_tick};
  model_.settle();
  (this->*deeds[draw(std::size(deeds))])();
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

void RandomLife::add_record() {
  ModelSubject* const subject = anyone();
  if (subject == nullptr) {
    return;
  }
  ShapeDraft const& shape = one_of(shapes);
  ModelRecord record{.id = {},
                     .shape = shape.name,
                     .version = model_.history.current().number,
                     .values = {},
                     .events = {},
                     .ended = {},
                     .held = false};
  custody::vault::NewRecord sent{.shape = shape.name,
                                 .reference = one_in(3) ? "the same" : std::to_string(counter_),
                                 .fields = {},
                                 .events = {}};
  ++counter_;
  for (std::string const& field : shape.fields) {
    if (record.values.empty() || !one_in(4)) {
      std::string const value = field + std::to_string(counter_);
      record.values[field] = value;
      sent.fields.emplace_back(field, PersonalText(value));
    }
  }
  auto latest = subject->latest;
  for (std::string const& event : shape.events) {
    if (one_in(2)) {
      Day const day = model_.today - std::chrono::days{draw(one_in(4) ? 800 : 10)};
      record.events[shape.name + " " + event] = day;
      Day& known = latest.try_emplace(shape.name + " " + event, day).first->second;
      known = std::max(known, day);
      sent.events.emplace_back(event, day);
    }
  }
  std::string const what = "add " + name_of(*subject, record) + " as " + sent.reference + [&] {
    std::string days;
    for (auto const& [event, day] : record.events) {
      days += ", " + event + " " + to_string(day);
    }
    return days;
  }();
  ModelSubject as_it_would_be = *subject;
  as_it_would_be.latest = latest;
  std::erase_if(record.values, [&](auto const& value) {
    return !model_.keeps(as_it_would_be, record, value.first);
  });
  std::optional<Added> added;
  bool const was_restricted = subject->restricted;
  try {
    added = shop_.vault().add_record(shop_.owner(), subject->id, sent,
                                     {.lapsed_fields = custody::vault::LapsedFields::leave_out});
  } catch (Failure const& failure) {
    tell(what + " (" + failure.code() + ")");
    if (!was_restricted) {
      complain(what + " fails with " + failure.code());
    }
    return;
  }
  tell(what + (added->outcome == Added::Outcome::added     ? ""
               : added->outcome == Added::Outcome::existed ? " (existed)"
                                                           : " (lapsed)"));
  bool const existed = std::ranges::find(subject->records, added->record, &ModelRecord::id) !=
                       subject->records.end();
  auto const expected = existed                 ? Added::Outcome::existed
                        : record.values.empty() ? Added::Outcome::lapsed
                                                : Added::Outcome::added;
  if (added->outcome != expected) {
    complain(what + " has another outcome");
  }
  if (expected == Added::Outcome::added) {
    record.id = added->record;
    subject->latest = latest;
    subject->records.push_back(record);
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
  Day const day = model_.today - std::chrono::days{draw(one_in(4) ? 500 : 3)};
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
  if (subject == nullptr) {
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

void RandomLife::move_clock() {
  std::size_t const reaches[] = {1, 1, 3, 8, 30, 90, 366};
  model_.today += std::chrono::days{one_of(reaches)};
  if (one_in(4)) {  // or to the first day of a year
    auto const year = std::chrono::year_month_day{model_.today}.year() + std::chrono::years{1};
    model_.today = Day{year / std::chrono::January / 1};
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

// --- Checks

void RandomLife::tick_and_check() {
  bool const is_cut_off = shop_.slot().load().next.has_value();
  tell("tick");
  shop_.tick();
  if (is_cut_off) {
    shop_.tick();  // what was doomed after the cut waits for the tick after
  }
  follow_settlement();
  check_adversary();
  check_reads();
  check_holdings();
  if (one_in(2)) {
    reclaim();
    check_reads();
    check_holdings();
  }
}

void RandomLife::check_adversary() {
  auto const live = model_.live_values();
  auto const adversary = shop_.adversary();
  for (std::string const& value : adversary.values()) {
    if (!live.contains(value)) {
      complain("an adversary reads " + value);
    }
  }
  for (std::string const& value : live) {
    if (!adversary.can_read(value)) {
      complain(value + " is held, and nobody has its key");
    }
  }
}

void RandomLife::check_reads() {
  for (ModelSubject const& subject : model_.subjects) {
    for (ModelRecord const& record : subject.records) {
      for (auto const& purpose : model_.policy_of(record).purposes) {
        for (std::string const& field : shape_named(record.shape).fields) {
          bool const opens = model_.opens(subject, record, purpose.name, field);
          std::string const expected = opens ? record.values.at(field) : "";
          std::string const got = shop_.read(subject.id, record.id, purpose.name, field);
          bool const is_value = !got.starts_with("denied.") && got != "gone";
          if (is_value != opens || (opens && got != expected)) {
            complain(purpose.name + " reads " + field + " of " + name_of(subject, record) + ": " +
                     got);
          }
        }
      }
    }
  }
}

void RandomLife::check_holdings() {
  struct Count {
    std::size_t records = 0;
    std::size_t fields = 0;
    bool operator==(Count const&) const = default;
  };
  std::map<std::string, Count> expected;
  std::size_t records = 0;
  for (ModelSubject const& subject : model_.subjects) {
    for (ModelRecord const& record : subject.records) {
      bool any = record.held || subject.restricted;
      for (auto const& purpose : model_.policy_of(record).purposes) {
        auto const fields =
            static_cast<std::size_t>(std::ranges::count_if(record.values, [&](auto const& value) {
              return model_.shows(subject, record, purpose.name, value.first);
            }));
        if (fields > 0) {
          any = true;
          Count& count = expected[purpose.name + " of " + record.shape];
          ++count.records;
          count.fields += fields;
        }
      }
      records += any ? 1U : 0U;
    }
  }
  auto const holdings = custody::upkeep::holdings(shop_.vault());
  std::map<std::string, Count> counted;
  for (auto const& row : holdings.rows) {
    Count& count = counted[row.purpose + " of " + row.shape];
    count.records += row.records;
    count.fields += row.fields;
  }
  if (holdings.records != records) {
    complain(std::to_string(holdings.records) + " records are counted, not " +
             std::to_string(records));
  }
  for (auto const& [what, count] : expected) {
    if (counted[what] != count) {
      complain(what + ": counted " + std::to_string(counted[what].records) + " records, not " +
               std::to_string(count.records) + "; " + std::to_string(counted[what].fields) +
               " fields, not " + std::to_string(count.fields));
    }
  }
  for (auto const& [what, count] : counted) {
    if (!expected.contains(what)) {
      complain(what + " is counted, and should be nothing");
    }
  }
}

}  // namespace lofte::simulation

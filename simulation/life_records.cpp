// What comes in about people, what happens to it, and what is read of it.
#include <algorithm>

#include "simulation/life.hpp"

namespace lofte::simulation {

using custody::store::Durability;
using custody::vault::Added;
using custody::vault::NewRecord;
using custody::vault::WriteSettings;

namespace {

Durability durability_drawn(Draws& draws) {
  return draws.one_in(8) ? Durability::deferred : Durability::synced;
}

}  // namespace

// Most days are these; some are those on which calendars differ.
Day Life::draw_event_day() {
  using namespace std::chrono;
  switch (draws_.below(8)) {
    case 0:
      return model_.today - days{draws_.below(500)};
    case 1: {
      year const last_leap{static_cast<int>(year_month_day{model_.today}.year()) / 4 * 4};
      Day const leap_day{last_leap / February / 29};
      return leap_day <= model_.today ? leap_day : Day{(last_leap - years{4}) / February / 29};
    }
    case 2: {
      Day const turn{year_month_day{model_.today}.year() / January / 1};
      return turn - days{draws_.below(2)};
    }
    case 3: {
      Day const half{(year_month_day{model_.today}.year() - years{1}) / June / 30};
      return half + days{draws_.below(2)};
    }
    default:
      return model_.today - days{draws_.below(2)};
  }
}

Life::DrawnRecord Life::draw_record(ModelSubject const& subject, ShapeDraft const& shape) {
  std::string const number = std::to_string(number_);
  DrawnRecord drawn{.sent = {.shape = shape.name,
                             .reference = draws_.one_in(3) ? "the same" : "canary-record-" + number,
                             .fields = {},
                             .events = {}},
                    .record = {},
                    .latest = subject.latest,
                    .sent_by = subject.reference,
                    .told = {}};
  drawn.record.shape = shape.name;
  drawn.record.version = model_.history.current().number;
  for (std::string const& field : shape.fields) {
    if (drawn.record.values.empty() || !draws_.one_in(4)) {
      std::string const value = canary(subject.reference, field);
      drawn.record.values[field] = value;
      drawn.sent.fields.emplace_back(field, PersonalText(value));
    }
  }
  drawn.told = "add " + name_of(subject, drawn.record) + " as " + drawn.sent.reference;
  return drawn;
}

void Life::DrawnRecord::happened(std::string const& event, Day day) {
  std::string const name = record.shape + " " + event;
  record.events[name] = day;
  Day& known = latest.try_emplace(name, day).first->second;
  known = std::max(known, day);
  sent.events.emplace_back(event, day);
  told += ", " + event + " " + to_string(day);
}

void Life::add_record() {
  std::string const name = draw_name();
  if (name.empty()) {
    return;
  }
  ModelSubject const* const known = find(name);
  if (draws_.one_in(3) || known == nullptr) {
    admit(name);
    return;
  }
  ModelSubject const subject = *known;
  add(subject, draw_record_of_any_shape(subject));
}

// Where nothing else of that person is leased anew by it, only the clocks that count from the
// latest purchase move.
void Life::buy_again() {
  ModelSubject const* const known = anyone();
  if (known == nullptr ||
      std::ranges::find(known->records, "account", &ModelRecord::shape) == known->records.end()) {
    return;
  }
  ModelSubject const subject = *known;
  DrawnRecord order = draw_record(subject, shape_named("order"));
  order.happened("completed", model_.today);
  add(subject, std::move(order));
}

void Life::add(ModelSubject const& subject, DrawnRecord drawn) {
  bring(subject, std::move(drawn), [&](NewRecord const& record, WriteSettings const& settings) {
    return shop_.vault().add_record(shop_.owner(), subject.id, record, settings);
  });
}

Life::DrawnRecord Life::draw_record_of_any_shape(ModelSubject const& subject) {
  ShapeDraft const& shape = draws_.one_of(shape_drafts());
  DrawnRecord drawn = draw_record(subject, shape);
  for (std::string const& event : shape.events) {
    Day const day = draw_event_day();
    if (draws_.one_in(2)) {
      drawn.happened(event, day);
    }
  }
  return drawn;
}

void Life::admit(std::string const& name) {
  std::optional<custody::vault::Claim> claim;
  auto const claiming =
      attempt(std::nullopt, [&] { claim = shop_.vault().claim(reference_of(name)); });
  ModelSubject subject;
  if (ModelSubject const* const known = find(name)) {
    subject = *known;
  } else {
    claimed_in_vain_.insert(name);
    subject.reference = name;
  }
  if (!claiming.failure.empty()) {
    tell(name + " is claimed" + claiming.told);
    if (!claiming.struck) {
      complain(name + " can't be claimed");
    }
    return;
  }
  if (find(name) != nullptr && claim->subject != subject.id) {
    complain(name + " is claimed as somebody else");
    return;
  }
  subject.id = claim->subject;
  bring(subject, draw_record_of_any_shape(subject),
        [&](NewRecord const& record, WriteSettings const& settings) {
          auto admitted = shop_.vault().admit(shop_.owner(), *claim, {record}, settings);
          require(admitted.subject == claim->subject, "nobody else has got the reference since");
          return std::move(admitted.records.front());
        });
}

void Life::bring(ModelSubject const& subject, DrawnRecord drawn, Bring const& brings) {
  ModelSubject with_it = subject;
  with_it.latest = drawn.latest;
  std::erase_if(drawn.record.values, [&](auto const& value) {
    return !model_.keeps(with_it, drawn.record, value.first);
  });
  WriteSettings const settings{.durability = durability_drawn(draws_),
                               .lapsed_fields = custody::vault::LapsedFields::leave_out};
  std::optional<Added> added;
  auto const outcome =
      attempt(bucket_of(subject.id), [&] { added = brings(drawn.sent, settings); });
  tell(drawn.told + (settings.durability == Durability::deferred ? " (deferred)" : "") +
       outcome.told);
  if (!outcome.struck && !outcome.failure.empty() && !subject.restricted) {
    complain(drawn.told + " fails with " + outcome.failure);
  }
  if (outcome.lost) {
    excused_[subject.reference] = number_;  // perhaps nobody whom the model knows yet
  }
  bool const is_done = outcome.struck ? outcome.commit.has_value() : outcome.failure.empty();
  if (!is_done) {
    return;
  }
  if (settings.durability == Durability::deferred) {
    note_deferred(outcome);
  }
  if (find(subject.reference) == nullptr) {
    claimed_in_vain_.erase(subject.reference);
    model_.subjects.push_back(subject);
  }
  take_in(drawn, outcome.failure.empty() ? added : std::nullopt);
}

// Without an answer, which records the subject has now says what came of it.
void Life::take_in(DrawnRecord& drawn, std::optional<Added> const& added) {
  ModelSubject& subject = *find(drawn.sent_by);
  auto const is_known = [&](RecordId const& id) {
    return std::ranges::find(subject.records, id, &ModelRecord::id) != subject.records.end();
  };
  if (added) {
    auto const expected = is_known(added->record)       ? Added::Outcome::existed
                          : drawn.record.values.empty() ? Added::Outcome::lapsed
                                                        : Added::Outcome::added;
    if (added->outcome != expected) {
      complain(drawn.told + " has another outcome than " +
               (expected == Added::Outcome::added     ? "added"
                : expected == Added::Outcome::existed ? "existed"
                                                      : "lapsed"));
    }
    if (expected != Added::Outcome::added) {
      return;
    }
    drawn.record.id = added->record;
  } else {
    auto const records = shop_.vault().summary(subject.id);
    auto const found = std::ranges::find_if(
        records, [&](auto const& summary) { return !is_known(summary.record); });
    if (found == records.end()) {
      return;
    }
    drawn.record.id = found->record;
  }
  subject.latest = drawn.latest;
  subject.records.push_back(drawn.record);
}

void Life::happen() {
  auto const [subject, record] = any_record();
  Day const day = draw_event_day();
  if (record == nullptr) {
    return;
  }
  std::string const event = draws_.one_of(shape_named(record->shape).events);
  std::string const full = record->shape + " " + event;
  if (record->events.contains(full)) {
    return;
  }
  SubjectId const id = subject->id;
  RecordId const record_id = record->id;
  Durability const durability = durability_drawn(draws_);
  done(id, {.told = name_of(*subject, *record) + " " + event + " on " + to_string(day) +
                    (durability == Durability::deferred ? " (deferred)" : ""),
            .expected = !subject->restricted && model_.may_be_written(*subject, *record),
            .act =
                [&] {
                  shop_.vault().append_event(shop_.owner(), id, record_id, event, day, durability);
                },
            .change =
                [&](ModelSubject& changed) {
                  record_of(changed, record_id).events[full] = day;
                  Day& known = changed.latest.try_emplace(full, day).first->second;
                  known = std::max(known, day);
                },
            .durability = durability});
}

void Life::replace_field() {
  auto const [subject, record] = any_record();
  bool const to_remove = draws_.one_in(3);
  if (record == nullptr) {
    return;
  }
  std::string const field = draws_.one_of(shape_named(record->shape).fields);
  std::string const value = to_remove ? std::string() : canary(subject->reference, field);
  auto const& policy = model_.policy_of(*record);
  bool const expected =
      !subject->restricted && std::ranges::any_of(policy.purposes, [&](auto const& purpose) {
        return model_.shows(*subject, *record, purpose.name, field);
      });
  SubjectId const id = subject->id;
  RecordId const record_id = record->id;
  done(id, {.told = name_of(*subject, *record) + " gets " + field + " " +
                    (to_remove ? "removed" : value),
            .expected = expected,
            .act =
                [&] {
                  std::optional<PersonalText> sent;
                  if (!to_remove) {
                    sent = PersonalText(value);
                  }
                  shop_.vault().replace_fields(shop_.owner(), id, record_id, {{field, sent}});
                },
            .change =
                [&](ModelSubject& changed) {
                  auto& values = record_of(changed, record_id).values;
                  if (to_remove) {
                    values.erase(field);
                  } else {
                    values[field] = value;
                  }
                }});
}

void Life::change_hold() {
  auto const [subject, record] = any_record();
  if (record == nullptr) {
    return;
  }
  SubjectId const id = subject->id;
  RecordId const record_id = record->id;
  bool const hold = !record->held;
  done(id, {.told = name_of(*subject, *record) + (hold ? " is held" : " is released"),
            .act =
                [&] {
                  hold ? shop_.vault().hold(id, record_id, "a case", model_.today)
                       : shop_.vault().release_hold(id, record_id);
                },
            .change = [&](ModelSubject& changed) { record_of(changed, record_id).held = hold; }});
}

// Whatever fails: what is answered is so.
void Life::read() {
  auto const [subject, record] = any_record();
  if (record == nullptr) {
    return;
  }
  auto const purpose = draws_.one_of(model_.policy_of(*record).purposes).name;
  std::string const field = draws_.one_of(shape_named(record->shape).fields);
  bool const opens = model_.opens(*subject, *record, purpose, field);
  bool const is_open_question = model_.is_asked_for_again(*subject, *record, purpose, field);
  std::string const expected = opens ? record->values.at(field) : "";
  std::string const told = purpose + " reads " + field + " of " + name_of(*subject, *record);
  SubjectId const id = subject->id;
  RecordId const record_id = record->id;
  std::string got;
  auto const outcome =
      attempt(std::nullopt, [&] { got = shop_.read(id, record_id, purpose, field); });
  tell(told + outcome.told);
  bool const is_value = !got.starts_with("denied.") && got != "gone";
  if (outcome.failure.empty() && !is_open_question &&
      (is_value != opens || (opens && got != expected))) {
    complain(told + ": " + got);
  } else if (!outcome.failure.empty() && !outcome.struck) {
    complain(told + " fails with " + outcome.failure);
  }
}

}  // namespace lofte::simulation

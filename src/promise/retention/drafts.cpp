#include "promise/retention/drafts.hpp"

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::promise::retention::drafts {

namespace {

template <typename Things>
std::size_t index_of(Things const& things, std::string_view name) {
  auto const found = std::ranges::find_if(things, [&](auto const& it) { return it.name == name; });
  require(found != things.end(), "a name that the draft lacks");
  return static_cast<std::size_t>(found - things.begin());
}

std::string to_text(policy::Duration duration) {
  using policy::Unit;
  static std::map<Unit, std::string> const units{{Unit::days, "days"},
                                                 {Unit::months, "months"},
                                                 {Unit::years, "years"},
                                                 {Unit::calendar_years, "calendar years"},
                                                 {Unit::fiscal_years, "fiscal years"}};
  return std::to_string(duration.count) + " " + units.at(duration.unit);
}

std::string to_text(Clause const& clause, std::string const& shape) {
  switch (clause.kind) {
    case policy::ClauseKind::after:
      return to_text(clause.duration) + " after " + shape + " " + clause.event;
    case policy::ClauseKind::after_latest:
      return to_text(clause.duration) + " after latest " + clause.shape + " " + clause.event;
    case policy::ClauseKind::until_event:
      return "until " + shape + " " + clause.event;
    default:
      return "until withdrawn";
  }
}

policy::Shape build(Shape const& draft) {
  policy::Shape shape;
  shape.name = draft.name;
  for (auto const& name : draft.fields) {
    shape.fields.push_back({.name = name, .category = 0, .at = {}});
  }
  for (auto const& name : draft.events) {
    shape.events.push_back({.name = name, .at = {}});
  }
  return shape;
}

void add_clauses(policy::Policy& policy, Purpose const& draft, policy::Holding& holding) {
  auto const& own_shape = policy.shapes[holding.shape];
  holding.first_clause = static_cast<ClauseIndex>(policy.clauses.size());
  holding.clause_count = static_cast<std::uint16_t>(draft.keep.clauses.size());
  holding.phrase = drafts::to_text(draft.keep, draft.shape);
  for (Clause const& clause : draft.keep.clauses) {
    auto const shape = clause.shape.empty()
                           ? holding.shape
                           : static_cast<ShapeIndex>(index_of(policy.shapes, clause.shape));
    bool const has_event = clause.kind != policy::ClauseKind::until_withdrawn;
    auto const event = has_event ? index_of(policy.shapes[shape].events, clause.event) : 0;
    policy.clauses.push_back({.holding = static_cast<policy::HoldingIndex>(policy.holdings.size()),
                              .kind = clause.kind,
                              .duration = clause.duration,
                              .event_shape = shape,
                              .event = static_cast<EventIndex>(event)});
  }
  if (auto const& cap = draft.keep.cap) {
    holding.cap =
        policy::Cap{.duration = cap->duration,
                    .event = static_cast<EventIndex>(index_of(own_shape.events, cap->event))};
  }
}

void add_purpose(policy::Policy& policy, Purpose const& draft) {
  auto const known = std::ranges::find(policy.purposes, draft.name, &policy::Purpose::name);
  auto const index = static_cast<PurposeIndex>(known - policy.purposes.begin());
  if (known == policy.purposes.end()) {
    policy::Purpose purpose;
    purpose.name = draft.name;
    purpose.basis = draft.basis;
    purpose.law = draft.law;
    policy.purposes.push_back(std::move(purpose));
  }
  policy::Holding holding{};
  holding.purpose = index;
  holding.shape = static_cast<ShapeIndex>(index_of(policy.shapes, draft.shape));
  auto const& fields = policy.shapes[holding.shape].fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    bool const held =
        !draft.fields || (std::ranges::find(*draft.fields, fields[i].name) != draft.fields->end());
    holding.fields |= held ? FieldSet{1} << i : 0;
  }
  add_clauses(policy, draft, holding);
  policy.purposes[index].holdings.push_back(
      static_cast<policy::HoldingIndex>(policy.holdings.size()));
  policy.holdings.push_back(std::move(holding));
}

}  // namespace

Clause after(policy::Duration duration, std::string event) {
  return {.kind = policy::ClauseKind::after, .duration = duration, .event = std::move(event)};
}
Clause after_latest(policy::Duration duration, std::string shape, std::string event) {
  return {.kind = policy::ClauseKind::after_latest,
          .duration = duration,
          .shape = std::move(shape),
          .event = std::move(event)};
}
Clause until(std::string event) {
  return {.kind = policy::ClauseKind::until_event, .event = std::move(event)};
}
Clause until_withdrawn() {
  return {.kind = policy::ClauseKind::until_withdrawn};
}

std::string to_text(Phrase const& phrase, std::string const& shape) {
  std::string text;
  for (Clause const& clause : phrase.clauses) {
    text += (text.empty() ? "" : ", or ") + to_text(clause, shape);
  }
  if (phrase.cap) {
    text +=
        ", at most " + to_text(phrase.cap->duration) + " after " + shape + " " + phrase.cap->event;
  }
  return text;
}

policy::Policy build(Draft const& draft) {
  policy::Policy policy;
  policy.timezone_name = "Europe/Stockholm";
  policy.timezone = TimeZone::named(policy.timezone_name);
  policy.fiscal_year_ends = draft.fiscal_year_ends;
  for (Shape const& shape : draft.shapes) {
    policy.shapes.push_back(build(shape));
  }
  for (Purpose const& purpose : draft.purposes) {
    add_purpose(policy, purpose);
  }
  return policy;
}

policy::History history(std::vector<Published> const& versions) {
  policy::History all;
  for (Published const& version : versions) {
    all.editions.push_back(
        {.number = static_cast<policy::Version>(all.editions.size() + 1),
         .published = Instant{day(version.day).time_since_epoch() + std::chrono::hours{12}},
         .policy = std::make_shared<policy::Policy>(build(version.draft))});
  }
  return all;
}

policy::History history(Draft const& draft) {
  return history({{.day = "2000-01-01", .draft = draft}});
}

RecordFacts record_of(Story const& story, policy::History const& history) {
  auto const& policy = history.of(story.version);
  RecordFacts record{.version = story.version};
  record.shape = static_cast<ShapeIndex>(index_of(policy.shapes, story.shape));
  auto const& shape = policy.shapes[record.shape];
  record.fields =
      shape.fields.size() == 64 ? ~FieldSet{0} : (FieldSet{1} << shape.fields.size()) - 1;
  for (std::size_t i = 0; i < shape.events.size(); ++i) {
    if (auto const found = story.events.find(shape.events[i].name); found != story.events.end()) {
      record.events[i] = found->second;
    }
  }
  return record;
}

SubjectFacts subject_of(Story const& story) {
  SubjectFacts facts;
  auto names = story.consented;
  names.insert(story.erased.begin(), story.erased.end());
  for (std::string const& name : names) {
    facts.purposes.push_back(
        {.purpose = name_hash(name),
         .consent = story.consented.contains(name) ? ConsentState::given : ConsentState::unknown,
         .erased = story.erased.contains(name),
         .changed = {}});
  }
  for (auto const& [event, day_of_event] : story.latest) {
    facts.latest.push_back(
        {.shape = name_hash(event.first), .event = name_hash(event.second), .day = day_of_event});
  }
  return facts;
}

Day day(std::string_view text) {
  auto const read = parse_day(text);
  require(read.has_value(), "a date in a test that is none");
  return *read;
}

}  // namespace lofte::promise::retention::drafts

// A privacy policy, read from its file: the program that Löfte runs. Language:
// docs/policy-language.md.
//
// A Policy is immutable once parsed, and may be read from any thread. Things inside refer to one
// another by index into the policy's own vectors, so that the promise can be computed without
// looking up a name. Indexes mean something within one version only; across versions, things are
// the same when their names are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"
#include "base/time_zone.hpp"

namespace lofte::promise::policy {

// Limits that let a set of purposes, fields or events be one machine word.
inline constexpr std::size_t purposes_max = 64;
inline constexpr std::size_t fields_max = 64;  // of one record shape
inline constexpr std::size_t events_max = 16;  // of one record shape
inline constexpr std::size_t shapes_max = 64;
inline constexpr std::size_t clauses_max = 1024;
inline constexpr std::size_t policy_bytes_max = 1024 * 1024;
inline constexpr int duration_count_max = 1000;

using PurposeIndex = std::uint8_t;
using ShapeIndex = std::uint8_t;
using FieldIndex = std::uint8_t;     // within its shape
using EventIndex = std::uint8_t;     // within its shape
using CategoryIndex = std::uint8_t;  // 255 at most
using ClauseIndex = std::uint16_t;   // in Policy::clauses
using HoldingIndex = std::uint16_t;  // in Policy::holdings
using FieldSet = std::uint64_t;      // bit i: field i of the shape
using PurposeSet = std::uint64_t;    // bit i: purpose i of the policy

// Where something stands in the file; line and column count from 1, in characters.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// A text in each language of the policy, by its code ("sv", "en").
class Localized {
 public:
  std::map<std::string, std::string> by_language;
  // The text in `language`, else in the policy's first language, else "".
  std::string const& in(std::string_view language, std::string_view otherwise) const;
};

struct Category {
  std::string name;
  Localized label;
  bool identifies = false;  // a subject can be looked up by it (e-mail, phone, customer number)
  Position at;
};

struct Field {
  std::string name;
  CategoryIndex category;
  Position at;
};

struct Event {
  std::string name;
  Position at;
};

// A shape of record: its fields, and the dated events of its life.
struct Shape {
  std::string name;
  Localized label;
  std::vector<Field> fields;
  std::vector<Event> events;
  Position at;
};

enum class Basis {
  consent,
  contract,
  legal_obligation,
  vital_interests,
  public_task,
  legitimate_interests
};
std::string_view name_of(Basis basis);

enum class Unit { days, months, years, calendar_years, fiscal_years };

struct Duration {
  int count = 0;
  Unit unit = Unit::days;
  bool operator==(Duration const&) const = default;
};

enum class ClauseKind {
  after,            // "N UNIT after RECORD EVENT": the record's own event
  after_latest,     // "N UNIT after latest RECORD EVENT": the subject's latest
  until_event,      // "until RECORD EVENT"
  until_withdrawn,  // "until withdrawn"
};

// One clause of a `keep` phrase, as it applies to one holding.
struct Clause {
  HoldingIndex holding;
  ClauseKind kind;
  Duration duration;  // of after and after_latest
  ShapeIndex
      event_shape;   // the shape whose event it is; the holding's own unless kind is after_latest
  EventIndex event;  // of event_shape; meaningless for until_withdrawn
};

// ", at most N UNIT after RECORD EVENT": never later than that. Counts only once the event has
// happened.
struct Cap {
  Duration duration;
  EventIndex event;  // of the holding's shape
};

// What one purpose holds of one shape of record, and for how long.
struct Holding {
  PurposeIndex purpose;
  ShapeIndex shape;
  FieldSet fields = 0;
  ClauseIndex first_clause = 0;
  std::uint16_t clause_count = 0;  // at least 1
  std::optional<Cap> cap;
  std::string phrase;  // as written
  Position at;         // of the phrase
};

struct Purpose {
  std::string name;
  Localized title;
  Localized description;
  Basis basis = Basis::contract;
  std::optional<std::string> law;      // the law that a legal obligation cites
  std::vector<CategoryIndex> data;     // every category it holds, over its shapes
  std::vector<HoldingIndex> holdings;  // one per shape
  std::vector<std::string> channels;   // "email", "sms", "phone", "post"
  std::vector<std::string>
      clauses;  // clause numbers of the shop's text that it makes true, such as "5a"
  Position at;
};

struct Cookie {
  std::string name;
  bool first_party = true;
  std::string party;  // "first", or the recipient that sets it
  PurposeIndex purpose = 0;
  std::optional<Duration> lifetime;  // nullopt: until the browser closes
  Localized description;
  Position at;
};

struct Recipient {
  std::string name;
  Localized label;
  std::vector<PurposeIndex> purposes;
  std::vector<CategoryIndex> data;
  std::string country;  // ISO 3166-1 alpha-2
  std::optional<std::string>
      safeguard;  // "adequacy", "standard_contractual_clauses", …; needed outside the EEA
  Position at;
};

struct Controller {
  std::map<std::string, std::string> details;  // name, organisation_number, address, email, phone,
                                               // phone_hours, website, authority, …
  Position at;
  std::string const& get(std::string_view key) const;  // "" when not stated
};

// A compartment of a shape: the fields that exactly the same purposes hold; sealed together.
struct Compartment {
  FieldSet fields = 0;
  PurposeSet purposes = 0;
};

class Policy {
 public:
  std::string language;                // the first language; its texts are never missing
  std::vector<std::string> languages;  // all that the policy is written in
  std::string version;                 // as the policy names it, such as "2026-1"
  std::optional<Day> dated;
  std::string timezone_name;
  std::optional<TimeZone> timezone;  // always set in a policy without errors
  std::chrono::month_day fiscal_year_ends{std::chrono::December / 31};
  std::optional<Duration> open_warning;  // warn about data without a date for longer than this

  Controller controller;
  std::vector<Category> categories;
  std::vector<Shape> shapes;
  std::vector<Purpose> purposes;
  std::vector<Holding> holdings;
  std::vector<Clause> clauses;
  std::vector<Cookie> cookies;
  std::vector<Recipient> recipients;
  std::vector<std::vector<Compartment>> compartments;  // by shape, in an order fixed by the policy
  std::map<std::string, std::string> settings;  // the shop's own terms, such as invoice_due_days
  std::vector<Localized> rights;                // rights the page states, in order

  std::optional<PurposeIndex> find_purpose(std::string_view name) const;
  std::optional<ShapeIndex> find_shape(std::string_view name) const;
  std::optional<FieldIndex> find_field(ShapeIndex shape, std::string_view name) const;
  std::optional<EventIndex> find_event(ShapeIndex shape, std::string_view name) const;
  std::optional<CategoryIndex> find_category(std::string_view name) const;
  Holding const* find_holding(PurposeIndex purpose,
                              ShapeIndex shape) const;  // nullptr: holds nothing of it
};

}  // namespace lofte::promise::policy

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
#include "promise/policy/localized.hpp"
#include "promise/policy/position.hpp"
#include "promise/policy/statements.hpp"

namespace lofte::promise::policy {

// Limits that let a set of purposes, fields or events be one machine word.
inline constexpr std::size_t purposes_max = 64;
inline constexpr std::size_t fields_max = 64;  // of one record shape
inline constexpr std::size_t events_max = 16;  // of one record shape
inline constexpr std::size_t shapes_max = 64;
inline constexpr std::size_t clauses_max = 1024;
inline constexpr std::size_t clauses_of_shape_max = 64;  // over all purposes that hold the shape
inline constexpr std::size_t latest_events_max = 64;     // different events that "latest" names
inline constexpr std::size_t categories_max = 255;
inline constexpr std::size_t name_characters_max = 64;
inline constexpr std::size_t policy_bytes_max = std::size_t{1024} * 1024;
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

struct Category {
  std::string name{};
  Localized label{};
  Localized meaning{};      // what it is, where its name doesn't say
  std::string kind{};       // the kind that the language knows ("phone"), else ""
  bool identifies = false;  // a subject can be looked up by it (e-mail, phone, customer number)
  Position at;
};

struct Field {
  std::string name{};
  CategoryIndex category{};
  Position at;
};

struct Event {
  std::string name{};
  Position at;
};

// A shape of record: its fields, and the dated events of its life.
struct Shape {
  std::string name{};
  Localized label{};
  std::vector<Field> fields{};
  std::vector<Event> events{};
  Position at;
  std::vector<std::string> names_of(FieldSet fields) const;
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

// What a purpose is for, in words that the law has something to say about.
enum class Use {
  delivery,
  payment,
  complaints,  // warranty, and the buyer's statutory right to complain
  bookkeeping,
  legal_claims,
  account,
  direct_marketing,
  partner_marketing,  // for others than the controller
  newsletter,
  messages,  // that are not marketing
  site,
  statistics,
  enquiries,
  publication,
  security,
};
std::string_view name_of(Use use);

// On what a channel rests, where a purpose says so channel by channel.
enum class ChannelGround {
  of_purpose,   // the purpose's own basis
  consent,      // asked for by itself
  soft_opt_in,  // address given at a sale, own similar goods, refusal offered each time
  opt_out,      // until the person objects
};
std::string_view name_of(ChannelGround ground);

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
  HoldingIndex holding{};
  ClauseKind kind{};
  Duration duration{};  // of after and after_latest
  // The shape whose event it is; the holding's own unless kind is after_latest.
  ShapeIndex event_shape{};
  EventIndex event{};  // of event_shape; meaningless for until_withdrawn
};

// ", at most N UNIT after RECORD EVENT": never later than that. Counts only once the event has
// happened.
struct Cap {
  Duration duration{};
  EventIndex event{};  // of the holding's shape
};

// What one purpose holds of one shape of record, and for how long.
struct Holding {
  PurposeIndex purpose{};
  ShapeIndex shape{};
  FieldSet fields = 0;
  ClauseIndex first_clause = 0;
  std::uint16_t clause_count = 0;  // at least 1
  std::optional<Cap> cap{};
  std::string phrase{};        // as written
  bool event_assumed = false;  // the phrase names no event: counted from the shape's first event
  Position at;                 // of the phrase
};

// How a read for a purpose is written to the ledger: within a second, or before it is answered.
enum class ReadLog { buffered, durable };

struct Purpose {
  std::string name{};
  Localized title{};
  Localized description{};
  Basis basis = Basis::contract;           // what is executed: the first that is stated
  std::vector<Basis> bases{};              // all that are stated
  std::vector<Use> serves{};               // what it is for
  std::optional<std::string> law{};        // the law that a legal obligation cites
  std::vector<CategoryIndex> data{};       // every category it holds, over its shapes
  std::vector<HoldingIndex> holdings{};    // one per shape
  std::vector<ShapeIndex> without_term{};  // shapes it names without saying for how long: not held
  std::vector<std::string> channels{};     // "email", "sms", "phone", "post"
  std::vector<ChannelGround> channel_grounds{};  // one per channel
  std::vector<std::string> clauses{};  // numbers in the shop's text that it makes true: "5a"
  ReadLog read_log = ReadLog::buffered;
  Position at;
};

struct Cookie {
  std::string name{};
  bool first_party = true;
  std::string party{};  // "first", or the recipient that sets it
  bool needed = false;  // for a service that the visitor expressly asked for
  PurposeIndex purpose = 0;
  std::optional<Duration> lifetime{};  // nullopt: until the browser closes
  Localized description{};
  Position at;
};

// Who takes a person's refusal of what a recipient sends.
enum class OptOutAt { controller, recipient };

struct Recipient {
  std::string name{};
  Localized label{};
  std::vector<PurposeIndex> purposes{};
  std::vector<CategoryIndex> data{};
  std::string country{};  // ISO 3166-1 alpha-2
  // "adequacy", "standard_contractual_clauses", …; needed outside the EEA
  std::optional<std::string> safeguard{};
  OptOutAt opt_out = OptOutAt::controller;
  // Where it takes notices of what has been done to the data (GDPR article 19): https, or http to
  // this machine; "": it is told by the shop's staff.
  std::string webhook{};
  Position at;
};

struct Controller {
  std::map<std::string, std::string> details{};  // name, organisation_number, address, email,
                                                 // phone, phone_hours, website, authority, …
  Position at;
  std::string const& get(std::string_view key) const;  // "" when not stated
};

// A compartment of a shape: the fields that exactly the same purposes hold; sealed together. A
// field that no purpose holds is in none, and can't be stored.
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
  std::vector<std::vector<Compartment>>
      compartments;                             // by shape, in the order of their first field
  std::map<std::string, std::string> settings;  // the shop's own terms, such as invoice_due_days
  std::vector<Localized> rights;                // rights the page states, in order
  Statements stated;

  std::optional<PurposeIndex> find_purpose(std::string_view name) const;
  std::optional<ShapeIndex> find_shape(std::string_view name) const;
  std::optional<FieldIndex> find_field(ShapeIndex shape, std::string_view name) const;
  std::optional<EventIndex> find_event(ShapeIndex shape, std::string_view name) const;
  std::optional<CategoryIndex> find_category(std::string_view name) const;
  Holding const* find_holding(PurposeIndex purpose,
                              ShapeIndex shape) const;  // nullptr: holds nothing of it
};

}  // namespace lofte::promise::policy

// What retention and the gate need to know about a record and its subject. Plain values, no
// allocation; indexes are those of the policy version that the record belongs to.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/day.hpp"
#include "base/id.hpp"
#include "promise/policy/history.hpp"
#include "promise/policy/name_hash.hpp"

namespace lofte::promise::retention {

using policy::ClauseIndex;
using policy::EventIndex;
using policy::FieldSet;
using policy::PurposeIndex;
using policy::PurposeSet;
using policy::ShapeIndex;
using policy::Version;

// The days on which a shape's events happened, by event index.
using EventDays = std::array<std::optional<Day>, policy::events_max>;

// What is true of one record.
struct RecordFacts {
  Version version = 0;  // the policy version under which the record is kept
  ShapeIndex shape = 0;
  FieldSet fields = 0;  // which fields are present
  EventDays events{};
  PurposeSet ended{};  // purposes ended for this record alone
  Version layout =
      0;  // the later version that last took a field from one of its purposes; 0: none did
  bool held = false;  // a legal hold is on it (which keeps, and never revives)
};

// A purpose, shape or event is named in a standing by a hash of its name, so that it keeps its
// meaning from one policy version to the next.
using policy::name_hash;
using policy::NameHash;

enum class ConsentState : std::uint8_t { unknown, given, withdrawn };

// What is true of a subject for one purpose.
struct PurposeStanding {
  NameHash purpose = 0;
  ConsentState consent = ConsentState::unknown;
  bool objected = false;
  bool erased =
      false;        // ended by an erasure; data collected later starts anew with `erased` cleared
  Instant changed;  // when the last of these changed
};

// What a subject has answered about being reached for a purpose through one channel ("email",
// "sms", "phone", "post"). No answer: as the policy's ground for the channel says.
struct ChannelAnswer {
  NameHash purpose = 0;
  NameHash channel = 0;
  enum class Answer : std::uint8_t { refused, agreed } answer = Answer::refused;
  Instant given;
  bool operator==(ChannelAnswer const&) const = default;
};

// The latest day on which an event happened to any of the subject's records of a shape, lapsed ones
// included.
struct LatestEvent {
  NameHash shape = 0;
  NameHash event = 0;
  Day day;
};

// What is true of a subject.
struct SubjectFacts {
  bool restricted = false;                    // article 18: storage only
  std::optional<Instant> restricted_since{};  // when it was noted; nullopt: it was not, or is over
  std::vector<PurposeStanding> purposes;
  std::vector<LatestEvent> latest;
  std::vector<ChannelAnswer> channels{};  // the last answer for each; they end no purpose
};

// A subject's facts in terms of one policy version: what the gate and the calendar compute with.
struct SubjectView {
  bool restricted = false;
  PurposeSet ended = 0;                         // objected, withdrawn, erased
  PurposeSet consented = 0;                     // consent given and not withdrawn
  std::array<std::optional<Day>, 64> latest{};  // by slot of Rules::latest_slot
};

}  // namespace lofte::promise::retention

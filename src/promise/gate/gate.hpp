// The gate decides whether this actor may open these fields of this subject for this purpose now,
// and makes the permit that proves it. Nothing else makes permits, and custody opens nothing
// without one.
#pragma once

#include <expected>
#include <limits>
#include <span>
#include <string_view>

#include "base/id.hpp"
#include "promise/retention/rules.hpp"

namespace lofte::promise::gate {

using policy::FieldSet;
using policy::PurposeIndex;
using policy::PurposeSet;
using policy::Version;

// Who asks: an API key, a member of staff, the subject, or upkeep itself.
struct Actor {
  std::uint32_t id = 0;  // stable; names no person
  // The purposes the actor is bound to, by name hash; sorted.
  std::span<retention::NameHash const> purposes;
  bool all_purposes = false;
  // Writes down what the person asks for of their rights, or what is said to it: what is collected
  // so is no use of what they have had restricted (GDPR article 18(2): at their own word).
  bool on_their_right = false;
};

// The person, through the shop's pages: who has signed in acts on what is their own.
inline Actor const the_person{.id = 0, .purposes = {}, .all_purposes = true};
// The same, where what they do is their right even while the use of their data is restricted.
inline Actor const the_person_by_right{
    .id = 0, .purposes = {}, .all_purposes = true, .on_their_right = true};
// The server, of its own accord: what the policy promises that is done without anybody asking.
inline Actor const the_shop{.id = 0xffffffff, .purposes = {}, .all_purposes = true};
// A page that shows anybody what people have sent in for that; bound to the purpose it shows.
inline constexpr std::uint32_t public_page_id = 0xfffffffe;

enum class Reason : std::uint8_t {
  purpose_unknown,         // the policy version that the record belongs to has no such purpose
  purpose_not_the_actors,  // the actor is not bound to the purpose
  field_not_held,          // the purpose does not hold one of the fields
  restricted,              // article 18: storage only
  no_consent,              // the purpose rests on consent, and there is none
  ended,                   // objected, withdrawn or erased
  lapsed,                  // the term is over
  not_restored,            // held, but after a loss no backup had it; the vault finds out
};
// Stable: "denied.lapsed".
std::string_view code_of(Reason reason);

struct Request {
  Actor const& actor;
  PurposeIndex purpose;  // of the record's policy version
  FieldSet fields;       // of the record's shape
  Day today;             // in the policy's time zone
};

// The purpose of a permit that is for none in particular.
inline constexpr PurposeIndex no_purpose = std::numeric_limits<PurposeIndex>::max();

class Permit {
 public:
  FieldSet fields() const { return fields_; }
  PurposeIndex purpose() const { return purpose_; }
  Version version() const { return version_; }
  std::uint32_t actor() const { return actor_; }

 private:
  friend class Gate;
  Permit(std::uint32_t actor, Version version, PurposeIndex purpose, FieldSet fields)
      : fields_(fields), actor_(actor), version_(version), purpose_(purpose) {}
  FieldSet fields_;
  std::uint32_t actor_;
  Version version_;
  PurposeIndex purpose_;
};

// A permit, or the first reason against one.
using Decision = std::expected<Permit, Reason>;

// Any thread. Borrows the rules, which must outlive it.
class Gate {
 public:
  explicit Gate(retention::Rules const& rules) : rules_(&rules) {}

  // No allocation, no I/O. The reasons are tried in the order in which Reason lists them. A record
  // under a legal hold may be opened for the purpose `legal_claims`, if the policy has it, in
  // whatever fields are still there, its consents and terms aside.
  Decision decide(Request const& request, retention::RecordFacts const& record,
                  retention::SubjectView const& subject) const;

  // Whether new fields may be collected for the record: each field must be held by a purpose of the
  // actor's that has not ended and has not lapsed today. The permit is to write those fields, for
  // no purpose in particular.
  Decision decide_collection(Actor const& actor, FieldSet fields,
                             retention::RecordFacts const& record,
                             retention::SubjectView const& subject, Day today) const;

  // Upkeep's own permit: re-sealing what is still held, never showing it to anyone.
  Permit for_upkeep(retention::RecordFacts const& record) const;

  // What the subject works with (their account, their requests): every field that any purpose still
  // holds.
  Permit in_use(retention::RecordFacts const& record, retention::SubjectView const& subject,
                Day today) const;

  // The subject's own access (article 15): all that is kept. A dispute (article 17(3)(e)) and a
  // restriction (18) keep what there was when they began, also when no purpose holds it any more.
  Permit for_access(retention::RecordFacts const& record, retention::SubjectView const& subject,
                    Day today) const;

 private:
  // What speaks against the purpose, apart from who asks and for which fields.
  std::optional<Reason> against(retention::RecordFacts const& record,
                                retention::SubjectView const& subject, PurposeIndex purpose,
                                Day today) const;
  retention::Rules const* rules_;
};

}  // namespace lofte::promise::gate

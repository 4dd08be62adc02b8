// What people ask the shop, and complain about: each enquiry is a record of the sender's own, of
// the shape `enquiry`, held for the purpose that the policy states for it, and so gone when that is
// over.
//
//   [record.enquiry]
//   fields = { name, email, phone, message, kind, attachments, answer }
//   events = ["received", "answered", "closed"]
//
// Fields that no purpose holds are not taken in; without `message` and `received` there are no
// enquiries. The shop answers by writing `answer` and adding the event `answered`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "custody/vault/vault.hpp"
#include "shop/enquiries/attachments.hpp"

namespace lofte::shop::enquiries {

inline constexpr std::string_view enquiry_shape = "enquiry";
inline constexpr std::string_view answered_event = "answered";

// What the policy in force keeps of an enquiry.
struct Kept {
  bool enquiries = false;
  bool phone = false;
  bool kind = false;
  bool attachments = false;
};
Kept what_is_kept(promise::policy::Policy const& policy);

enum class Kind { question, complaint };
std::string_view name_of(Kind kind);                    // as the field `kind` has it
std::optional<Kind> parse_kind(std::string_view name);  // nullopt: neither

// An enquiry as it is held: personal, all of it.
struct Enquiry {
  RecordId record;
  enum class State {
    received,
    answered,
    closed  // no more is taken in
  } state = State::received;
  Day received;
  std::optional<Day> answered;
  std::optional<Day> closed;
  std::optional<Kind> kind;  // nullopt when none is held
  std::string name;
  std::string email;
  std::string message;
  std::string answer;  // "" before there is one
  std::vector<Attachment> attachments;
};

// Newest first; none when there is no such person.
std::vector<Enquiry> enquiries_of(custody::vault::Vault const& vault, SubjectId const& subject);
// Nullopt when it is held no longer, or never was.
std::optional<Enquiry> find_enquiry(custody::vault::Vault const& vault, SubjectId const& subject,
                                    RecordId const& record);

}  // namespace lofte::shop::enquiries

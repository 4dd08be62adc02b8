// Sending an enquiry in. Who sends it need not be known, nor prove who they are: it becomes a
// record of whoever the e-mail address finds, and is shown to those who have its link.
#pragma once

#include <optional>
#include <string>

#include "shop/enquiries/enquiries.hpp"

namespace lofte::shop::enquiries {

struct NewEnquiry {
  // Drawn by the page that the form is on, so that a form that is sent twice is one enquiry.
  Uuid submission;
  std::string name;
  std::string email;  // an address
  std::string phone;  // may be empty
  std::string message;
  Kind kind = Kind::question;
  std::vector<Attachment> attachments;
};

struct Submitted {
  SubjectId subject;
  RecordId record;
  enum class Outcome { added, existed } outcome = Outcome::added;
};

// `sender`: who has signed in; nullopt: the person of the address, who is new when nobody is known
// by it. Someone of whom nothing more may be collected, as after article 18, is written to as a new
// person: to restrict use is not to be unheard. Throws Failure (refused, "enquiries.none") when the
// policy keeps none.
Submitted submit(custody::vault::Vault& vault, std::optional<SubjectId> const& sender,
                 NewEnquiry const& enquiry);

}  // namespace lofte::shop::enquiries

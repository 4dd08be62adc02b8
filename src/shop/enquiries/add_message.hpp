// Writing more in an enquiry that is not closed: below what was written, under the day.
#pragma once

#include "shop/enquiries/enquiries.hpp"

namespace lofte::shop::enquiries {

struct More {
  std::string message;                    // may be empty when there are attachments
  std::vector<Attachment> attachments{};  // added to those that are there
};

// Throws Failure: conflict ("enquiry.closed"), too_large ("enquiry.too_large": more files or bytes
// than an enquiry has), and what Vault::replace_fields does. The same that was sent last changes
// nothing: a form that is sent twice.
void add_message(custody::vault::Vault& vault, SubjectId const& subject, Enquiry const& enquiry,
                 More const& more);

// In bytes; of all that is written in an enquiry.
inline constexpr std::size_t message_bytes_max = 200'000;

}  // namespace lofte::shop::enquiries

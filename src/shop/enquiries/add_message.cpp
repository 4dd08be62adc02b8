#include "shop/enquiries/add_message.hpp"

#include <numeric>

#include "base/failure.hpp"
#include "shop/enquiries/fields.hpp"

namespace lofte::shop::enquiries {

using promise::gate::the_person;

namespace {

void expect_fits(std::string const& message, std::vector<Attachment> const& attachments) {
  std::size_t const bytes = std::accumulate(
      attachments.begin(), attachments.end(), std::size_t{0},
      [](std::size_t sum, Attachment const& attachment) { return sum + attachment.bytes.size(); });
  if (message.size() > message_bytes_max || attachments.size() > files_max ||
      bytes > files_bytes_max) {
    throw Failure(FailureKind::too_large,
                  {.code = "enquiry.too_large",
                   .message = "an enquiry has no room for so much",
                   .remedy = "send a new enquiry, or fewer and smaller files"});
  }
}

bool has_already(std::vector<Attachment> const& attachments, Attachment const& file) {
  return std::ranges::any_of(attachments, [&](Attachment const& known) {
    return known.name == file.name && known.bytes == file.bytes;
  });
}

}  // namespace

void add_message(custody::vault::Vault& vault, SubjectId const& subject, Enquiry const& enquiry,
                 More const& more) {
  if (enquiry.state == Enquiry::State::closed) {
    throw Failure(
        FailureKind::conflict,
        {.code = "enquiry.closed", .message = "the enquiry is closed", .remedy = "send a new one"});
  }
  std::vector<std::pair<std::string, std::optional<PersonalText>>> changes;
  std::string message = enquiry.message;
  std::string const added = "\n\n" + to_string(vault.today()) + "\n" + more.message;
  if (!more.message.empty() && !message.ends_with(added)) {
    message += added;
    changes.emplace_back(message_field, PersonalText(message));
  }
  auto attachments = enquiry.attachments;
  for (Attachment const& file : more.attachments) {
    if (!has_already(attachments, file)) {
      attachments.push_back(file);
    }
  }
  expect_fits(message, attachments);
  if (attachments.size() > enquiry.attachments.size()) {
    changes.emplace_back(attachments_field, PersonalText(encode(attachments)));
  }
  if (!changes.empty()) {
    vault.replace_fields(the_person, subject, enquiry.record, changes);
  }
}

}  // namespace lofte::shop::enquiries

#include "shop/enquiries/submit.hpp"

#include "base/failure.hpp"
#include "shop/customers/customers.hpp"
#include "shop/customers/held_fields.hpp"
#include "shop/enquiries/fields.hpp"

namespace lofte::shop::enquiries {

using custody::vault::Added;
using custody::vault::Claim;
using custody::vault::NewRecord;
using custody::vault::Vault;
using promise::gate::the_person;

namespace {

// Nothing that the shop's other systems call an enquiry begins so.
std::string reference_of(Uuid const& submission) {
  return "contact:" + to_string(submission);
}

NewRecord record_of(NewEnquiry const& enquiry, promise::policy::Policy const& policy, Day today) {
  NewRecord record{.shape = std::string(enquiry_shape),
                   .reference = reference_of(enquiry.submission),
                   .fields = {},
                   .events = {}};
  auto const put = [&](std::string_view name, std::string value) {
    if (!value.empty() && customers::is_held(policy, enquiry_shape, name)) {
      record.fields.emplace_back(name, PersonalText(std::move(value)));
    }
  };
  put(name_field, enquiry.name);
  put(email_field, enquiry.email);
  put(phone_field, enquiry.phone);
  put(message_field, enquiry.message);
  put(kind_field, std::string(name_of(enquiry.kind)));
  put(attachments_field, encode(enquiry.attachments));
  record.events.emplace_back(std::string(received_event), today);
  return record;
}

Submitted admit(Vault& vault, Claim const& claim, NewRecord const& record) {
  auto const admitted = vault.admit(the_person, claim, {record}, {});
  Added const& added = admitted.records.front();
  return {.subject = admitted.subject,
          .record = added.record,
          .outcome = added.outcome == Added::Outcome::existed ? Submitted::Outcome::existed
                                                              : Submitted::Outcome::added};
}

}  // namespace

Submitted submit(Vault& vault, std::optional<SubjectId> const& sender, NewEnquiry const& enquiry) {
  auto const rules = vault.in_force().shown;
  auto const& policy = *rules->history().current().policy;
  if (!what_is_kept(policy).enquiries) {
    throw Failure(FailureKind::refused,
                  {.code = "enquiries.none",
                   .message = "the policy keeps no enquiries",
                   .remedy = "state a record enquiry with the fields email and message and the "
                             "event received, and a purpose that holds them"});
  }
  NewRecord const record = record_of(enquiry, policy, vault.today());
  Claim claim = sender && vault.has_subject(*sender)
                    ? Claim{.subject = *sender, .references = {}}
                    : vault.claim(customers::reference_of(enquiry.email));
  try {
    return admit(vault, claim, record);
  } catch (Failure const& failure) {
    if (failure.kind() != FailureKind::refused) {
      throw;
    }
    return admit(vault, vault.claim(record.reference), record);
  }
}

}  // namespace lofte::shop::enquiries

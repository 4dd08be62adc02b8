#include "shop/enquiries/enquiries.hpp"

#include <algorithm>
#include <array>

#include "shop/customers/held_fields.hpp"
#include "shop/enquiries/fields.hpp"

namespace lofte::shop::enquiries {

using custody::vault::Accessed;

namespace {

constexpr std::array kinds{std::pair{Kind::question, std::string_view("question")},
                           std::pair{Kind::complaint, std::string_view("complaint")}};

void take_events(Enquiry& enquiry, Accessed const& record) {
  enquiry.received = record.summary.collected;
  for (auto const& [event, day] : record.summary.events) {
    if (event == received_event) {
      enquiry.received = day;
    } else if (event == answered_event) {
      enquiry.answered = day;
    } else if (event == closed_event) {
      enquiry.closed = day;
    }
  }
  enquiry.state = enquiry.closed     ? Enquiry::State::closed
                  : enquiry.answered ? Enquiry::State::answered
                                     : Enquiry::State::received;
}

Enquiry enquiry_of(Accessed const& record) {
  Enquiry enquiry;
  enquiry.record = record.summary.record;
  for (auto const& field : record.fields) {
    std::string const& value = field.value.reveal(record.permit);
    if (field.name == name_field) {
      enquiry.name = value;
    } else if (field.name == email_field) {
      enquiry.email = value;
    } else if (field.name == message_field) {
      enquiry.message = value;
    } else if (field.name == kind_field) {
      enquiry.kind = parse_kind(value);
    } else if (field.name == attachments_field) {
      enquiry.attachments = decode_attachments(value);
    } else if (field.name == answer_field) {
      enquiry.answer = value;
    }
  }
  take_events(enquiry, record);
  return enquiry;
}

}  // namespace

Kept what_is_kept(promise::policy::Policy const& policy) {
  auto const held = [&](std::string_view field) {
    return customers::is_held(policy, enquiry_shape, field);
  };
  auto const shape = policy.find_shape(enquiry_shape);
  bool const received =
      shape && std::ranges::any_of(policy.shapes[*shape].events,
                                   [](auto const& event) { return event.name == received_event; });
  return {.enquiries = received && held(message_field) && held(email_field),
          .phone = held(phone_field),
          .kind = held(kind_field),
          .attachments = held(attachments_field)};
}

std::string_view name_of(Kind kind) {
  return std::ranges::find(kinds, kind, [](auto const& pair) { return pair.first; })->second;
}

std::optional<Kind> parse_kind(std::string_view name) {
  auto const* const found =
      std::ranges::find(kinds, name, [](auto const& pair) { return pair.second; });
  return found == kinds.end() ? std::nullopt : std::optional(found->first);
}

std::vector<Enquiry> enquiries_of(custody::vault::Vault const& vault, SubjectId const& subject) {
  std::vector<Enquiry> enquiries;
  if (!vault.has_subject(subject)) {
    return enquiries;
  }
  for (Accessed const& record : vault.in_use(subject, enquiry_shape)) {
    enquiries.push_back(enquiry_of(record));
  }
  std::ranges::sort(enquiries, std::ranges::greater{}, [](Enquiry const& enquiry) {
    return std::pair(enquiry.received, enquiry.record);
  });
  return enquiries;
}

std::optional<Enquiry> find_enquiry(custody::vault::Vault const& vault, SubjectId const& subject,
                                    RecordId const& record) {
  auto enquiries = enquiries_of(vault, subject);
  auto const found = std::ranges::find(enquiries, record, &Enquiry::record);
  return found == enquiries.end() ? std::nullopt : std::optional(std::move(*found));
}

}  // namespace lofte::shop::enquiries

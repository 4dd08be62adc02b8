#include "shop/enquiries/case_link.hpp"

namespace lofte::shop::enquiries {

namespace {

constexpr custody::tickets::Kind link_kind = "case";

}  // namespace

std::string issue_case_link(custody::tickets::Tickets& tickets, Clock const& clock,
                            Case const& enquiry) {
  Writer writer;
  writer.uuid(enquiry.subject.value).uuid(enquiry.record.value);
  return tickets.issue(link_kind, clock.now() + case_link_hours_max, writer.view());
}

std::optional<Case> case_of_link(custody::tickets::Tickets const& tickets, std::string_view token) {
  auto const content = tickets.show(link_kind, token);
  if (!content) {
    return std::nullopt;
  }
  Reader reader(*content);
  SubjectId const subject{reader.uuid()};
  return Case{.subject = subject, .record = RecordId{reader.uuid()}};
}

}  // namespace lofte::shop::enquiries

#include "shop/publications/publication_link.hpp"

namespace lofte::shop::publications {

namespace {

constexpr custody::tickets::Kind link_kind = "publication";

}  // namespace

std::string issue_publication_link(custody::tickets::Tickets& tickets, Instant void_after,
                                   Place const& place) {
  Writer writer;
  writer.uuid(place.subject.value).uuid(place.record.value);
  return tickets.issue(link_kind, void_after, writer.view());
}

std::optional<Place> place_of_link(custody::tickets::Tickets const& tickets,
                                   std::string_view token) {
  auto const content = tickets.show(link_kind, token);
  if (!content) {
    return std::nullopt;
  }
  Reader reader(*content);
  SubjectId const subject{reader.uuid()};
  return Place{.subject = subject, .record = RecordId{reader.uuid()}};
}

}  // namespace lofte::shop::publications

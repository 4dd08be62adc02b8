#include "shop/publications/publications.hpp"

#include <algorithm>

#include "shop/publications/fields.hpp"

namespace lofte::shop::publications {

using custody::vault::Accessed;
using promise::policy::Policy;

namespace {

void take_events(Publication& publication, Accessed const& record) {
  publication.submitted = record.summary.collected;
  for (auto const& [event, day] : record.summary.events) {
    if (event == submitted_event) {
      publication.submitted = day;
    } else if (event == published_event) {
      publication.published = day;
    } else if (event == withdrawn_event) {
      publication.state = Publication::State::withdrawn;
    }
  }
  if (publication.text.empty()) {
    publication.state = Publication::State::withdrawn;
  }
  if (publication.state != Publication::State::withdrawn && publication.published) {
    publication.state = Publication::State::published;
  }
}

Publication publication_of(Accessed const& record) {
  Publication publication;
  publication.record = record.summary.record;
  for (auto const& field : record.fields) {
    std::string const& value = field.value.reveal(record.permit);
    if (field.name == name_field) {
      publication.name = value;
    } else if (field.name == email_field) {
      publication.email = value;
    } else if (field.name == about_field) {
      publication.about = value;
    } else if (field.name == text_field) {
      publication.text = value;
    } else if (field.name == licence_field) {
      publication.licence = value;
    }
  }
  if (!record.summary.holds.empty()) {
    publication.until = record.summary.holds.front().until;
  }
  take_events(publication, record);
  return publication;
}

}  // namespace

std::optional<Kept> what_is_kept(Policy const& policy, std::string_view language) {
  auto const terms = promise::policy::publication_terms(policy);
  if (!terms) {
    return std::nullopt;
  }
  auto const holds = [&](std::string_view name) {
    auto const field = policy.find_field(terms->shape, name);
    return field && (terms->fields >> *field & 1) != 0;
  };
  return Kept{.purpose = policy.purposes[terms->purpose].name,
              .licence = terms->act->text.in(language, policy.language),
              .name = holds(name_field),
              .about = holds(about_field),
              .email = holds(email_field)};
}

Failure keeps_none() {
  return {FailureKind::not_found,
          {.code = "publications.none",
           .message = "the policy has nothing that can be sent in for publication",
           .remedy = "state a record publication with the field text and the event submitted, a "
                     "purpose on consent that serves publication and holds it, and the terms as "
                     "the text of its act of consent"}};
}

std::vector<Publication> publications_of(custody::vault::Vault const& vault,
                                         SubjectId const& subject) {
  std::vector<Publication> publications;
  if (!vault.has_subject(subject)) {
    return publications;
  }
  for (Accessed const& record : vault.in_use(subject, publication_shape)) {
    publications.push_back(publication_of(record));
  }
  std::ranges::sort(publications, std::ranges::greater{}, [](Publication const& publication) {
    return std::pair(publication.submitted, publication.record);
  });
  return publications;
}

std::optional<Publication> find_publication(custody::vault::Vault const& vault,
                                            SubjectId const& subject, RecordId const& record) {
  auto publications = publications_of(vault, subject);
  auto const found = std::ranges::find(publications, record, &Publication::record);
  return found == publications.end() ? std::nullopt : std::optional(std::move(*found));
}

}  // namespace lofte::shop::publications

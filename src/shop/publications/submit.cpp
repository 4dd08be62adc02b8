#include "shop/publications/submit.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "shop/customers/customers.hpp"
#include "shop/publications/fields.hpp"

namespace lofte::shop::publications {

using custody::vault::Added;
using custody::vault::NewRecord;
using custody::vault::Vault;
using promise::gate::the_person;
using promise::policy::Policy;

namespace {

constexpr custody::tickets::Kind link_kind = "publication confirmation";

// Nothing that the shop's other systems call a contribution begins so.
std::string reference_of(Uuid const& submission) {
  return "sent in:" + to_string(submission);
}

Bytes encode(NewPublication const& publication) {
  return Writer{}
      .uuid(publication.submission)
      .text(publication.name)
      .text(publication.email)
      .text(publication.about)
      .text(publication.text)
      .text(publication.licence)
      .take();
}

NewPublication decode(BytesView bytes) {
  Reader reader(bytes);
  NewPublication publication;
  publication.submission = reader.uuid();
  publication.name = reader.text();
  publication.email = reader.text();
  publication.about = reader.text();
  publication.text = reader.text();
  publication.licence = reader.text();
  return publication;
}

// What the link confirms; nullopt, too, where the policy has no publications any more.
std::optional<Bytes> shown_by(Ground const& ground, std::string_view token) {
  auto const rules = ground.vault.in_force().shown;
  return promise::policy::publication_terms(*rules->history().current().policy)
             ? ground.tickets.show(link_kind, token)
             : std::nullopt;
}

promise::policy::PublicationTerms expect_terms(Policy const& policy) {
  auto const terms = promise::policy::publication_terms(policy);
  if (!terms) {
    throw keeps_none();
  }
  return *terms;
}

void expect_not_paused(Vault const& vault, SubjectId const& sender) {
  if (vault.standing(sender).restricted_since) {
    throw Failure(FailureKind::refused,
                  {.code = "publication.paused",
                   .message = "the person's data may be stored, and not be used",
                   .remedy = "end the pause first"});
  }
}

NewRecord record_of(NewPublication const& publication, Policy const& policy,
                    promise::policy::PublicationTerms const& terms, Day today) {
  NewRecord record{.shape = std::string(publication_shape),
                   .reference = reference_of(publication.submission),
                   .fields = {},
                   .events = {{std::string(submitted_event), today}}};
  auto const put = [&](std::string_view name, std::string const& value) {
    auto const field = policy.find_field(terms.shape, name);
    if (!value.empty() && field && (terms.fields >> *field & 1) != 0) {
      record.fields.emplace_back(name, PersonalText(value));
    }
  };
  put(name_field, publication.name);
  put(email_field, publication.email);
  put(about_field, publication.about);
  put(text_field, publication.text);
  put(licence_field, publication.licence);
  return record;
}

}  // namespace

Submitted submit(Vault& vault, SubjectId const& sender, NewPublication const& publication) {
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  auto const terms = expect_terms(policy);
  expect_not_paused(vault, sender);
  // Before the record: without consent the purpose holds nothing.
  auto receipt = vault.give_consent(sender, policy.purposes[terms.purpose].name);
  Added const added = vault.add_record(the_person, sender,
                                       record_of(publication, policy, terms, vault.today()), {});
  bool const is_new = added.outcome != Added::Outcome::existed;
  return {.subject = sender,
          .record = added.record,
          .outcome = is_new ? Submitted::Outcome::added : Submitted::Outcome::existed,
          .receipt = is_new ? std::optional(std::move(receipt)) : std::nullopt};
}

std::string begin_submission(Ground const& ground, NewPublication const& publication) {
  auto const rules = ground.vault.in_force().shown;
  expect_terms(*rules->history().current().policy);
  return ground.tickets.issue(link_kind, ground.vault.ground().clock.now() + confirmation_hours_max,
                              encode(publication));
}

bool is_confirmation_link(Ground const& ground, std::string_view token) {
  return shown_by(ground, token).has_value();
}

std::optional<Confirmed> confirm_submission(Ground const& ground, std::string_view token) {
  auto const typed = shown_by(ground, token);
  if (!typed) {
    return std::nullopt;
  }
  NewPublication const publication = decode(*typed);
  SubjectId const sender = ground.vault
                               .create_subject(customers::reference_of(publication.email),
                                               custody::store::Durability::deferred)
                               .subject;
  Submitted submitted = submit(ground.vault, sender, publication);
  // Last: after a crash the same link does the same again.
  ground.tickets.redeem(link_kind, token);
  return Confirmed{.submitted = std::move(submitted), .email = publication.email};
}

}  // namespace lofte::shop::publications

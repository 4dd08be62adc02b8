#include "shop/notices/new_version.hpp"

#include <algorithm>

#include "custody/upkeep/state.hpp"
#include "custody/upkeep/sweep.hpp"
#include "promise/gate/gate.hpp"
#include "shop/customers/customers.hpp"

namespace lofte::shop::notices {

using custody::upkeep::State;
using custody::vault::Vault;
using promise::policy::Policy;
using promise::policy::Purpose;
using promise::policy::Use;
using promise::policy::Version;

namespace {

constexpr std::string_view email_channel = "email";

bool promises_letters(Policy const& policy) {
  auto const& changes = policy.stated.changes;
  return changes && std::ranges::find(changes->channels, email_channel) != changes->channels.end();
}

// Every purpose for messages that are no advertising, by e-mail.
std::vector<std::string> purposes_of_messages(Policy const& policy) {
  std::vector<std::string> names;
  for (Purpose const& purpose : policy.purposes) {
    if (std::ranges::find(purpose.serves, Use::messages) != purpose.serves.end() &&
        std::ranges::find(purpose.channels, email_channel) != purpose.channels.end()) {
      names.push_back(purpose.name);
    }
  }
  return names;
}

bool has_email(custody::vault::RecordSummary::Hold const& hold) {
  return std::ranges::find(hold.fields, customers::email_field) != hold.fields.end();
}

// Where the purposes reach the person by what was collected before `published`; nullopt when they
// do not.
std::optional<Addressee> addressee_of(Vault const& vault, SubjectId const& subject,
                                      std::vector<std::string> const& purposes, Day published) {
  std::string const field(customers::email_field);
  for (auto const& record : vault.summary(subject)) {
    for (auto const& hold : record.holds) {
      if (record.collected > published || !has_email(hold) ||
          std::ranges::find(purposes, hold.purpose) == purposes.end()) {
        continue;
      }
      auto const read = vault.read(promise::gate::the_shop, subject, record.record, hold.purpose,
                                   std::span(&field, 1));
      if (read && !read->fields.empty()) {
        return Addressee{.subject = subject,
                         .email = read->fields.front().value.reveal(read->permit),
                         .purpose = hold.purpose};
      }
    }
  }
  return std::nullopt;
}

void note_told(Vault& vault, SubjectId const& subject, Version version) {
  vault.act(subject, custody::store::Durability::deferred,
            [&](custody::vault::SubjectSession& session) {
              auto statement = session.statement("told_of_version");
              session.note(statement.say("version", std::uint64_t{version}));
              return true;
            });
}

// Unless another version has been published meanwhile: its notice begins at the beginning.
// Deferred, and durable with the next letter: a crash may have one person told twice.
void note_progress(Vault& vault, Version version, std::optional<State::Notice> const& notice) {
  auto const transaction = vault.ground().store.begin(custody::store::system_bucket);
  auto const stored = State::notice(*transaction);
  if (stored && stored->version == version) {
    State::set_notice(*transaction, notice);
    transaction->commit(custody::store::Durability::deferred);
  }
}

}  // namespace

std::size_t tell_of_new_version(Vault& vault,
                                std::function<void(Version, Addressee const&)> const& tell) {
  auto const notice = State(vault.ground().store).notice();
  auto const rules = vault.in_force().shown;
  auto const& edition = rules->history().current();
  if (!notice || notice->version != edition.number) {
    return 0;
  }
  auto const purposes = purposes_of_messages(*edition.policy);
  Day const published = edition.policy->timezone->day_of(edition.published);
  bool const to_tell = promises_letters(*edition.policy) && !purposes.empty();
  Version const version = notice->version;
  std::size_t told = 0;
  for (Bucket bucket = notice->bucket; to_tell && bucket < bucket_count; ++bucket) {
    for (auto const& subject : custody::upkeep::facts_of_bucket(vault, bucket)) {
      if (bucket == notice->bucket && notice->last && subject.id.value <= notice->last->value) {
        continue;
      }
      if (auto const addressee = addressee_of(vault, subject.id, purposes, published)) {
        tell(version, *addressee);
        note_told(vault, subject.id, version);
        note_progress(vault, version,
                      State::Notice{.version = version, .bucket = bucket, .last = subject.id});
        ++told;
      }
    }
  }
  note_progress(vault, version, std::nullopt);
  return told;
}

}  // namespace lofte::shop::notices

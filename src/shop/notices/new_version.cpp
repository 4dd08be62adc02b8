#include "shop/notices/new_version.hpp"

#include <algorithm>

#include "custody/upkeep/state.hpp"
#include "shop/mailings/round.hpp"

namespace lofte::shop::notices {

using custody::upkeep::State;
using custody::vault::Vault;
using mailings::email_channel;
using promise::policy::Policy;
using promise::policy::Purpose;
using promise::policy::Use;
using promise::policy::Version;

namespace {

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

// Where the purposes reach the person by what was collected before `published`; nullopt when they
// do not.
std::optional<mailings::Addressee> addressee_of(Vault const& vault, SubjectId const& subject,
                                                std::vector<std::string> const& purposes,
                                                Day published) {
  auto held = mailings::addresses_held(vault, subject, purposes);
  std::erase_if(held, [&](auto const& one) { return one.collected > published; });
  return mailings::read_address(vault, subject, held);
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

std::size_t tell_of_new_version(
    Vault& vault, std::function<void(Version, mailings::Addressee const&)> const& tell) {
  auto const notice = State(vault.ground().store).notice();
  auto const rules = vault.in_force().shown;
  auto const& edition = rules->history().current();
  if (!notice || notice->version != edition.number) {
    return 0;
  }
  auto const purposes = purposes_of_messages(*edition.policy);
  Day const published = edition.policy->timezone->day_of(edition.published);
  bool const to_tell = promises_letters(*edition.policy) && !purposes.empty();
  std::size_t told = 0;
  mailings::Round round(vault, {.bucket = notice->bucket, .last = notice->last});
  while (auto const subject = to_tell ? round.next() : std::nullopt) {
    if (auto const addressee = addressee_of(vault, *subject, purposes, published)) {
      tell(notice->version, *addressee);
      note_told(vault, *subject, notice->version);
      note_progress(vault, notice->version,
                    State::Notice{.version = notice->version,
                                  .bucket = round.place().bucket,
                                  .last = round.place().last});
      ++told;
    }
  }
  note_progress(vault, notice->version, std::nullopt);
  return told;
}

}  // namespace lofte::shop::notices

#include "edge/cli/served_mail.hpp"

#include "edge/cli/mail_file.hpp"

namespace lofte::edge::cli {

using custody::folder::DataFolder;
using custody::vault::SubjectSession;
using mail::Outcome;

namespace {

// A letter that did not arrive is a fact about whom it was for; that it left is the act's own
// entry.
void note_bounce(DataFolder& folder, Outcome const& outcome) {
  bool const is_bounce =
      outcome.kind == Outcome::Kind::refused || outcome.kind == Outcome::Kind::given_up;
  if (!is_bounce || !outcome.about) {
    return;
  }
  folder.vault().act(outcome.about->subject, custody::store::Durability::synced,
                     [&](SubjectSession& session) {
                       auto statement = session.statement("mail_bounced");
                       statement.say("about", outcome.about->act)
                           .say("code", static_cast<std::uint64_t>(outcome.code))
                           .say("attempts", std::uint64_t{outcome.attempts});
                       session.note(statement);
                       return true;
                     });
}

}  // namespace

std::unique_ptr<mail::OutgoingMail> serve_mail(std::filesystem::path const& settings_file,
                                               DataFolder& folder) {
  if (settings_file.empty()) {
    return nullptr;
  }
  return std::make_unique<mail::OutgoingMail>(
      read_mail_settings(settings_file),
      mail::OutgoingMail::Ground{
          .store = folder.store(), .ring = folder.vault().ground().ring, .clock = folder.clock()},
      mail::Questions{.may_send = {},
                      .told = [&folder](Outcome const& outcome) { note_bounce(folder, outcome); }});
}

}  // namespace lofte::edge::cli

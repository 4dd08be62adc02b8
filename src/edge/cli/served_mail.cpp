#include "edge/cli/served_mail.hpp"

#include "edge/cli/mail_file.hpp"
#include "shop/mailings/may_mail.hpp"

namespace lofte::edge::cli {

using custody::folder::DataFolder;
using custody::suppression::Suppressions;
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

// Whether a letter for a purpose may still go to whom it was written to.
class StillWanted {
 public:
  explicit StillWanted(custody::vault::Vault const& vault)
      : vault_(&vault),
        suppressions_(std::make_shared<Suppressions>(vault.ground().ring, vault.ground().store)) {}

  bool operator()(mail::Letter const& letter) const {
    if (!letter.about || letter.about->purpose.empty()) {
      return true;
    }
    return shop::mailings::may_mail(*vault_, *suppressions_,
                                    {.subject = letter.about->subject,
                                     .address = letter.to_address,
                                     .purpose = letter.about->purpose,
                                     .channel = "email"}) == shop::mailings::MayMail::yes;
  }

 private:
  custody::vault::Vault const* vault_;
  std::shared_ptr<Suppressions const> suppressions_;
};

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
      mail::Questions{.may_send = StillWanted(folder.vault()),
                      .told = [&folder](Outcome const& outcome) { note_bounce(folder, outcome); }});
}

}  // namespace lofte::edge::cli

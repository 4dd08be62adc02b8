#include "shop/mailings/send_mailings.hpp"

#include <ranges>

#include "base/failure.hpp"
#include "shop/mailings/may_mail.hpp"
#include "shop/mailings/round.hpp"

namespace lofte::shop::mailings {

using custody::mailings::Content;
using custody::mailings::Mailings;
using custody::mailings::Progress;
using custody::mailings::State;
using custody::vault::Vault;

namespace {

// As far as nobody was written to, how far it has come is noted once for so many people.
constexpr unsigned people_between_notes = 256;

// What a mailing is to somebody.
enum class Met { written_to, left_out, nothing };

void note_mailed(Vault& vault, MailingLetter const& letter) {
  vault.act(
      letter.addressee.subject, custody::store::Durability::deferred,
      [&](custody::vault::SubjectSession& session) {
        auto statement = session.statement("mailed");
        statement.say("purpose", letter.mailing.purpose).say("mailing", letter.mailing.id.value);
        session.note(statement);
        return true;
      });
}

Met write_to(Sending const& sending, custody::mailings::Mailing const& mailing,
             Content const& content, SubjectId const& subject) {
  std::string const channel(email_channel);
  auto const held = addresses_held(sending.vault, subject, std::span(&mailing.purpose, 1));
  if (held.empty()) {
    return Met::nothing;
  }
  MayMail const may = may_reach(
      sending.vault, {.subject = subject, .purpose = mailing.purpose, .channel = channel});
  auto const addressee =
      may == MayMail::yes ? read_address(sending.vault, subject, held) : std::nullopt;
  if (!addressee || may_mail(sending.vault, sending.suppressions,
                             {.subject = subject,
                              .address = addressee->email,
                              .purpose = mailing.purpose,
                              .channel = channel}) != MayMail::yes) {
    return Met::left_out;
  }
  MailingLetter const letter{.mailing = mailing, .content = content, .addressee = *addressee};
  sending.post(letter);
  note_mailed(sending.vault, letter);
  return Met::written_to;
}

Met meet(Sending const& sending, custody::mailings::Mailing const& mailing, Content const& content,
         SubjectId const& subject) {
  try {
    return write_to(sending, mailing, content, subject);
  } catch (Failure const& failure) {
    switch (failure.kind()) {
      case FailureKind::not_found:  // erased since the round met them
        return Met::nothing;
      case FailureKind::bad_input:
      case FailureKind::too_large:
        return Met::left_out;
      default:
        throw;
    }
  }
}

void go_on_with(Sending const& sending, Mailings& mailings,
                custody::mailings::Mailing const& mailing) {
  auto const content = mailings.content(mailing.id);
  if (!content) {
    return;  // stopped since it was listed
  }
  Progress progress = mailing.progress;
  Round round(sending.vault, {.bucket = progress.bucket, .last = progress.last});
  for (unsigned since_note = 1; auto const subject = round.next(); ++since_note) {
    if (!sending.go_on()) {
      return;
    }
    Met const met = meet(sending, mailing, *content, *subject);
    progress = {.bucket = round.place().bucket,
                .last = round.place().last,
                .queued = progress.queued + (met == Met::written_to ? 1 : 0),
                .left_out = progress.left_out + (met == Met::left_out ? 1 : 0)};
    if (met == Met::written_to || since_note % people_between_notes == 0) {
      if (!mailings.note(mailing.id, progress)) {
        return;
      }
    }
  }
  progress.bucket = round.place().bucket;
  mailings.finish(mailing.id, progress, sending.vault.ground().clock.now());
}

}  // namespace

void send_mailings(Sending const& sending) {
  Mailings mailings(sending.vault.ground().store);
  for (auto const& mailing : mailings.list() | std::views::reverse) {
    if (mailing.state == State::under_way && sending.go_on()) {
      go_on_with(sending, mailings, mailing);
    }
  }
  mailings.forget_ended_before(sending.vault.ground().clock.now() - mailings_kept_max);
}

}  // namespace lofte::shop::mailings

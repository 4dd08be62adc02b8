#include "shop/recipients/notices.hpp"

namespace lofte::shop::recipients {

using custody::mail_queue::Line;
using custody::mail_queue::MailId;
using custody::vault::Deed;
using custody::vault::SubjectSession;
using custody::vault::Vault;

namespace {

custody::ledger::Statement& with(custody::ledger::Statement& statement, Notice const& notice,
                                 std::optional<std::uint32_t> actor) {
  statement.say("recipient", notice.recipient).say("about", notice.act);
  return actor ? statement.say("actor", std::uint64_t{*actor}) : statement;
}

}  // namespace

Notices::Notices(Vault& vault)
    : vault_(&vault), queue_(vault.ground().store, vault.ground().ring, Line::notices) {
  vault.set_witness([this](SubjectSession& session, Deed const& deed) { write(session, deed); });
}

Notices::~Notices() {
  vault_->set_witness({});
}

void Notices::write(SubjectSession& session, Deed const& deed) {
  auto const rules = vault_->in_force().shown;
  auto const place = session.place();
  for (Notice const& notice : notices_of(*rules->history().current().policy, deed)) {
    MailId const id = queue_.add({.transaction = place.transaction, .tree = place.tree},
                                 notice.encode(), deed.at);
    auto statement = session.statement("recipient_told");
    session.note(with(statement, notice, std::nullopt));
    session.afterwards([this, id, at = deed.at] {
      queue_.added(id, at);
      if (told_) {
        told_();
      }
    });
  }
}

void Notices::note_acknowledged(Notice const& notice, std::optional<std::uint32_t> actor) const {
  bool const is_there =
      vault_->act(notice.subject, custody::store::Durability::synced, [&](SubjectSession& session) {
        auto statement = session.statement("recipient_acknowledged");
        session.note(with(statement, notice, actor));
        return true;
      });
  if (!is_there) {
    auto& ledger = vault_->ground().ledger;
    auto statement = ledger.statement("recipient_acknowledged");
    ledger.announce(with(statement, notice, actor));
  }
}

}  // namespace lofte::shop::recipients

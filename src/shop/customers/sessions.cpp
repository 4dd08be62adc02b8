#include "shop/customers/sessions.hpp"

#include <algorithm>

namespace lofte::shop::customers {

namespace {

constexpr custody::tickets::Kind session_kind = "session";

std::uint64_t milliseconds(Instant instant) {
  return static_cast<std::uint64_t>(instant.time_since_epoch().count());
}

Instant read_instant(Reader& reader) {
  return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}};
}

Bytes encode(Session const& session) {
  return Writer{}
      .uuid(session.subject.value)
      .uuid(session.sign_in)
      .u64(milliseconds(session.begun))
      .u64(milliseconds(session.proven))
      .u64(milliseconds(session.seen))
      .take();
}

Session decode(BytesView bytes) {
  Reader reader(bytes);
  Session session;
  session.subject = {reader.uuid()};
  session.sign_in = reader.uuid();
  session.begun = read_instant(reader);
  session.proven = read_instant(reader);
  session.seen = read_instant(reader);
  reader.expect_end();
  return session;
}

}  // namespace

std::string Sessions::begin(SubjectId const& subject, custody::vault::Vault::Proof proof) {
  auto const sign_in = vault_->sign_in(subject, proof);
  Session const session{.subject = subject,
                        .sign_in = sign_in.id,
                        .begun = sign_in.begun,
                        .proven = sign_in.begun,
                        .seen = sign_in.begun};
  return tickets_->issue(session_kind, sign_in.begun + session_idle_hours_max, encode(session));
}

std::optional<Session> Sessions::find(std::string_view token) {
  auto const content = tickets_->show(session_kind, token);
  if (!content) {
    return std::nullopt;
  }
  Session const session = decode(*content);
  auto const sign_ins = vault_->sign_ins(session.subject);
  if (std::ranges::find(sign_ins, session.sign_in, &custody::subjects::SignIn::id) ==
      sign_ins.end()) {
    return std::nullopt;
  }
  if (vault_->ground().clock.now() >= session.seen + session_renewal_hours) {
    note(token, session);
  }
  return session;
}

void Sessions::prove(std::string_view token, Session const& session) {
  Session proven = session;
  proven.proven = vault_->ground().clock.now();
  note(token, proven);
}

void Sessions::note(std::string_view token, Session session) {
  session.seen = vault_->ground().clock.now();
  tickets_->change(session_kind, token, session.seen + session_idle_hours_max, encode(session));
}

void Sessions::end(std::string_view token) {
  if (auto const content = tickets_->redeem(session_kind, token)) {
    Session const session = decode(*content);
    vault_->sign_out(session.subject, session.sign_in);
  }
}

}  // namespace lofte::shop::customers

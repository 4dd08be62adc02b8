#include "shop/customers/passkeys.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/failure.hpp"
#include "custody/crypto/sha256.hpp"
#include "custody/webauthn/messages.hpp"
#include "shop/customers/account_field.hpp"
#include "shop/customers/sign_in.hpp"

namespace lofte::shop::customers {

namespace webauthn = custody::webauthn;
using promise::gate::the_person;

namespace {

constexpr custody::tickets::Kind new_kind = "passkey_new";
constexpr custody::tickets::Kind sign_in_kind = "passkey_sign_in";
constexpr custody::tickets::Kind proof_kind = "passkey_proof";

std::string reference_of_passkey(BytesView id) {
  return "passkey:" + to_base64url(custody::crypto::view(custody::crypto::sha256({id})));
}

// Whether the account's purpose holds the field in this version of the policy.
bool holds_passkeys(promise::policy::Policy const& policy, std::string_view purpose_name) {
  auto const purpose = policy.find_purpose(purpose_name);
  auto const shape = policy.find_shape(account_shape);
  auto const* const holding = purpose && shape ? policy.find_holding(*purpose, *shape) : nullptr;
  auto const field = shape ? policy.find_field(*shape, passkeys_field) : std::nullopt;
  return holding != nullptr && field && (holding->fields >> *field & 1) != 0;
}

auto find(std::vector<Passkey>& passkeys, BytesView id) {
  return std::ranges::find(passkeys, id,
                           [](Passkey const& passkey) { return BytesView(passkey.credential.id); });
}

std::vector<Bytes> ids_of(std::vector<Passkey> const& passkeys) {
  std::vector<Bytes> ids;
  for (Passkey const& passkey : passkeys) {
    ids.push_back(passkey.credential.id);
  }
  return ids;
}

Bytes random_handle(Random& random) {
  std::array<std::uint8_t, webauthn::user_handle_bytes> drawn;
  random.fill(drawn);
  return {reinterpret_cast<char const*>(drawn.data()), drawn.size()};
}

// What a ticket says that counts for one sign-in.
Bytes content_of(Session const& session) {
  return Writer{}.uuid(session.subject.value).uuid(session.sign_in).take();
}

}  // namespace

std::vector<Passkey> passkeys_of(custody::vault::Vault const& vault, SubjectId const& subject) {
  return decode_passkeys(account_field(vault, subject, passkeys_field));
}

void forget_passkeys(custody::vault::Vault& vault, SubjectId const& subject) {
  for (Bytes const& id : ids_of(passkeys_of(vault, subject))) {
    vault.remove_reference(subject, reference_of_passkey(id));
  }
}

bool Passkeys::are_offered() const {
  auto const purpose = account_purpose(ground_.vault);
  auto const shown = ground_.vault.in_force().shown;
  return relying_party_ && purpose && holds_passkeys(*shown->history().current().policy, *purpose);
}

bool Passkeys::are_offered_to(SubjectId const& subject) const {
  auto const account = find_account(ground_.vault, subject);
  auto const purpose = account_purpose(ground_.vault);
  if (!account || !purpose || !are_offered()) {
    return false;
  }
  auto const shown = ground_.vault.in_force().shown;
  return std::ranges::any_of(ground_.vault.summary(subject), [&](auto const& record) {
    return record.record == *account &&
           holds_passkeys(shown->history().of(record.version), *purpose);
  });
}

std::string Passkeys::challenge(custody::tickets::Kind kind, BytesView content) {
  return ground_.tickets.issue(
      kind, ground_.vault.ground().clock.now() + webauthn::ceremony_minutes_max, content);
}

std::string Passkeys::ask_for_new(Session const& session) {
  require(relying_party_.has_value(), "passkeys are offered");
  auto const known = passkeys_of(ground_.vault, session.subject);
  Bytes const handle = known.empty() ? random_handle(ground_.vault.ground().ring.random())
                                     : known.front().user_handle;
  auto const shown = ground_.vault.in_force().shown;
  return webauthn::to_json(webauthn::ToMake{
      .relying_party = *relying_party_,
      .shop = shown->history().current().policy->controller.get("name"),
      .challenge = challenge(new_kind, Writer{}.raw(content_of(session)).raw(handle).view()),
      .owner = {.handle = handle, .name = email_of(ground_, session.subject)},
      .known = ids_of(known)});
}

Passkeys::Added Passkeys::add(Session const& session, std::string_view answer,
                              std::string_view name) {
  auto const made = webauthn::read_made(answer);
  auto const challenge = made ? webauthn::challenge_of(made->client_data) : std::nullopt;
  auto const asked = challenge ? ground_.tickets.redeem(new_kind, *challenge) : std::nullopt;
  Bytes const content = content_of(session);
  if (!relying_party_ || !asked || !asked->starts_with(content)) {
    return Added::refused;
  }
  auto const credential =
      webauthn::verify_made({.relying_party = *relying_party_, .challenge = *challenge}, *made);
  if (!credential) {
    return Added::refused;
  }
  std::lock_guard const lock(changing_);
  auto passkeys = passkeys_of(ground_.vault, session.subject);
  Bytes const handle = asked->substr(content.size());
  if (!passkeys.empty() && passkeys.front().user_handle != handle) {
    return Added::refused;  // another was the first meanwhile
  }
  if (passkeys.size() >= passkeys_max) {
    return Added::too_many;
  }
  std::string const reference = reference_of_passkey(credential->id);
  if (ground_.vault.find_subject(reference)) {
    return Added::known;
  }
  passkeys.push_back({.credential = *credential,
                      .user_handle = handle,
                      .added = ground_.vault.today(),
                      .name = clean_passkey_name(name)});
  ground_.vault.add_reference(session.subject, reference);
  try {
    save(session.subject, passkeys, "passkey_added");
  } catch (...) {
    ground_.vault.remove_reference(session.subject, reference);
    throw;
  }
  return Added::done;
}

bool Passkeys::rename(SubjectId const& subject, BytesView id, std::string_view name) {
  std::lock_guard const lock(changing_);
  auto passkeys = passkeys_of(ground_.vault, subject);
  auto const found = find(passkeys, id);
  if (found == passkeys.end()) {
    return false;
  }
  found->name = clean_passkey_name(name);
  save(subject, passkeys, "passkey_renamed");
  return true;
}

bool Passkeys::remove(SubjectId const& subject, BytesView id) {
  std::lock_guard const lock(changing_);
  auto passkeys = passkeys_of(ground_.vault, subject);
  auto const found = find(passkeys, id);
  if (found == passkeys.end()) {
    return false;
  }
  // First what lets in: that works while the person's data are stored and nothing else, too.
  ground_.vault.remove_reference(subject, reference_of_passkey(id));
  passkeys.erase(found);
  save(subject, passkeys, "passkey_removed");
  return true;
}

void Passkeys::save(SubjectId const& subject, std::vector<Passkey> const& passkeys,
                    std::string_view act) {
  auto const account = find_account(ground_.vault, subject);
  if (!account) {
    throw Failure(FailureKind::not_found, {.code = "account.unknown",
                                           .message = "the person has no account",
                                           .remedy = "register one"});
  }
  auto value = passkeys.empty() ? std::nullopt : std::optional(PersonalText(encode(passkeys)));
  ground_.vault.replace_fields(the_person, subject, *account,
                               {{std::string(passkeys_field), std::move(value)}}, act);
}

std::string Passkeys::ask_who_it_is() {
  require(relying_party_.has_value(), "passkeys are offered");
  return webauthn::to_json(
      webauthn::ToUse{.relying_party = *relying_party_, .challenge = challenge(sign_in_kind, {})});
}

std::optional<SubjectId> Passkeys::sign_in(std::string_view answer) {
  auto const used = webauthn::read_used(answer);
  auto const challenge = used ? webauthn::challenge_of(used->client_data) : std::nullopt;
  if (!challenge || used->user_handle.empty() ||
      !ground_.tickets.redeem(sign_in_kind, *challenge)) {
    return std::nullopt;
  }
  auto const subject = ground_.vault.find_subject(reference_of_passkey(used->id));
  return subject && verify(*subject, *used, *challenge) ? subject : std::nullopt;
}

std::string Passkeys::ask_for_proof(Session const& session) {
  require(relying_party_.has_value(), "passkeys are offered");
  return webauthn::to_json(
      webauthn::ToUse{.relying_party = *relying_party_,
                      .challenge = challenge(proof_kind, content_of(session)),
                      .allowed = ids_of(passkeys_of(ground_.vault, session.subject))});
}

bool Passkeys::is_proof(Session const& session, std::string_view answer) {
  auto const used = webauthn::read_used(answer);
  auto const challenge = used ? webauthn::challenge_of(used->client_data) : std::nullopt;
  return challenge && ground_.tickets.redeem(proof_kind, *challenge) == content_of(session) &&
         verify(session.subject, *used, *challenge);
}

bool Passkeys::verify(SubjectId const& subject, webauthn::Used const& used,
                      std::string_view challenge) {
  std::lock_guard const lock(changing_);
  auto passkeys = passkeys_of(ground_.vault, subject);
  auto const known = find(passkeys, used.id);
  bool const is_theirs = known != passkeys.end() &&
                         (used.user_handle.empty() || used.user_handle == known->user_handle) &&
                         ground_.vault.find_subject(reference_of_passkey(used.id)) == subject;
  if (!relying_party_ || !is_theirs) {
    return false;
  }
  auto const after = webauthn::verify_used(
      {.relying_party = *relying_party_, .challenge = challenge}, used, known->credential);
  if (!after) {
    return false;
  }
  bool const has_changed = *after != known->credential;
  known->credential = *after;
  // While the person's data are stored and nothing else, they get in; the counter waits.
  if (has_changed && !ground_.vault.standing(subject).restricted) {
    save(subject, passkeys, "passkey_used");
  }
  return true;
}

}  // namespace lofte::shop::customers

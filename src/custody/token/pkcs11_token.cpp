#include "custody/token/pkcs11_token.hpp"

#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>

#include <utility>

#include "base/failure.hpp"
#include "custody/token/pin.hpp"
#include "custody/token/pkcs11_failures.hpp"
#include "custody/token/pkcs11_session.hpp"

namespace lofte::custody::token {

namespace {

template <std::size_t size>
std::string text_of(unsigned char const (&field)[size]) {
  return {reinterpret_cast<char const*>(field), p11_kit_space_strlen(field, size)};
}

using Uri = std::unique_ptr<P11KitUri, decltype(&p11_kit_uri_free)>;

struct Candidate {
  CK_SLOT_ID slot;
  CK_TOKEN_INFO const& token;
};

bool is_of(TokenAddress const& address, Candidate const& candidate) {
  Uri const uri(p11_kit_uri_new(), &p11_kit_uri_free);
  p11_kit_uri_parse(address.uri().c_str(), P11_KIT_URI_FOR_ANY, uri.get());
  CK_SLOT_ID const wanted = p11_kit_uri_get_slot_id(uri.get());
  return (wanted == static_cast<CK_SLOT_ID>(-1) || wanted == candidate.slot) &&
         p11_kit_uri_match_token_info(uri.get(), &candidate.token) != 0;
}

[[noreturn]] void no_token(TokenAddress const& address) {
  throw Failure(FailureKind::unavailable,
                {.code = "token.missing",
                 .message = "no token of the module " + address.module().string() +
                            " is the one of " + address.uri(),
                 .remedy = "put the token in its place; list what is there with "
                           "`pkcs11-tool --module " +
                           address.module().string() + " --list-token-slots`"});
}

[[noreturn]] void several_tokens(TokenAddress const& address) {
  throw Failure(FailureKind::conflict, {.code = "token.ambiguous",
                                        .message = "several tokens are the one of " + address.uri(),
                                        .remedy = "name one by token= and serial= in the URI"});
}

[[noreturn]] void wrong_before(std::string const& name) {
  throw Failure(FailureKind::refused,
                {.code = "token.pin_wrong",
                 .message = "the PIN of the " + name +
                            " was wrong, and is still the same; it has not been tried again",
                 .remedy = "put the right one in its place: after a few wrong ones a token locks "
                           "itself"});
}

void check_tries(CK_FLAGS flags, std::string const& name) {
  if ((flags & CKF_USER_PIN_LOCKED) != 0) {
    check(CKR_PIN_LOCKED, {.act = "logging in to", .token = name});
  }
  if ((flags & CKF_USER_PIN_FINAL_TRY) != 0) {
    throw Failure(
        FailureKind::refused,
        {.code = "token.pin_last_try",
         .message = "the " + name + " locks itself at the next wrong PIN, so none is tried",
         .remedy = "log in to it once by hand, for instance with `pkcs11-tool --login`; "
                   "that sets its count back"});
  }
}

}  // namespace

struct Pkcs11Token::Found {
  CK_SLOT_ID slot = 0;
  std::string name;  // for messages
  std::string identity;
  CK_FLAGS flags = 0;
};

Pkcs11Token::Pkcs11Token(TokenAddress address, LoadModule load)
    : address_(std::move(address)), load_(std::move(load)) {}

std::string Pkcs11Token::identity() const {
  std::lock_guard lock(mutex_);
  return identity_;
}

Pkcs11Token::Found Pkcs11Token::find(CK_FUNCTION_LIST& functions) const {
  TokenAct const listing{.act = "looking for", .token = "token of " + address_.uri()};
  CK_ULONG count = 0;
  check(functions.C_GetSlotList(CK_TRUE, nullptr, &count), listing);
  std::vector<CK_SLOT_ID> slots(count);
  check(functions.C_GetSlotList(CK_TRUE, slots.data(), &count), listing);
  slots.resize(count);
  std::optional<Found> found;
  for (CK_SLOT_ID const slot : slots) {
    CK_TOKEN_INFO token{};
    bool const is_it = functions.C_GetTokenInfo(slot, &token) == CKR_OK &&
                       (token.flags & CKF_TOKEN_INITIALIZED) != 0 &&
                       is_of(address_, {.slot = slot, .token = token});
    if (is_it && found) {
      several_tokens(address_);
    }
    if (is_it) {
      found = {.slot = slot,
               .name = "token \"" + text_of(token.label) + "\"",
               .identity = text_of(token.manufacturerID) + " " + text_of(token.serialNumber),
               .flags = token.flags};
    }
  }
  if (!found) {
    no_token(address_);
  }
  return *found;
}

void Pkcs11Token::log_in(CK_FUNCTION_LIST& functions, CK_SESSION_HANDLE session,
                         std::string const& name) {
  Pin const pin(address_.pin_file());
  Bytes const hash = crypto::hash(pin.view());
  if (wrong_pin_ == hash) {
    wrong_before(name);
  }
  auto* const bytes = reinterpret_cast<unsigned char*>(const_cast<char*>(pin.view().data()));
  CK_RV const result = functions.C_Login(session, CKU_USER, bytes, pin.view().size());
  if (result == CKR_USER_ALREADY_LOGGED_IN) {  // by another session of this process
    return;
  }
  if (result == CKR_PIN_INCORRECT) {
    wrong_pin_ = hash;
  }
  check(result, {.act = "logging in to", .token = name});
  wrong_pin_.reset();
}

std::unique_ptr<Session> Pkcs11Token::open(std::string const& label) {
  std::lock_guard lock(mutex_);
  if (!module_) {
    module_ = load_(address_.module());
  }
  Found const found = find(*module_);
  identity_ = found.identity;
  check_tries(found.flags, found.name);
  CK_SESSION_HANDLE handle = 0;
  check(module_->C_OpenSession(found.slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr,
                               &handle),
        {.act = "opening a session on", .token = found.name});
  auto session = std::make_unique<Pkcs11Session>(
      module_, Pkcs11Session::Place{.handle = handle, .label = label, .token = found.name});
  log_in(*module_, handle, found.name);
  return session;
}

std::unique_ptr<Token> pkcs11_token(std::string const& uri) {
  return std::make_unique<Pkcs11Token>(TokenAddress(uri));
}

}  // namespace lofte::custody::token

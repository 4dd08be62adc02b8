#include "custody/token/pkcs11_failures.hpp"

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>

#include <utility>

#include "base/failure.hpp"

namespace lofte::custody::token {

namespace {

struct Meaning {
  FailureKind kind;
  char const* code;
  char const* remedy;
};

Meaning meaning_of(CK_RV result) {
  switch (result) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
      return {FailureKind::refused, "token.pin_wrong",
              "put the right one in its place before you try again: after a few wrong ones a token "
              "locks itself"};
    case CKR_PIN_LOCKED:
      return {FailureKind::refused, "token.pin_locked",
              "have the token's security officer set a new PIN; its keys are still there"};
    case CKR_PIN_EXPIRED:
    case CKR_USER_PIN_NOT_INITIALIZED:
      return {FailureKind::refused, "token.pin_unset",
              "set a new user PIN with the token's own tool"};
    case CKR_DEVICE_ERROR:
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_NOT_RECOGNIZED:
    case CKR_SLOT_ID_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_SESSION_HANDLE_INVALID:
      return {FailureKind::unavailable, "token.gone",
              "put the token back, or mend the way to it; what was begun is finished by the next "
              "tick"};
    case CKR_DEVICE_MEMORY:
      return {FailureKind::unavailable, "token.full",
              "remove objects that are not Löfte's from the token"};
    case CKR_MECHANISM_INVALID:
    case CKR_MECHANISM_PARAM_INVALID:
    case CKR_FUNCTION_NOT_SUPPORTED:
    case CKR_TOKEN_WRITE_PROTECTED:
    case CKR_SESSION_READ_ONLY:
      return {FailureKind::bad_input, "token.unfit",
              "use a token that can be written to and has CKM_AES_KEY_GEN and CKM_AES_GCM"};
    case CKR_ENCRYPTED_DATA_INVALID:
    case CKR_ENCRYPTED_DATA_LEN_RANGE:
      return {FailureKind::damaged, "token.unsealable",
              "put back the slot's file that was in use last"};
    default:
      return {FailureKind::unavailable, "token.failed",
              "look into the token's own log, then try again"};
  }
}

}  // namespace

void check(unsigned long result, TokenAct const& during) {
  if (result == CKR_OK) {
    return;
  }
  Meaning const meaning = meaning_of(result);
  throw Failure(meaning.kind, {.code = meaning.code,
                               .message = during.act + " the " + during.token +
                                          " failed: " + p11_kit_strerror(result),
                               .remedy = meaning.remedy});
}

}  // namespace lofte::custody::token

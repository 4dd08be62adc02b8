#include "custody/token/module.hpp"

#include <p11-kit/p11-kit.h>

#include <string>

#include "base/failure.hpp"

namespace lofte::custody::token {

namespace {

[[noreturn]] void failed(std::filesystem::path const& library, std::string const& why) {
  throw Failure(FailureKind::unavailable,
                {.code = "token.module_failed",
                 .message = "the PKCS#11 module " + library.string() + " can't be used: " + why,
                 .remedy = "check that it is the module of your token, for this machine, and that "
                           "this user may read its configuration"});
}

std::string last_message() {
  char const* const message = p11_kit_message();
  return message == nullptr ? "no reason was given" : message;
}

}  // namespace

Module load_module(std::filesystem::path const& library) {
  std::error_code ignored;
  if (!std::filesystem::exists(library, ignored)) {
    throw Failure(FailureKind::not_found,
                  {.code = "token.module_missing",
                   .message = "there is no PKCS#11 module " + library.string(),
                   .remedy = "install the token's library, or give its path as module-path of the "
                             "token's URI"});
  }
  CK_FUNCTION_LIST* const functions = p11_kit_module_load(library.c_str(), 0);
  if (functions == nullptr) {
    failed(library, last_message());
  }
  if (CK_RV const result = p11_kit_module_initialize(functions); result != CKR_OK) {
    p11_kit_module_release(functions);
    failed(library, p11_kit_strerror(result));
  }
  return {functions, [](CK_FUNCTION_LIST* loaded) {
            p11_kit_module_finalize(loaded);
            p11_kit_module_release(loaded);
          }};
}

}  // namespace lofte::custody::token

// A token behind a PKCS#11 module.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "custody/token/module.hpp"
#include "custody/token/token.hpp"
#include "custody/token/token_address.hpp"

namespace lofte::custody::token {

// Any thread, one session at a time. The module is loaded when the token is first opened and kept;
// a session is opened for each act, so that a token that was away is used again when it is back.
//
// open() throws Failure: what load_module throws; unavailable ("token.missing") when no token is as
// the address says, conflict ("token.ambiguous") when several are; what Pin throws; refused
// ("token.pin_wrong", "token.pin_locked", "token.pin_unset"). A PIN is never tried when a wrong one
// would lock the token ("token.pin_last_try"), nor twice when it was wrong ("token.pin_wrong").
class Pkcs11Token final : public Token {
 public:
  explicit Pkcs11Token(TokenAddress address, LoadModule load = load_module);

  std::unique_ptr<Session> open(std::string const& label) override;
  std::string identity() const override;

 private:
  struct Found;
  Found find(CK_FUNCTION_LIST& functions) const;
  void log_in(CK_FUNCTION_LIST& functions, CK_SESSION_HANDLE session, std::string const& name);

  TokenAddress address_;
  LoadModule load_;
  mutable std::mutex mutex_;
  Module module_;
  std::string identity_;
  std::optional<Bytes> wrong_pin_;  // its hash
};

}  // namespace lofte::custody::token

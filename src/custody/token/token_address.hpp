// Where a token is and how it is logged in to: a PKCS#11 URI (RFC 7512).
//
//   pkcs11:token=lofte;object=shop?module-path=/usr/lib/softhsm/libsofthsm2.so
//                                 &pin-source=file:/etc/lofte/pin
//
// `token`, `serial`, `manufacturer`, `model`, `slot-id` say which token of the module it is;
// `object` is what its keys' label begins with, "lofte" otherwise.
#pragma once

#include <filesystem>
#include <string>

namespace lofte::custody::token {

inline constexpr std::size_t uri_bytes_max = 1024;
inline constexpr std::size_t object_bytes_max = 64;

class TokenAddress {
 public:
  // Throws Failure (bad_input): "token.uri" when it is not such a URI, has no absolute module-path,
  // or names no place to read the PIN from that Löfte knows; "token.pin_in_uri" when it has the PIN
  // itself, which would then be in the process list and in the slot's file.
  explicit TokenAddress(std::string uri);

  std::string const& uri() const { return uri_; }
  std::filesystem::path const& module() const { return module_; }
  // Empty: the PIN is in the environment.
  std::filesystem::path const& pin_file() const { return pin_file_; }
  std::string const& object() const { return object_; }

 private:
  std::string uri_;
  std::filesystem::path module_;
  std::filesystem::path pin_file_;
  std::string object_;
};

}  // namespace lofte::custody::token

#include "custody/crypto/password.hpp"

#include <sodium.h>

#include <array>

#include "base/failure.hpp"

namespace lofte::custody::crypto {

namespace {

using Digest = std::array<char, crypto_pwhash_STRBYTES>;

// Never null, which libsodium must not be given.
char const* letters_of(std::string_view password) {
  return password.empty() ? "" : password.data();
}

}  // namespace

// One of the places at which passwords are digested.
class Passwords::Place {
 public:
  explicit Place(Passwords& of) : of_(of) {
    if (of_.here_.fetch_add(1) >= here_max) {
      --of_.here_;
      throw Failure(FailureKind::unavailable, {.code = "password.busy",
                                               .message = "too many passwords are being tried",
                                               .remedy = "try again in a while"});
    }
    of_.free_.acquire();
    ++of_.computed_;
  }
  Place(Place const&) = delete;
  Place& operator=(Place const&) = delete;
  ~Place() {
    of_.free_.release();
    --of_.here_;
  }

 private:
  Passwords& of_;
};

Passwords::Passwords(PasswordCost cost) : cost_(cost), nobodys_(digest({})) {}

std::string Passwords::digest(std::string_view password) {
  require(password.size() <= password_bytes_max, "a password's length is checked before");
  Place const place(*this);
  Digest digest{};
  if (crypto_pwhash_str_alg(digest.data(), letters_of(password), password.size(), cost_.passes,
                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Failure(FailureKind::unavailable, {.code = "password.memory",
                                             .message = "there is no memory to digest a password",
                                             .remedy = "try again in a while"});
  }
  return digest.data();
}

bool Passwords::matches(std::string_view digest, std::string_view password) {
  if (password.size() > password_bytes_max) {
    return false;
  }
  bool const is_one =
      digest.starts_with(crypto_pwhash_STRPREFIX) && digest.size() < crypto_pwhash_STRBYTES;
  std::string const against(is_one ? digest : nobodys_);
  Place const place(*this);
  bool const same =
      crypto_pwhash_str_verify(against.c_str(), letters_of(password), password.size()) == 0;
  return same && is_one;
}

}  // namespace lofte::custody::crypto

#include "custody/crypto/password.hpp"

#include <sodium.h>

#include <array>
#include <functional>

#include "base/failure.hpp"

namespace lofte::custody::crypto {

namespace {

using Digest = std::array<char, crypto_pwhash_STRBYTES>;

// Holds one of the places at which passwords are digested.
class Place {
 public:
  explicit Place(auto& free) : release_([&free] { free.release(); }) { free.acquire(); }
  Place(Place const&) = delete;
  Place& operator=(Place const&) = delete;
  ~Place() { release_(); }

 private:
  std::function<void()> release_;
};

// Never null, which libsodium must not be given.
char const* letters_of(std::string_view password) {
  return password.empty() ? "" : password.data();
}

}  // namespace

Passwords::Passwords(PasswordCost cost) : cost_(cost), nobodys_(digest({})) {}

std::string Passwords::digest(std::string_view password) {
  require(password.size() <= password_bytes_max, "a password's length is checked before");
  Place const place(free_);
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
  Place const place(free_);
  bool const same =
      crypto_pwhash_str_verify(against.c_str(), letters_of(password), password.size()) == 0;
  return same && is_one;
}

}  // namespace lofte::custody::crypto

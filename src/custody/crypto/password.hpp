// Passwords: what is kept of one is a digest that takes time and memory to compute (Argon2id, RFC
// 9106, by libsodium), so that who steals it has to guess, slowly.
#pragma once

#include <semaphore>
#include <string>
#include <string_view>

namespace lofte::custody::crypto {

struct PasswordCost {
  unsigned long long passes = 3;
  std::size_t memory_bytes = 64 * 1024 * 1024;
};

// In bytes; longer ones are refused before they are digested.
inline constexpr std::size_t password_bytes_max = 1024;

// Any thread. Few at a time, so that guessers can't use up the machine's memory: others wait.
class Passwords {
 public:
  explicit Passwords(PasswordCost cost = {});

  // The digest, with its salt and cost: "$argon2id$…".
  std::string digest(std::string_view password);
  // False, after the same time, for what is no digest, too.
  bool matches(std::string_view digest, std::string_view password);

 private:
  static constexpr std::ptrdiff_t at_a_time_max = 2;
  PasswordCost cost_;
  std::counting_semaphore<at_a_time_max> free_{at_a_time_max};
  std::string nobodys_;  // the digest of no password that anybody has
};

}  // namespace lofte::custody::crypto

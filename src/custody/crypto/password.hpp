// Passwords: what is kept of one is a digest that takes time and memory to compute (Argon2id, RFC
// 9106, by libsodium), so that who steals it has to guess, slowly.
#pragma once

#include <atomic>
#include <cstdint>
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

// Any thread. Few at a time, so that guessers can't use up the machine's memory; few more wait, and
// the rest are told to come back, so that they can't use up the server's threads either.
class Passwords {
 public:
  explicit Passwords(PasswordCost cost = {});

  // The digest, with its salt and cost: "$argon2id$…". Throws Failure (unavailable,
  // "password.busy", "password.memory"); so does matches().
  std::string digest(std::string_view password);
  // False, after the same time, for what is no digest, too.
  bool matches(std::string_view digest, std::string_view password);

  // How often a digest has been computed: what a look-up costs, whoever it is for.
  std::uint64_t computed() const { return computed_; }

 private:
  static constexpr std::ptrdiff_t at_a_time_max = 2;
  static constexpr int here_max = 3;  // at work, or waiting: a server's pool has more threads
  class Place;

  PasswordCost cost_;
  std::counting_semaphore<at_a_time_max> free_{at_a_time_max};
  std::atomic<int> here_{0};
  std::atomic<std::uint64_t> computed_{0};
  std::string nobodys_;  // the digest of no password that anybody has
};

}  // namespace lofte::custody::crypto

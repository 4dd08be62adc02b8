// A door to the process that has a data folder open, for the commands of the same user: a Unix
// socket in the folder, which nobody else may enter. One question, one answer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace lofte::edge::control {

// In bytes, of a question and of an answer.
inline constexpr std::size_t message_bytes_max = 64 * 1024;

// DIR/control, while this lives. One question at a time is answered, on a thread of its own.
class Door {
 public:
  using Answer = std::function<std::string(std::string_view question)>;
  // `answer` must not throw. Throws Failure (unavailable, "control.unusable"). What a process that
  // was killed has left there is replaced: the caller holds the folder's lock.
  Door(std::filesystem::path const& folder, Answer answer);
  // Waits for the answer that is being made.
  ~Door();
  Door(Door const&) = delete;
  Door& operator=(Door const&) = delete;

 private:
  void run(std::stop_token const& stop) const;

  std::filesystem::path folder_;
  Answer answer_;
  int listening_ = -1;
  int woken_ = -1;
  std::jthread thread_;  // last: it uses what stands above
};

// Waits for the answer. Nullopt when nobody is behind the door. Throws Failure (unknown_outcome,
// "control.cut_off") when the process ended before it answered.
std::optional<std::string> ask(std::filesystem::path const& folder, std::string_view question);

}  // namespace lofte::edge::control

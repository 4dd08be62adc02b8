// The PIN of a token: from a file or the environment, never from the command line, and in no
// message.
#pragma once

#include <array>
#include <filesystem>
#include <string_view>

namespace lofte::custody::token {

inline constexpr std::size_t pin_bytes_max = 255;
// Where the PIN is when the token's URI names no file.
inline constexpr char const* pin_variable = "LOFTE_TOKEN_PIN";

// Wiped when it dies.
class Pin {
 public:
  // The first line of `file`; of the environment when `file` is empty. Throws Failure: not_found
  // ("token.pin_missing"), conflict ("token.pin_open_to_others") when other users may read or write
  // the file.
  explicit Pin(std::filesystem::path const& file);

  Pin(Pin const&) = delete;
  Pin& operator=(Pin const&) = delete;
  ~Pin();
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  void read_from(std::filesystem::path const& file);
  void end_at_first_line();

  std::array<char, pin_bytes_max + 1> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace lofte::custody::token

// The one family of failures. Expected outcomes are values; what can't be carried out is a Failure.
#pragma once

#include <stdexcept>
#include <string>

namespace lofte {

enum class FailureKind {
  bad_input,        // the caller sent something that can't be meant
  unauthenticated,  // no valid key
  refused,          // the policy says no
  not_found,        // there is nothing of that name
  conflict,         // the state has moved on, or the act contradicts it
  too_large,        // a limit with a name was passed
  unavailable,      // try again later: busy, full disk, locked
  damaged,          // stored bytes are not what was written
  unknown_outcome,  // the act may or may not have happened; ask with its request id
  too_new,          // written by a newer version of Löfte
};

// What went wrong, where, and how to fix it. Never holds personal data.
class Failure : public std::runtime_error {
 public:
  struct Text {
    std::string code;     // stable, dotted: "store.locked"
    std::string message;  // what and where
    std::string remedy;   // how to fix it; may be empty
  };
  Failure(FailureKind kind, Text text)
      : std::runtime_error(text.remedy.empty() ? text.message
                                               : text.message + "\n  " + text.remedy),
        kind_(kind),
        text_(std::move(text)) {}

  FailureKind kind() const { return kind_; }
  std::string const& code() const { return text_.code; }
  std::string const& message() const { return text_.message; }
  std::string const& remedy() const { return text_.remedy; }

 private:
  FailureKind kind_;
  Text text_;
};

// Ends the program when the house's own logic is broken. Stays on in release builds.
[[noreturn]] void broken_invariant(char const* what);
inline void require(bool holds, char const* what) {
  if (!holds) [[unlikely]] {
    broken_invariant(what);
  }
}

}  // namespace lofte

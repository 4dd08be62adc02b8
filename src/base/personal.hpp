// A value that says something about a person. It can't be printed, compared or put into JSON by
// accident, and its bytes are wiped when it dies. The door to the value is reveal(), which asks to
// see a permit; only promise/gate makes permits.
#pragma once

#include <string>
#include <utility>

namespace lofte {

namespace promise::gate {
class Permit;
}

void wipe(std::string& bytes);

template <typename T>
class Personal {
 public:
  Personal() = default;
  explicit Personal(T value) : value_(std::move(value)) {}
  Personal(Personal const&) = default;
  Personal(Personal&& other) noexcept : value_(std::move(other.value_)) { wipe(other.value_); }
  Personal& operator=(Personal const& other) {
    if (this != &other) {
      wipe(value_);
      value_ = other.value_;
    }
    return *this;
  }
  Personal& operator=(Personal&& other) noexcept {
    wipe(value_);
    value_ = std::move(other.value_);
    wipe(other.value_);
    return *this;
  }
  ~Personal() { wipe(value_); }

  T const& reveal(promise::gate::Permit const&) const { return value_; }

  bool operator==(Personal const&) const = delete;

 private:
  T value_{};
};

using PersonalText = Personal<std::string>;

}  // namespace lofte

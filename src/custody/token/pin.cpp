#include "custody/token/pin.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/failure.hpp"

namespace lofte::custody::token {

namespace {

[[noreturn]] void missing(std::string const& what) {
  throw Failure(FailureKind::not_found,
                {.code = "token.pin_missing",
                 .message = "the token's PIN is not known: " + what,
                 .remedy = "put it into a file of mode 0600 that the token's URI names as "
                           "pin-source=file:…, or into the environment as " +
                           std::string(pin_variable)});
}

// Closes when it goes.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) {
      ::close(number);
    }
  }
};

}  // namespace

Pin::~Pin() {
  ::explicit_bzero(bytes_.data(), bytes_.size());
}

Pin::Pin(std::filesystem::path const& file) {
  if (!file.empty()) {
    read_from(file);
  } else if (char const* const found = std::getenv(pin_variable)) {
    size_ = std::min(std::strlen(found), bytes_.size());
    std::copy_n(found, size_, bytes_.data());
  }
  end_at_first_line();
  if (size_ == 0) {
    missing(file.empty()
                ? "its URI has no pin-source, and " + std::string(pin_variable) + " is not set"
                : file.string() + " is empty");
  }
  if (size_ > pin_bytes_max) {
    missing("what was found is too long for one");
  }
}

void Pin::read_from(std::filesystem::path const& file) {
  Descriptor const opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
  struct stat status{};
  if (opened.number < 0 || ::fstat(opened.number, &status) != 0) {
    missing(file.string() + " can't be read: " + std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    missing(file.string() + " is not a file");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw Failure(
        FailureKind::conflict,
        {.code = "token.pin_open_to_others",
         .message =
             "the token's PIN in " + file.string() + " may be read or written by other users",
         .remedy = "chmod 600 " + file.string() + "; if others may have read it, change the PIN"});
  }
  ssize_t const got = ::read(opened.number, bytes_.data(), bytes_.size());
  if (got < 0) {
    missing(file.string() + " can't be read: " + std::strerror(errno));
  }
  size_ = static_cast<std::size_t>(got);
}

void Pin::end_at_first_line() {
  size_ = std::min(size_, view().find_first_of(std::string_view("\r\n\0", 3)));
}

}  // namespace lofte::custody::token

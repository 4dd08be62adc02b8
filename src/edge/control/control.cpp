#include "edge/control/control.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/failure.hpp"
#include "base/wire.hpp"

namespace lofte::edge::control {

namespace fs = std::filesystem;

namespace {

constexpr char const* door_name = "control";
// A question is small and there at once; who sends none is not waited for.
constexpr int question_seconds_max = 5;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

// A socket's address has room for 107 characters, a folder's path may have more: through the open
// folder it is short.
sockaddr_un address_in(Descriptor const& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::string const path = "/proc/self/fd/" + std::to_string(folder.number()) + "/" + door_name;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t const sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) {
      continue;
    }
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool send_message(int socket, std::string_view message) {
  return send_all(socket, Writer{}.u32(static_cast<std::uint32_t>(message.size())).view()) &&
         send_all(socket, message);
}

bool receive_all(int socket, std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    ssize_t const got = ::recv(socket, bytes.data() + done, bytes.size() - done, 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return false;
    }
    done += static_cast<std::size_t>(got);
  }
  return true;
}

std::optional<std::string> receive_message(int socket) {
  std::string length(4, '\0');
  if (!receive_all(socket, length)) {
    return std::nullopt;
  }
  std::size_t const size = Reader(length).u32();
  std::string message(std::min(size, message_bytes_max), '\0');
  return size <= message_bytes_max && receive_all(socket, message) ? std::optional(message)
                                                                   : std::nullopt;
}

bool is_of_the_same_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == ::geteuid() || peer.uid == 0);
}

[[noreturn]] void unusable(fs::path const& folder) {
  throw Failure(FailureKind::unavailable,
                {.code = "control.unusable",
                 .message = "the socket " + (folder / door_name).string() +
                            " can't be made: " + std::strerror(errno),
                 .remedy = "check that the data folder is on a file system that has sockets"});
}

}  // namespace

Door::Door(fs::path const& folder, Answer answer) : folder_(folder), answer_(std::move(answer)) {
  Descriptor const opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  Descriptor wake(::eventfd(0, EFD_CLOEXEC));
  ::unlinkat(opened.number(), door_name, 0);
  sockaddr_un const address = address_in(opened);
  if (!opened.is_open() || !socket.is_open() || !wake.is_open() ||
      ::bind(socket.number(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0 ||
      ::fchmodat(opened.number(), door_name, 0600, 0) != 0 || ::listen(socket.number(), 8) != 0) {
    unusable(folder);
  }
  listening_ = socket.release();
  woken_ = wake.release();
  thread_ = std::jthread([this](std::stop_token const& stop) { run(stop); });
}

Door::~Door() {
  thread_.request_stop();
  std::uint64_t const one = 1;
  [[maybe_unused]] ssize_t const written = ::write(woken_, &one, sizeof one);
  thread_.join();
  ::close(listening_);
  ::close(woken_);
  std::error_code ignored;
  fs::remove(folder_ / door_name, ignored);
}

void Door::run(std::stop_token const& stop) const {
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> waiting{pollfd{.fd = listening_, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = woken_, .events = POLLIN, .revents = 0}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0 || waiting[0].revents == 0) {
      continue;
    }
    Descriptor const caller(::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC));
    timeval const patience{.tv_sec = question_seconds_max, .tv_usec = 0};
    if (!caller.is_open() || !is_of_the_same_user(caller.number()) ||
        ::setsockopt(caller.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0) {
      continue;
    }
    if (auto const question = receive_message(caller.number())) {
      send_message(caller.number(), answer_(*question));
    }
  }
}

std::optional<std::string> ask(fs::path const& folder, std::string_view question) {
  Descriptor const opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Descriptor const socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un const address = address_in(opened);
  if (!opened.is_open() || !socket.is_open() ||
      ::connect(socket.number(), reinterpret_cast<sockaddr const*>(&address), sizeof address) !=
          0) {
    return std::nullopt;
  }
  auto answer =
      send_message(socket.number(), question) ? receive_message(socket.number()) : std::nullopt;
  if (!answer) {
    throw Failure(FailureKind::unknown_outcome, {.code = "control.cut_off",
                                                 .message = "the server ended before it answered",
                                                 .remedy = "look at its log, then try again"});
  }
  return answer;
}

}  // namespace lofte::edge::control

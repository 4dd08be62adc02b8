#include "edge/http/client.hpp"

#include <signal.h>

#include <map>

#include "edge/http/client_transfer.hpp"

namespace lofte::edge::http {

namespace {

constexpr int look_around_milliseconds = 1'000;

void start_libcurl() {
  static CURLcode const started = curl_global_init(CURL_GLOBAL_DEFAULT);
  require(started == CURLE_OK, "libcurl starts");
}

// OpenSSL writes to a connection that the other side has ended, which would end the process. Of
// this thread alone, while it lives.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    if (sigismember(&before_, SIGPIPE) == 0) {
      timespec const at_once{};
      sigtimedwait(&pipe_, nullptr, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(NoPipeSignal const&) = delete;
  NoPipeSignal& operator=(NoPipeSignal const&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

// Questions of one call, some of them under way.
class Round {
 public:
  Round(CURLM* multi, ClientSettings const& settings, std::span<ClientRequest const> requests)
      : multi_(multi), settings_(&settings), requests_(requests), answers_(requests.size()) {}
  ~Round() {
    for (auto const& [handle, under_way] : under_way_) {
      curl_multi_remove_handle(multi_, handle);
    }
  }
  Round(Round const&) = delete;
  Round& operator=(Round const&) = delete;

  std::vector<Answered> carry_out() {
    begin_more();
    while (!under_way_.empty()) {
      int running = 0;
      require(curl_multi_perform(multi_, &running) == CURLM_OK, "libcurl goes on");
      end_those_that_are_done();
      begin_more();
      if (running > 0) {
        curl_multi_poll(multi_, nullptr, 0, look_around_milliseconds, nullptr);
      }
    }
    std::vector<Answered> answers;
    for (auto& answer : answers_) {
      answers.push_back(std::move(*answer));
    }
    return answers;
  }

 private:
  struct UnderWay {
    std::size_t place;
    std::unique_ptr<Transfer> transfer;
  };

  void begin_more() {
    while (next_ < requests_.size() && under_way_.size() < settings_->limits.at_once_max) {
      std::size_t const place = next_++;
      try {
        auto transfer = std::make_unique<Transfer>(*settings_, requests_[place]);
        CURL* const handle = transfer->handle();
        require(curl_multi_add_handle(multi_, handle) == CURLM_OK, "libcurl takes a question");
        under_way_.emplace(handle, UnderWay{.place = place, .transfer = std::move(transfer)});
      } catch (Failure const& failure) {
        answers_[place] = std::unexpected(failure);
      }
    }
  }

  void end_those_that_are_done() {
    int waiting = 0;
    while (CURLMsg const* const message = curl_multi_info_read(multi_, &waiting)) {
      CURL* const handle = message->easy_handle;
      CURLcode const code = message->data.result;  // the message is gone with its handle
      curl_multi_remove_handle(multi_, handle);
      auto const ended = under_way_.extract(handle);
      answers_[ended.mapped().place] = ended.mapped().transfer->outcome(code);
    }
  }

  CURLM* multi_;
  ClientSettings const* settings_;
  std::span<ClientRequest const> requests_;
  std::vector<std::optional<Answered>> answers_;
  std::map<CURL*, UnderWay> under_way_;
  std::size_t next_ = 0;
};

}  // namespace

std::optional<std::string_view> ClientResponse::header(std::string_view name) const {
  for (Header const& header : headers) {
    if (header.name == name) {
      return header.value;
    }
  }
  return std::nullopt;
}

struct Client::Connections {
  OwnedCurl<CURLM, curl_multi_cleanup> multi{curl_multi_init()};
};

Client::Client(ClientSettings settings) : settings_(std::move(settings)) {
  start_libcurl();
  connections_ = std::make_unique<Connections>();
  require(connections_->multi != nullptr, "libcurl gives a handle");
  curl_multi_setopt(connections_->multi.get(), CURLMOPT_MAXCONNECTS,
                    static_cast<long>(settings_.limits.at_once_max));
}

Client::~Client() {
  NoPipeSignal const quiet;  // connections are ended politely
  connections_.reset();
}

Answered Client::ask(ClientRequest const& request) {
  return std::move(ask_all({&request, 1}).front());
}

std::vector<Answered> Client::ask_all(std::span<ClientRequest const> requests) {
  NoPipeSignal const quiet;
  return Round(connections_->multi.get(), settings_, requests).carry_out();
}

}  // namespace lofte::edge::http

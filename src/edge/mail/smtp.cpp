#include "edge/mail/smtp.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace lofte::edge::mail {

namespace {

constexpr int too_large = 552;
constexpr int closing = 421;

// How far a message has come.
enum class Stage { greeting, sender, recipient, content };

void begin_curl() {
  static bool const begun = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  (void)begun;
}

// A server that has gone away is found out when it is written to: as an error, and not as a signal
// to the process, which TLS would cause.
void block_broken_pipe_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::string url_of(SmtpServer const& server) {
  return fmt::format("{}://{}:{}/{}", server.security == Security::tls ? "smtps" : "smtp",
                     server.host, server.port, server.hello);
}

}  // namespace

struct SmtpConnection::Session {
  Session(SmtpServer wanted, std::stop_token stopping);
  ~Session() { curl_easy_cleanup(curl); }
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;

  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(curl, option, value);
  }
  void set_up_connection();
  void set_up_callbacks();
  CURLcode perform(Envelope const& envelope, BytesView message);
  long number(CURLINFO which) {
    long value = 0;
    curl_easy_getinfo(curl, which, &value);
    return value;
  }
  Answer answer_of(CURLcode outcome);

  static std::size_t read(char* to, std::size_t size, std::size_t count, void* session);
  static int watch(CURL*, curl_infotype type, char* data, std::size_t size, void* session);
  static int go_on(void* session, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  SmtpServer server;
  std::stop_token stop;
  CURL* curl;
  BytesView left;  // of the message
  Stage stage = Stage::greeting;
};

SmtpConnection::Session::Session(SmtpServer wanted, std::stop_token stopping)
    : server(std::move(wanted)), stop(std::move(stopping)) {
  begin_curl();
  curl = curl_easy_init();
  if (curl == nullptr) {
    throw std::bad_alloc();
  }
  set_up_connection();
  set_up_callbacks();
}

void SmtpConnection::Session::set_up_connection() {
  set(CURLOPT_URL, url_of(server).c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.connect_max.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(server.message_max.count()));
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set(CURLOPT_USE_SSL,
      server.security == Security::plain ? long{CURLUSESSL_NONE} : long{CURLUSESSL_ALL});
  if (!server.ca_file.empty()) {
    set(CURLOPT_CAINFO, server.ca_file.c_str());
    set(CURLOPT_CAPATH, nullptr);
  }
  if (!server.user.empty()) {
    set(CURLOPT_USERNAME, server.user.c_str());
    set(CURLOPT_PASSWORD, server.password.c_str());
  }
}

void SmtpConnection::Session::set_up_callbacks() {
  set(CURLOPT_READFUNCTION, &Session::read);
  set(CURLOPT_READDATA, this);
  set(CURLOPT_XFERINFOFUNCTION, &Session::go_on);
  set(CURLOPT_XFERINFODATA, this);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_DEBUGFUNCTION, &Session::watch);
  set(CURLOPT_DEBUGDATA, this);
  set(CURLOPT_VERBOSE, 1L);  // to watch(), which tells nobody
}

std::size_t SmtpConnection::Session::read(char* to, std::size_t size, std::size_t count,
                                          void* session) {
  auto& self = *static_cast<Session*>(session);
  self.stage = Stage::content;
  std::size_t const bytes = std::min(size * count, self.left.size());
  std::memcpy(to, self.left.data(), bytes);
  self.left.remove_prefix(bytes);
  return bytes;
}

int SmtpConnection::Session::watch(CURL*, curl_infotype type, char* data, std::size_t size,
                                   void* session) {
  auto& self = *static_cast<Session*>(session);
  if (type == CURLINFO_HEADER_OUT && self.stage != Stage::content) {
    std::string_view const command(data, size);
    if (command.starts_with("MAIL ")) {
      self.stage = Stage::sender;
    } else if (command.starts_with("RCPT ")) {
      self.stage = Stage::recipient;
    }
  }
  return 0;
}

int SmtpConnection::Session::go_on(void* session, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto const& self = *static_cast<Session*>(session);
  return self.stop.stop_requested() && self.stage != Stage::content ? 1 : 0;
}

CURLcode SmtpConnection::Session::perform(Envelope const& envelope, BytesView message) {
  block_broken_pipe_signal();
  left = message;
  stage = Stage::greeting;
  std::string const from = "<" + envelope.from + ">";
  std::string const to = "<" + envelope.to + ">";
  std::unique_ptr<curl_slist, void (*)(curl_slist*)> const recipients(
      curl_slist_append(nullptr, to.c_str()), curl_slist_free_all);
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  CURLcode const outcome = curl_easy_perform(curl);
  set(CURLOPT_MAIL_RCPT, nullptr);
  return outcome;
}

Answer SmtpConnection::Session::answer_of(CURLcode outcome) {
  if (outcome == CURLE_OK) {
    return {.reply = Reply::accepted};
  }
  if (outcome == CURLE_ABORTED_BY_CALLBACK) {
    return {.reply = Reply::stopped};
  }
  int const said = static_cast<int>(number(CURLINFO_RESPONSE_CODE));
  int const code = said >= 400 && said <= 599 ? said : 0;
  Answer answer{.reply = Reply::later, .code = code};
  if (code == 0) {
    answer.why = curl_easy_strerror(outcome);
  }
  bool const is_of_the_message = stage == Stage::recipient || stage == Stage::content ||
                                 (stage == Stage::sender && code == too_large);
  if (!is_of_the_message || (code == closing && stage != Stage::content)) {
    answer.reply = Reply::unreachable;
  } else if (code >= 500) {
    answer.reply = Reply::never;
  }
  return answer;
}

SmtpConnection::SmtpConnection(SmtpServer server, std::stop_token stop)
    : session_(std::make_unique<Session>(std::move(server), std::move(stop))) {}

SmtpConnection::~SmtpConnection() = default;

// A server closes what has been idle; that is found out when the connection is used again.
Answer SmtpConnection::send(Envelope const& envelope, BytesView message) {
  Answer answer = session_->answer_of(session_->perform(envelope, message));
  bool const was_kept = session_->number(CURLINFO_NUM_CONNECTS) == 0;
  if (answer.reply == Reply::unreachable && was_kept) {
    session_->set(CURLOPT_FRESH_CONNECT, 1L);
    answer = session_->answer_of(session_->perform(envelope, message));
    session_->set(CURLOPT_FRESH_CONNECT, 0L);
  }
  return answer;
}

}  // namespace lofte::edge::mail

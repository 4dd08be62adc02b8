#include "edge/mail/settings.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "base/failure.hpp"
#include "promise/policy/document.hpp"
#include "promise/policy/section.hpp"

namespace lofte::edge::mail {

namespace fs = std::filesystem;
using promise::policy::Errors;
using promise::policy::Finding;
using promise::policy::Node;
using promise::policy::Position;
using promise::policy::Section;

namespace {

constexpr std::size_t secret_bytes_max = 64 * 1024;

struct Scheme {
  std::string_view prefix;
  Security security;
  std::uint16_t port;  // usual
};
// RFC 8314, 3.3: submission is at 587 and 465.
constexpr Scheme schemes[] = {{"smtp://", Security::starttls, 587},
                              {"smtps://", Security::tls, 465},
                              {"smtp+plain://", Security::plain, 25}};

bool is_host(std::string_view text) {
  bool const is_v6 = text.size() > 2 && text.front() == '[' && text.back() == ']';
  auto const is_allowed = [&](char byte) {
    bool const is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= '0' && byte <= '9') || byte == '.' || byte == '-';
    return is_plain || (is_v6 && byte == ':');
  };
  std::string_view const inner = is_v6 ? text.substr(1, text.size() - 2) : text;
  return !inner.empty() && std::ranges::all_of(inner, is_allowed);
}

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  bool const is_whole = error == std::errc{} && end == digits.data() + digits.size();
  return is_whole && port != 0 ? std::optional(port) : std::nullopt;
}

// Only the place is set.
std::optional<SmtpServer> parse_server(std::string_view url) {
  for (Scheme const& scheme : schemes) {
    if (!url.starts_with(scheme.prefix)) {
      continue;
    }
    std::string_view host = url.substr(scheme.prefix.size());
    std::optional<std::uint16_t> port = scheme.port;
    std::size_t const colon = host.rfind(':');
    if (colon != host.npos && !host.ends_with(']')) {
      port = parse_port(host.substr(colon + 1));
      host = host.substr(0, colon);
    }
    if (!port || !is_host(host)) {
      return std::nullopt;
    }
    SmtpServer server;
    server.security = scheme.security;
    server.host = std::string(host);
    server.port = *port;
    return server;
  }
  return std::nullopt;
}

// One thread; used once.
class MailFileReader {
 public:
  explicit MailFileReader(Section root) : root_(std::move(root)) {}

  MailFile read() {
    read_server();
    read_login();
    read_from();
    read_dkim();
    root_.finish();
    return std::move(file_);
  }

 private:
  void complain(Position at, char const* code, std::string message, std::string remedy) {
    root_.errors().add(
        {.code = code, .at = at, .message = std::move(message), .remedy = std::move(remedy)});
  }

  void read_server() {
    constexpr char const* example = R"(server = "smtp://mail.shop.example:587")";
    if (auto const* const node = root_.demand("server", Node::Kind::text, example)) {
      if (auto server = parse_server(node->text)) {
        file_.server = std::move(*server);
      } else {
        complain(node->at, "mail.server", "this names no mail server",
                 "smtp:// (STARTTLS), smtps:// (TLS) or smtp+plain:// (never encrypted), then "
                 "HOST or HOST:PORT");
      }
    }
    file_.server.ca_file = root_.text("ca_file").value_or("");
  }

  void read_login() {
    file_.server.user = root_.text("user").value_or("");
    file_.password_file = root_.text("password_file").value_or("");
    if (file_.server.user.empty() != file_.password_file.empty()) {
      complain(root_.at(root_.has("user") ? "user" : "password_file"), "mail.login",
               "a login needs a user and a password",
               "give both user and password_file, or neither");
    }
    if (!file_.server.user.empty() && file_.server.security == Security::plain) {
      complain(root_.at("user"), "mail.login", "a password would go out in the clear",
               "use smtp:// or smtps://");
    }
  }

  std::string address_at(Node const& node) {
    auto const address = address_in_ascii(node.text);
    if (!address) {
      complain(node.at, "mail.address", "this is no address that mail can be sent from",
               "an address is like privacy@shop.example");
    }
    return address.value_or("");
  }

  void read_from() {
    auto section = root_.below("from");
    if (!section) {
      complain(root_.at(), "mail.from", "the file does not say from whom mail is",
               R"(add [from] with address = "privacy@shop.example" and name = "…")");
      return;
    }
    file_.from.name = section->text("name").value_or("");
    constexpr char const* example = R"(address = "privacy@shop.example")";
    if (auto const* const node = section->demand("address", Node::Kind::text, example)) {
      file_.from.address = address_at(*node);
      file_.server.hello = file_.from.address.substr(file_.from.address.rfind('@') + 1);
    }
    section->finish();
  }

  void read_dkim() {
    auto section = root_.below("dkim");
    if (!section) {
      return;
    }
    MailFile::Dkim dkim;
    auto const demand = [&](char const* key, char const* example) {
      auto const* const node = section->demand(key, Node::Kind::text, example);
      return node ? node->text : std::string();
    };
    dkim.domain = demand("domain", R"(domain = "shop.example")");
    dkim.selector = demand("selector", R"(selector = "lofte1")");
    dkim.key_file = demand("key_file", R"(key_file = "dkim.pem")");
    file_.dkim = std::move(dkim);
    section->finish();
  }

  Section root_;
  MailFile file_;
};

std::string read_secret(fs::path const& file) {
  std::error_code error;
  auto const status = fs::status(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || !fs::is_regular_file(status) || !in.is_open()) {
    throw Failure(FailureKind::not_found,
                  {.code = "mail.secret_missing",
                   .message = file.string() + " can't be read",
                   .remedy = "the mail settings name it; its path counts from their folder"});
  }
  if ((status.permissions() & fs::perms::others_all) != fs::perms::none) {
    throw Failure(FailureKind::refused, {.code = "mail.secret_open_to_others",
                                         .message = file.string() + " is open to everybody",
                                         .remedy = "chmod 600 " + file.string()});
  }
  std::string secret(secret_bytes_max, '\0');
  in.read(secret.data(), static_cast<std::streamsize>(secret.size()));
  secret.resize(static_cast<std::size_t>(in.gcount()));
  return secret;
}

}  // namespace

ParsedMailFile parse_mail_file(std::string_view text, std::string_view path) {
  ParsedMailFile parsed;
  auto const document = promise::policy::read_document(text, path);
  if (!document) {
    parsed.findings.push_back(document.error());
    return parsed;
  }
  Errors errors;
  MailFile file =
      MailFileReader(Section(*document, "the mail settings", {.line = 1, .column = 1}, errors))
          .read();
  if (!errors.empty()) {
    parsed.findings = errors.take();
    return parsed;
  }
  parsed.file = std::move(file);
  return parsed;
}

MailSettings with_secrets(MailFile const& file, fs::path const& folder) {
  MailSettings settings{.server = file.server, .from = file.from, .dkim = std::nullopt};
  if (!settings.server.ca_file.empty()) {
    settings.server.ca_file = folder / settings.server.ca_file;
  }
  if (!file.password_file.empty()) {
    settings.server.password = read_secret(folder / file.password_file);
    settings.server.password.erase(settings.server.password.find_last_not_of("\r\n") + 1);
  }
  if (file.dkim) {
    settings.dkim = DkimSettings{.domain = file.dkim->domain,
                                 .selector = file.dkim->selector,
                                 .key_pem = read_secret(folder / file.dkim->key_file)};
  }
  return settings;
}

}  // namespace lofte::edge::mail

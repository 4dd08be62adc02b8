#include "shop/customers/passkey.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/base64.hpp"

namespace lofte::shop::customers {

using custody::webauthn::Credential;

namespace {

constexpr std::string_view line_start = "passkey";

constexpr std::array<std::pair<Credential::Backup, std::string_view>, 3> backup_names{{
    {Credential::Backup::none, "none"},
    {Credential::Backup::eligible, "eligible"},
    {Credential::Backup::done, "done"},
}};

std::string_view name_of(Credential::Backup backup) {
  return backup_names.at(static_cast<std::size_t>(backup)).second;
}

// The parts of a line, taken from its start in the order in which they were written.
class Line {
 public:
  explicit Line(std::string_view text) : rest_(text) {
    whole_ = rest_.starts_with(line_start);
    rest_.remove_prefix(whole_ ? line_start.size() : 0);
  }

  // Up to the next part.
  std::string_view part(std::string_view name) {
    enter(name);
    std::string_view const value = rest_.substr(0, rest_.find(';'));
    rest_.remove_prefix(value.size());
    return value;
  }
  std::string_view last_part(std::string_view name) {
    enter(name);
    return rest_;
  }
  Bytes bytes(std::string_view name) {
    auto bytes = from_base64url(part(name));
    whole_ = whole_ && bytes && !bytes->empty();
    return std::move(bytes).value_or(Bytes());
  }
  bool is_whole() const { return whole_; }

 private:
  void enter(std::string_view name) {
    std::string const start = ";" + std::string(name) + "=";
    whole_ = whole_ && rest_.starts_with(start);
    rest_.remove_prefix(whole_ ? start.size() : 0);
  }

  std::string_view rest_;
  bool whole_ = false;
};

std::optional<Passkey> decode(std::string_view text) {
  Line line(text);
  Passkey passkey;
  passkey.credential.id = line.bytes("id");
  passkey.credential.public_key = line.bytes("key");
  passkey.user_handle = line.bytes("user");
  std::string_view const counter = line.part("counter");
  auto const [end, error] =
      std::from_chars(counter.data(), counter.data() + counter.size(), passkey.credential.counter);
  std::string_view const backup_name = line.part("backup");
  auto const backup = std::ranges::find(backup_names, backup_name,
                                        &std::pair<Credential::Backup, std::string_view>::second);
  auto const added = parse_day(line.part("added"));
  passkey.name = line.last_part("name");
  if (!line.is_whole() || error != std::errc{} || end != counter.data() + counter.size() ||
      backup == backup_names.end() || !added || clean_passkey_name(passkey.name) != passkey.name) {
    return std::nullopt;
  }
  passkey.credential.backup = backup->first;
  passkey.added = *added;
  return passkey;
}

}  // namespace

std::string encode(std::vector<Passkey> const& passkeys) {
  std::string text;
  for (Passkey const& passkey : passkeys) {
    auto const& credential = passkey.credential;
    text += text.empty() ? "" : "\n";
    text += std::string(line_start) + ";id=" + to_base64url(credential.id) +
            ";key=" + to_base64url(credential.public_key) +
            ";user=" + to_base64url(passkey.user_handle) +
            ";counter=" + std::to_string(credential.counter) +
            ";backup=" + std::string(name_of(credential.backup)) +
            ";added=" + to_string(passkey.added) + ";name=" + passkey.name;
  }
  return text;
}

std::vector<Passkey> decode_passkeys(std::string_view text) {
  std::vector<Passkey> passkeys;
  while (!text.empty()) {
    auto const end = std::min(text.find('\n'), text.size());
    if (auto passkey = decode(text.substr(0, end))) {
      passkeys.push_back(*std::move(passkey));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return passkeys;
}

std::string clean_passkey_name(std::string_view typed) {
  std::string name(typed);
  std::ranges::replace_if(
      name,
      [](char letter) {
        auto const byte = static_cast<unsigned char>(letter);
        return byte < 0x20 || byte == 0x7f;
      },
      ' ');
  name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
  name.erase(name.find_last_not_of(' ') + 1);
  return name;
}

}  // namespace lofte::shop::customers

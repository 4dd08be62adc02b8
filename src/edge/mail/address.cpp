// What is an address, and how it goes into SMTP.
#include <idn2.h>

#include <algorithm>
#include <memory>

#include "edge/mail/letter.hpp"

namespace lofte::edge::mail {

namespace {

constexpr std::size_t local_bytes_max = 64;  // RFC 5321, 4.5.3.1.1
constexpr std::size_t label_bytes_max = 63;  // RFC 1035, 2.3.4

bool is_alphanumeric(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9');
}

// RFC 5322, 3.2.3.
bool is_atom_text(char byte) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
  return is_alphanumeric(byte) || others.contains(byte);
}

bool is_dot_atom(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' && !text.contains("..") &&
         std::ranges::all_of(text, [](char byte) { return byte == '.' || is_atom_text(byte); });
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' &&
         label.back() != '-' &&
         std::ranges::all_of(label, [](char byte) { return byte == '-' || is_alphanumeric(byte); });
}

// At least two labels, the last not a number: what mail can be routed to.
bool is_domain(std::string_view text) {
  bool has_dot = false;
  for (std::size_t dot = text.find('.'); dot != text.npos; dot = text.find('.')) {
    if (!is_label(text.substr(0, dot))) {
      return false;
    }
    text.remove_prefix(dot + 1);
    has_dot = true;
  }
  return has_dot && is_label(text) &&
         !std::ranges::all_of(text, [](char byte) { return byte >= '0' && byte <= '9'; });
}

std::optional<std::string> domain_in_ascii(std::string_view text) {
  if (text.contains('\0')) {
    return std::nullopt;
  }
  char* converted = nullptr;
  int const outcome = idn2_to_ascii_8z(std::string(text).c_str(), &converted,
                                       IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  std::unique_ptr<char, void (*)(void*)> const owned(converted, idn2_free);
  if (outcome != IDN2_OK || converted == nullptr) {
    return std::nullopt;
  }
  std::string domain(converted);
  std::ranges::transform(domain, domain.begin(), [](char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
  });
  return is_domain(domain) ? std::optional(domain) : std::nullopt;
}

}  // namespace

std::optional<std::string> address_in_ascii(std::string_view text) {
  if (text.size() > address_bytes_max) {
    return std::nullopt;
  }
  std::size_t const at = text.rfind('@');
  if (at == text.npos || at > local_bytes_max || !is_dot_atom(text.substr(0, at))) {
    return std::nullopt;
  }
  auto const domain = domain_in_ascii(text.substr(at + 1));
  if (!domain || at + 1 + domain->size() > address_bytes_max) {
    return std::nullopt;
  }
  return std::string(text.substr(0, at + 1)) + *domain;
}

}  // namespace lofte::edge::mail

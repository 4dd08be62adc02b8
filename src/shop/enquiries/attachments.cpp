#include "shop/enquiries/attachments.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/base64.hpp"
#include "base/hex.hpp"
#include "base/utf8.hpp"

namespace lofte::shop::enquiries {

using namespace std::string_view_literals;

namespace {

struct Kind {
  FileType type;
  std::string_view media_type;
  std::string_view beginning;               // "" for text
  std::array<std::string_view, 2> endings;  // of a name, in small letters
};
constexpr std::array kinds{
    Kind{FileType::pdf, "application/pdf", "%PDF-", {".pdf", ".pdf"}},
    Kind{FileType::png, "image/png", "\x89PNG\r\n\x1a\n", {".png", ".png"}},
    Kind{FileType::jpeg, "image/jpeg", "\xff\xd8\xff", {".jpg", ".jpeg"}},
    Kind{FileType::text, "text/plain", "", {".txt", ".txt"}},
};

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
}

// Marks, embeddings, overrides and isolates: with them a name shows another ending than it has.
bool turns_direction(char32_t code) {
  return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

bool is_text(std::string_view bytes) {
  while (!bytes.empty()) {
    Utf8Character const character = take_character(bytes);
    bool const blank = "\t\r\n"sv.contains(static_cast<char>(character.code & 0x7fU)) &&
                       character.bytes.size() == 1;
    if (!character.valid || (is_control(character.code) && !blank)) {
      return false;
    }
  }
  return true;
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return lowered;
}

// At most so many bytes, whole characters.
std::string_view shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) {
    return text;
  }
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xc0U) == 0x80U) {
    --bytes_max;
  }
  return text.substr(0, bytes_max);
}

void trim_end(std::string& name) {
  while (name.ends_with(' ') || name.ends_with('.')) {
    name.pop_back();
  }
}

bool is_unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || "-._~"sv.contains(letter);
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded += text.front();
      text.remove_prefix(1);
      continue;
    }
    std::string_view const digits = text.substr(1, 2);
    unsigned char byte = 0;
    auto const read = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() < 2 || read.ptr != digits.data() + 2) {
      return std::nullopt;
    }
    decoded += static_cast<char>(byte);
    text.remove_prefix(3);
  }
  return decoded;
}

std::optional<Attachment> decode_line(std::string_view line) {
  for (Kind const& kind : kinds) {
    std::string const head = "data:" + std::string(kind.media_type) + ";name=";
    auto const end = line.find(";base64,");
    if (!line.starts_with(head) || end == line.npos || end < head.size()) {
      continue;
    }
    auto name = percent_decoded(line.substr(head.size(), end - head.size()));
    auto bytes = from_base64(line.substr(end + 8));
    if (name && bytes) {
      return Attachment{
          .name = clean_file_name(*name), .type = kind.type, .bytes = *std::move(bytes)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view media_type_of(FileType type) {
  return std::ranges::find(kinds, type, &Kind::type)->media_type;
}

std::optional<FileType> file_type_of(std::string_view clean_name, BytesView bytes) {
  std::string const name = lower(clean_name);
  for (Kind const& kind : kinds) {
    bool const ends = std::ranges::any_of(
        kind.endings, [&](std::string_view ending) { return name.ends_with(ending); });
    if (ends && bytes.starts_with(kind.beginning) &&
        (kind.type != FileType::text || is_text(bytes))) {
      return kind.type;
    }
  }
  return std::nullopt;
}

std::string clean_file_name(std::string_view name) {
  name.remove_prefix(name.find_last_of("/\\") + 1);  // npos + 1 is 0
  std::string clean;
  while (!name.empty()) {
    Utf8Character const character = take_character(name);
    bool const leading = clean.empty() && (character.code == '.' || character.code == ' ');
    if (character.valid && !is_control(character.code) && !turns_direction(character.code) &&
        !leading) {
      clean += character.bytes;
    }
  }
  trim_end(clean);
  if (clean.size() > file_name_bytes_max) {
    auto const dot = clean.rfind('.');
    std::string const ending =
        dot != clean.npos && clean.size() - dot <= 6 ? clean.substr(dot) : std::string();
    clean = std::string(shortened(clean, file_name_bytes_max - ending.size())) + ending;
    trim_end(clean);
  }
  return clean.empty() ? "file" : clean;
}

std::string encode(std::vector<Attachment> const& attachments) {
  std::string text;
  for (Attachment const& attachment : attachments) {
    text += (text.empty() ? "data:" : "\ndata:") + std::string(media_type_of(attachment.type)) +
            ";name=";
    for (char const letter : attachment.name) {
      text += is_unreserved(letter) ? std::string(1, letter)
                                    : "%" + to_hex(std::string_view(&letter, 1));
    }
    text += ";base64," + to_base64(attachment.bytes);
  }
  return text;
}

std::vector<Attachment> decode_attachments(std::string_view text) {
  std::vector<Attachment> attachments;
  while (!text.empty()) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    if (auto attachment = decode_line(text.substr(0, end))) {
      attachments.push_back(*std::move(attachment));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return attachments;
}

}  // namespace lofte::shop::enquiries

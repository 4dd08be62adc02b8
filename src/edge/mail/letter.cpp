#include "edge/mail/letter.hpp"

#include <glib.h>

#include <algorithm>

#include "base/failure.hpp"
#include "base/utf8.hpp"

namespace lofte::edge::mail {

namespace {

constexpr std::uint8_t format = 2;
constexpr std::uint8_t format_without_purpose = 1;

[[noreturn]] void bad(char const* code, char const* message, char const* remedy) {
  throw Failure(FailureKind::bad_input, {.code = code, .message = message, .remedy = remedy});
}

void expect_at_most(std::size_t bytes, std::size_t bytes_max, std::string const& what) {
  if (bytes > bytes_max) {
    throw Failure(FailureKind::too_large, {.code = "mail.too_large",
                                           .message = what + " of a letter has more than " +
                                                      std::to_string(bytes_max) + " bytes",
                                           .remedy = "send less at once"});
  }
}

std::string expect_address(std::string_view address, char const* code) {
  auto ascii = address_in_ascii(address);
  if (!ascii) {
    bad(code, "a letter's address is none that mail can be sent to",
        "an address is like name+tag@shop.example: ASCII before the @, a domain after it, 254 "
        "bytes "
        "at the most");
  }
  return std::move(*ascii);
}

void blank_controls(std::string& utf8) {
  constexpr gunichar line_separator = 0x2028;
  constexpr gunichar paragraph_separator = 0x2029;
  std::string line;
  char const* const end = utf8.data() + utf8.size();
  for (char const* at = utf8.data(); at != end;) {
    char const* const next = g_utf8_next_char(at);
    gunichar const character = g_utf8_get_char(at);
    bool const is_control = g_unichar_iscntrl(character) != FALSE || character == line_separator ||
                            character == paragraph_separator;
    line += is_control ? std::string_view(" ") : std::string_view(at, next);
    at = next;
  }
  utf8 = std::move(line);
}

// For what goes into a header.
void make_line(std::string& text, std::size_t bytes_max, char const* what) {
  expect_at_most(text.size(), bytes_max, what);
  std::ranges::replace(text, '\0', ' ');
  if (!is_utf8(text)) {
    bad("mail.text", "a letter is not UTF-8", "send text as UTF-8");
  }
  blank_controls(text);
}

void expect_text(std::string const& text) {
  expect_at_most(text.size(), text_bytes_max, "the text");
  if (!is_utf8(text)) {
    bad("mail.text", "a letter's text is not UTF-8", "send text as UTF-8");
  }
}

void expect_url(std::string const& url) {
  expect_at_most(url.size(), url_bytes_max, "a URL");
  bool const is_plain = std::ranges::all_of(url, [](char byte) {
    return byte > ' ' && byte < '\x7f' && byte != '<' && byte != '>' && byte != ',';
  });
  if (!is_plain || !(url.starts_with("https://") || url.starts_with("http://"))) {
    bad("mail.url", "the URL that ends the mail is no URL that a header may hold",
        "use https:// and percent-encode what is not ASCII");
  }
}

// RFC 6838, 4.2.
bool is_content_type(std::string_view text) {
  auto const is_name = [](std::string_view name) {
    return !name.empty() && name.size() <= 127 && std::ranges::all_of(name, [](char byte) {
      return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
             std::string_view(".+-").contains(byte);
    });
  };
  std::size_t const slash = text.find('/');
  return slash != text.npos && is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1)) &&
         !text.starts_with("multipart/") && !text.starts_with("message/");
}

void check_attachments(std::vector<Attachment>& attachments) {
  expect_at_most(attachments.size(), attachments_max, "the list of attachments");
  std::size_t bytes = 0;
  for (Attachment& attachment : attachments) {
    make_line(attachment.file_name, name_bytes_max, "a file name");
    if (!is_content_type(attachment.content_type)) {
      bad("mail.content_type", "an attachment's content type is none",
          "a content type is like application/json");
    }
    bytes += attachment.bytes.size();
  }
  expect_at_most(bytes, attachment_bytes_max, "the attachments");
}

std::string read_text(Reader& reader) {
  return std::string(reader.text());
}

}  // namespace

Letter checked(Letter letter) {
  letter.to_address = expect_address(letter.to_address, "mail.address");
  if (!letter.reply_to.empty()) {
    letter.reply_to = expect_address(letter.reply_to, "mail.reply_to");
  }
  make_line(letter.to_name, name_bytes_max, "the name");
  make_line(letter.subject, subject_bytes_max, "the subject");
  expect_text(letter.text);
  expect_text(letter.html);
  if (!letter.list_unsubscribe.empty()) {
    expect_url(letter.list_unsubscribe);
  }
  check_attachments(letter.attachments);
  return letter;
}

Bytes Letter::encode() const {
  Writer writer;
  writer.u8(format)
      .text(to_address)
      .text(to_name)
      .text(subject)
      .text(text)
      .text(html)
      .text(list_unsubscribe)
      .text(reply_to)
      .varint(attachments.size());
  for (Attachment const& attachment : attachments) {
    writer.text(attachment.file_name).text(attachment.content_type).text(attachment.bytes);
  }
  writer.u8(about ? 1 : 0);
  if (about) {
    writer.uuid(about->subject.value).text(about->act).text(about->purpose);
  }
  return writer.take();
}

Letter Letter::decode(BytesView bytes) {
  Reader reader(bytes);
  std::uint8_t const its_format = reader.u8();
  if (its_format != format && its_format != format_without_purpose) {
    throw Failure(FailureKind::too_new,
                  {.code = "mail.too_new",
                   .message = "a letter was queued by a newer version of Löfte",
                   .remedy = "start the version that wrote it"});
  }
  Letter letter;
  letter.to_address = read_text(reader);
  letter.to_name = read_text(reader);
  letter.subject = read_text(reader);
  letter.text = read_text(reader);
  letter.html = read_text(reader);
  letter.list_unsubscribe = read_text(reader);
  letter.reply_to = read_text(reader);
  for (std::uint64_t left = reader.varint(); left > 0; --left) {
    Attachment attachment;
    attachment.file_name = read_text(reader);
    attachment.content_type = read_text(reader);
    attachment.bytes = Bytes(reader.text());
    letter.attachments.push_back(std::move(attachment));
  }
  if (reader.u8() != 0) {
    SubjectId const subject{reader.uuid()};
    letter.about = About{.subject = subject, .act = read_text(reader)};
    if (its_format != format_without_purpose) {
      letter.about->purpose = read_text(reader);
    }
  }
  reader.expect_end();
  return letter;
}

}  // namespace lofte::edge::mail

// Whatever an address or a stored letter looks like: it is read or refused, and no line of a
// message's head comes from outside.
#include <algorithm>

#include "base/failure.hpp"
#include "edge/mail/mime.hpp"
#include "edge/mail/settings.hpp"

namespace {

using namespace lofte;
using namespace lofte::edge;

void read_address(std::string_view text) {
  auto const address = mail::address_in_ascii(text);
  if (!address) {
    return;
  }
  bool const is_plain = std::ranges::all_of(*address, [](char byte) {
    return byte > ' ' && byte < '\x7f' && byte != '<' && byte != '>';
  });
  require(is_plain && address->size() <= mail::address_bytes_max, "an address is plain text");
  require(mail::address_in_ascii(*address) == address, "an address stays as it is");
}

// Of the letter's own headers; those of its parts come after the first empty line.
void check_head(BytesView message) {
  message = message.substr(0, message.find("\r\n\r\n"));
  while (!message.empty()) {
    std::size_t const end = std::min(message.find("\r\n"), message.size());
    BytesView const line = message.substr(0, end);
    require(line.size() <= 998 && !line.contains('\n') && !line.contains('\r'),
            "a line of the head is a line");
    require(!line.starts_with("Injected:"), "no line of the head comes from outside");
    message.remove_prefix(std::min(end + 2, message.size()));
  }
}

void read_letter(BytesView bytes) {
  try {
    mail::Letter const letter = mail::Letter::decode(bytes);
    require(letter.encode() == mail::Letter::decode(letter.encode()).encode(),
            "a letter is stored whole");
    check_head(mail::mime_of(mail::checked(letter),
                             {.name = "Shop", .address = "privacy@shop.example"}, {}));
  } catch (Failure const& failure) {
    require(failure.kind() == FailureKind::damaged || failure.kind() == FailureKind::too_new ||
                failure.kind() == FailureKind::bad_input ||
                failure.kind() == FailureKind::too_large,
            "what can't be read is damaged, and what can't be sent says why");
  }
}

// The text where an attacker's would be.
void write_letter(BytesView text) {
  mail::Letter letter;
  letter.to_address = "anna@example.com";
  letter.to_name = letter.subject = letter.text = letter.html = std::string(text.substr(0, 500));
  letter.attachments.push_back(
      {.file_name = letter.to_name, .content_type = "text/plain", .bytes = Bytes(text)});
  read_letter(letter.encode());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  BytesView const bytes(reinterpret_cast<char const*>(data), size);
  if (bytes.empty()) {
    return 0;
  }
  switch (bytes.front() % 4) {
    case 0:
      read_address(bytes.substr(1));
      break;
    case 1:
      read_letter(bytes.substr(1));
      break;
    case 2:
      write_letter(bytes.substr(1));
      break;
    default:
      mail::parse_mail_file(bytes.substr(1), "mail.toml");
  }
  return 0;
}

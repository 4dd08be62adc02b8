// A letter to one person, as the house writes it. All of it is personal: it is never printed or
// logged, and no failure quotes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/wire.hpp"

namespace lofte::edge::mail {

// In bytes.
inline constexpr std::size_t address_bytes_max =
    254;  // RFC 5321, 4.5.3.1.3, and RFC 3696 erratum 1690
inline constexpr std::size_t name_bytes_max = 512;
inline constexpr std::size_t subject_bytes_max = 512;
inline constexpr std::size_t url_bytes_max =
    900;  // a header line has at most 998 (RFC 5322, 2.1.1)
inline constexpr std::size_t text_bytes_max = 1024 * 1024;
inline constexpr std::size_t attachment_bytes_max = 8 * 1024 * 1024;  // of all of a letter together
inline constexpr std::size_t attachments_max = 10;

struct Attachment {
  std::string file_name;
  std::string content_type;  // "application/json"
  Bytes bytes;
};

// What a letter is about: who and which act. Given back with what became of it, for the ledger.
struct About {
  SubjectId subject;
  std::string act;
  // The purpose that it is sent for, by its name in the policy, where the person can end that: it
  // is asked whether it may still be sent. "": it has to be sent, as a receipt does.
  std::string purpose{};
};

struct Letter {
  std::string to_address;
  std::string to_name;  // may be empty
  std::string subject;
  std::string text;
  std::string html;  // may be empty: text alone
  std::string
      list_unsubscribe;  // a URL that ends the mail when it is posted to (RFC 8058); or empty
  std::string reply_to;  // an address; or empty
  std::vector<Attachment> attachments;
  std::optional<About> about;

  Bytes encode() const;
  // Throws Failure: damaged ("wire.truncated", "wire.malformed"), too_new ("mail.too_new").
  static Letter decode(BytesView bytes);
};

// The address as it goes into SMTP: a local part of ASCII as it was written, the domain in lower
// case and in ASCII (IDNA 2008). Nullopt for what is no address: see RFC 5321, 4.1.2; quoted local
// parts, addresses by IP number and local parts outside ASCII (RFC 6531) are refused, too.
std::optional<std::string> address_in_ascii(std::string_view text);

// The letter as it may be sent: its addresses in ASCII; control characters in names, subject and
// file names turned into spaces, so that no header can be written through them. Throws Failure:
// bad_input
// ("mail.address", "mail.reply_to", "mail.text" for what is not UTF-8, "mail.url",
// "mail.content_type"), too_large ("mail.too_large").
Letter checked(Letter letter);

}  // namespace lofte::edge::mail

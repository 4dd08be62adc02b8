// A letter as a MIME message (RFC 5322, 2045 to 2049, 2047, 2231), by GMime.
//
// Any thread. The same arguments give the same bytes.
#pragma once

#include "base/day.hpp"
#include "edge/mail/letter.hpp"

namespace lofte::edge::mail {

struct Sender {
  std::string name;  // may be empty
  std::string address;
};

// What a message has beside its letter. The same for every attempt to send it, so that whoever gets
// it twice can tell.
struct Postmark {
  Instant date;
  Uuid id;  // becomes the Message-ID, at the sender's domain
};

// Lines end in CR LF and are of ASCII, at most 998 bytes long. The letter is one that checked()
// gave. Auto-Submitted: auto-generated (RFC 3834), so that no machine answers.
Bytes mime_of(Letter const& letter, Sender const& from, Postmark const& postmark);

}  // namespace lofte::edge::mail

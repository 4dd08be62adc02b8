// The port through which messages leave, and what can come of it.
#pragma once

#include <string>

#include "base/wire.hpp"

namespace lofte::edge::mail {

// Addresses in ASCII, as address_in_ascii() gives them.
struct Envelope {
  std::string from;
  std::string to;
};

enum class Reply {
  stopped,  // by us, before anything of the message was sent
  accepted,
  later,        // this message was put off (4xx), or the connection broke while it was sent
  never,        // this message was refused for good (5xx)
  unreachable,  // the server takes no message at all now: no connection, no TLS, no login, the
                // sender refused
};

struct Answer {
  Reply reply = Reply::unreachable;
  int code = 0;  // the server's; 0 when it gave none. Its text may quote an address and is not kept
  std::string why = {};  // when there is no code: what failed, without anything personal
};

// One connection at a time, kept between messages. One thread.
class Transport {
 public:
  virtual ~Transport() = default;
  // The message is in lines that end in CR LF. Throws nothing but bad_alloc.
  virtual Answer send(Envelope const& envelope, BytesView message) = 0;
};

}  // namespace lofte::edge::mail

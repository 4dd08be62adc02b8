// A row of the tables `mail` and `notice`. Internal to the module. Format: docs/formats/mail.md.
#pragma once

#include "custody/mail_queue/mail_queue.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::mail_queue {

struct MailRow {
  keys::RowLeaf leaf;
  Instant next;
  std::uint32_t attempts = 0;
  Instant queued;
  Bytes sealed;  // once, under the leaf, bound to the row's key

  Bytes encode() const;
  // Throws Failure: damaged ("wire.truncated"), too_new ("mail.too_new").
  static MailRow decode(BytesView bytes);
};

store::Table table_of(Line line);
Bytes row_key(Line line, MailId const& id);
MailId id_of(BytesView row_key);
// A message's id names its bucket, as a subject's does.
Bucket bucket_of(MailId const& id);

}  // namespace lofte::custody::mail_queue

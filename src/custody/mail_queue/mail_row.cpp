#include "custody/mail_queue/mail_row.hpp"

#include "base/failure.hpp"

namespace lofte::custody::mail_queue {

namespace {

constexpr std::uint8_t format = 1;

std::uint64_t number_of(Instant instant) {
  return static_cast<std::uint64_t>(instant.time_since_epoch().count());
}

Instant read_instant(Reader& reader) {
  return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}};
}

}  // namespace

Bytes MailRow::encode() const {
  return Writer{}
      .raw(leaf.encode())
      .u8(format)
      .u64(number_of(next))
      .u32(attempts)
      .u64(number_of(queued))
      .raw(sealed)
      .take();
}

MailRow MailRow::decode(BytesView bytes) {
  Reader reader(bytes);
  MailRow row;
  row.leaf = keys::RowLeaf::read(reader);
  if (reader.u8() != format) {
    throw Failure(FailureKind::too_new, {.code = "mail.too_new",
                                         .message = "mail was queued by a newer version of Löfte",
                                         .remedy = "start the version that wrote it"});
  }
  row.next = read_instant(reader);
  row.attempts = reader.u32();
  row.queued = read_instant(reader);
  row.sealed = Bytes(reader.rest());
  return row;
}

store::Table table_of(Line line) {
  return line == Line::letters ? store::Table::mail : store::Table::notice;
}

Bytes row_key(Line line, MailId const& id) {
  return store::table_key(table_of(line)).uuid(id.value).take();
}

MailId id_of(BytesView row_key) {
  return MailId{Reader(row_key.substr(1)).uuid()};
}

Bucket bucket_of(MailId const& id) {
  return lofte::bucket_of(SubjectId{id.value});
}

}  // namespace lofte::custody::mail_queue

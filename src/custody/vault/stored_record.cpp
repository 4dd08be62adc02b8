#include "custody/vault/stored_record.hpp"

#include "base/failure.hpp"
#include "base/personal.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::vault {

using store::Table;

namespace {

constexpr std::uint8_t record_format = 1;
// The first byte of a row.
constexpr std::uint8_t listed_row = 0;
constexpr std::uint8_t whole_row = 1;

Bytes place_of(BytesView key, std::uint8_t kind) {
  return Writer{}.raw(key).u8(kind).take();
}

[[noreturn]] void not_as_listed() {
  throw Failure(FailureKind::damaged,
                {.code = "record.not_as_listed",
                 .message = "a record and the row of its subject do not belong together",
                 .remedy = "restore the key plane from a backup"});
}

void write(Writer& writer, Lease const& lease) {
  writer.u8(static_cast<std::uint8_t>(static_cast<unsigned>(lease.kind) << 1 |
                                      (lease.by_clock ? 1U : 0U)));
  writer.u16(lease.clause);
  if (!lease.by_clock) {
    subjects::write(writer, lease.opener);
  }
  writer.varint(lease.compartments).text(lease.sealed);
}

Lease read_lease(Reader& reader) {
  Lease lease;
  std::uint8_t const flags = reader.u8();
  if (flags >> 1 > static_cast<unsigned>(LeaseKind::restriction)) {
    throw Failure(FailureKind::damaged, {.code = "lease.malformed",
                                         .message = "a stored lease is of no kind that there is",
                                         .remedy = "restore the key plane from a backup"});
  }
  lease.kind = static_cast<LeaseKind>(flags >> 1);
  lease.by_clock = (flags & 1) != 0;
  lease.clause = reader.u16();
  if (!lease.by_clock) {
    lease.opener = subjects::read_opener(reader);
  }
  lease.compartments = reader.varint();
  lease.sealed = Bytes(reader.text());
  return lease;
}

}  // namespace

Bytes StoredRecord::encode() const {
  Writer writer;
  writer.u8(record_format);
  if (!listed) {
    writer.day(collected);
    subjects::write_facts(writer, facts);
  }
  writer.varint(generations.size());
  for (std::uint32_t const generation : generations) {
    writer.varint(generation);
  }
  writer.varint(leases.size());
  for (Lease const& lease : leases) {
    write(writer, lease);
  }
  return writer.take();
}

StoredRecord StoredRecord::decode(BytesView bytes, subjects::RecordOutline const* listed) {
  Reader reader(bytes);
  if (reader.u8() != record_format) {
    throw Failure(FailureKind::too_new,
                  {.code = "record.too_new",
                   .message = "a record was written by a newer version",
                   .remedy = "start the version of lofte that wrote the data folder"});
  }
  StoredRecord record;
  record.listed = listed != nullptr;
  if (listed != nullptr) {
    record.facts = listed->facts;
    record.collected = listed->collected;
  } else {
    record.collected = reader.day();
    record.facts = subjects::read_record_facts(reader);
  }
  for (auto count = reader.varint(); count > 0; --count) {
    record.generations.push_back(static_cast<std::uint32_t>(reader.varint()));
  }
  for (auto count = reader.varint(); count > 0; --count) {
    record.leases.push_back(read_lease(reader));
  }
  reader.expect_end();
  return record;
}

bool is_listed(BytesView row) {
  return Reader(row).u8() == listed_row;
}

Bytes seal_record(crypto::Key const& rows, BytesView key, StoredRecord const& record,
                  Random& random) {
  std::uint8_t const kind = record.listed ? listed_row : whole_row;
  Bytes plain = record.encode();
  Bytes const sealed = crypto::seal(rows, plain, place_of(key, kind), random);
  wipe(plain);
  return Writer{}.u8(kind).raw(sealed).take();
}

StoredRecord open_record(crypto::Key const& rows, BytesView key, BytesView row,
                         subjects::RecordOutline const* listed) {
  Reader reader(row);
  std::uint8_t const kind = reader.u8();
  if ((kind == listed_row) != (listed != nullptr)) {
    not_as_listed();
  }
  Bytes plain = crypto::open(rows, reader.rest(), place_of(key, kind));
  StoredRecord record = StoredRecord::decode(plain, listed);
  wipe(plain);
  return record;
}

std::optional<StoredRecord> load_record(store::View& view, SubjectId const& subject,
                                        subjects::Standing const& standing, crypto::Key const& rows,
                                        RecordId const& record) {
  auto const* const listed = standing.listed(record);
  if (listed == nullptr && standing.unlisted == 0) {
    return std::nullopt;
  }
  Bytes const key = record_key(subject, record);
  auto const row = view.get(store::Plane::keys, key);
  if (!row && listed != nullptr) {
    not_as_listed();
  }
  return row ? std::optional(open_record(rows, key, *row, listed)) : std::nullopt;
}

void each_outline(store::View& view, SubjectId const& subject, subjects::Standing const& standing,
                  crypto::Key const& rows,
                  std::function<void(subjects::RecordOutline const&)> const& visit) {
  for (auto const& record : standing.records) {
    visit(record);
  }
  if (standing.unlisted == 0) {
    return;
  }
  view.scan(store::Plane::keys, record_prefix(subject), {}, [&](BytesView key, BytesView row) {
    if (is_listed(row)) {
      if (standing.listed(record_of_key(key)) == nullptr) {
        not_as_listed();
      }
    } else {
      StoredRecord const record = open_record(rows, key, row, nullptr);
      visit({.id = record_of_key(key), .collected = record.collected, .facts = record.facts});
    }
    return true;
  });
}

Bytes lease_place(SubjectId const& subject, RecordId const& record, Lease const& lease) {
  return Writer{}
      .raw("lease")
      .uuid(subject.value)
      .uuid(record.value)
      .u8(static_cast<std::uint8_t>(lease.kind))
      .u16(lease.clause)
      .varint(lease.compartments)
      .take();
}

Bytes record_prefix(SubjectId const& subject) {
  return store::table_key(Table::record).uuid(subject.value).take();
}

Bytes record_key(SubjectId const& subject, RecordId const& record) {
  return store::table_key(Table::record).uuid(subject.value).uuid(record.value).take();
}

RecordId record_of_key(BytesView key) {
  return RecordId{Reader(key.substr(1 + sizeof(Uuid))).uuid()};
}

}  // namespace lofte::custody::vault

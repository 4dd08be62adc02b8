#include "custody/vault/stored_record.hpp"

#include "base/failure.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::vault {

using promise::retention::RecordFacts;
using store::Table;

namespace {

constexpr std::uint8_t record_format = 1;

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

void write_facts(Writer& writer, RecordFacts const& facts) {
  writer.u16(facts.version).u16(facts.layout).u8(facts.shape).u8(facts.held ? 1 : 0);
  writer.varint(facts.fields).varint(facts.ended);
  std::uint16_t happened = 0;
  for (std::size_t event = 0; event < facts.events.size(); ++event) {
    if (facts.events[event]) {
      happened = static_cast<std::uint16_t>(happened | 1U << event);
    }
  }
  writer.u16(happened);
  for (auto const& day : facts.events) {
    if (day) {
      writer.day(*day);
    }
  }
}

RecordFacts read_facts(Reader& reader) {
  RecordFacts facts;
  facts.version = reader.u16();
  facts.layout = reader.u16();
  facts.shape = reader.u8();
  facts.held = reader.u8() != 0;
  facts.fields = reader.varint();
  facts.ended = reader.varint();
  std::uint16_t const happened = reader.u16();
  for (std::size_t event = 0; event < facts.events.size(); ++event) {
    if ((happened >> event & 1) != 0) {
      facts.events[event] = reader.day();
    }
  }
  return facts;
}

Bytes StoredRecord::encode() const {
  Writer writer;
  writer.u8(record_format);
  write_facts(writer, facts);
  writer.day(collected).u32(page).varint(generations.size());
  for (std::uint32_t const generation : generations) {
    writer.varint(generation);
  }
  writer.varint(leases.size());
  for (Lease const& lease : leases) {
    write(writer, lease);
  }
  return writer.take();
}

StoredRecord StoredRecord::decode(BytesView bytes) {
  Reader reader(bytes);
  if (reader.u8() != record_format) {
    throw Failure(FailureKind::too_new,
                  {.code = "record.too_new",
                   .message = "a record was written by a newer version",
                   .remedy = "start the version of lofte that wrote the data folder"});
  }
  StoredRecord record;
  record.facts = read_facts(reader);
  record.collected = reader.day();
  record.page = reader.u32();
  for (auto count = reader.varint(); count > 0; --count) {
    record.generations.push_back(static_cast<std::uint32_t>(reader.varint()));
  }
  for (auto count = reader.varint(); count > 0; --count) {
    record.leases.push_back(read_lease(reader));
  }
  reader.expect_end();
  return record;
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

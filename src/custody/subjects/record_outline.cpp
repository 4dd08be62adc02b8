#include "custody/subjects/record_outline.hpp"

namespace lofte::custody::subjects {

using promise::retention::RecordFacts;

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

RecordFacts read_record_facts(Reader& reader) {
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

void write(Writer& writer, RecordOutline const& record) {
  writer.uuid(record.id.value).day(record.collected);
  write_facts(writer, record.facts);
}

RecordOutline read_outline(Reader& reader) {
  RecordId const id{reader.uuid()};
  Day const collected = reader.day();
  return {.id = id, .collected = collected, .facts = read_record_facts(reader)};
}

}  // namespace lofte::custody::subjects

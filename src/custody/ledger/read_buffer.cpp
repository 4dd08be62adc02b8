#include "custody/ledger/read_buffer.hpp"

#include <algorithm>
#include <tuple>

namespace lofte::custody::ledger {

namespace {

auto kind_of(Reading const& reading) {
  return std::tie(reading.subject, reading.actor, reading.purpose, reading.shape, reading.denied,
                  reading.fields);
}

void join_to(JoinedReading& joined, Reading const& reading) {
  joined.until = reading.at;
  ++joined.times;
  for (RecordId const& record : reading.records) {
    auto& records = joined.reading.records;
    if (std::ranges::find(records, record) != records.end()) {
      continue;
    }
    ++joined.record_count;
    if (records.size() < records_named_max) {
      records.push_back(record);
    }
  }
}

}  // namespace

bool ReadBuffer::is_full() const {
  return readings_.with([](std::vector<Reading> const& readings) {
    return readings.size() >= readings_buffered_max;
  });
}

void ReadBuffer::add(Reading reading) {
  readings_.with([&](std::vector<Reading>& readings) { readings.push_back(std::move(reading)); });
}

std::vector<Reading> ReadBuffer::take() {
  return readings_.with([](std::vector<Reading>& readings) { return std::exchange(readings, {}); });
}

std::vector<JoinedReading> join(std::vector<Reading> readings) {
  std::ranges::sort(readings, {}, [](Reading const& reading) {
    return std::tuple_cat(kind_of(reading), std::tie(reading.at));
  });
  std::vector<JoinedReading> joined;
  for (Reading& reading : readings) {
    if (!joined.empty() && kind_of(joined.back().reading) == kind_of(reading)) {
      join_to(joined.back(), reading);
      continue;
    }
    std::uint64_t const records = reading.records.size();
    Instant const until = reading.at;
    reading.records.resize(std::min<std::size_t>(records, records_named_max));
    joined.push_back({.reading = std::move(reading), .until = until, .record_count = records});
  }
  return joined;
}

Statement JoinedReading::statement() const {
  Statement statement(reading.denied.empty() ? "read" : "refused", reading.at);
  statement.say("subject", reading.subject.value).say("actor", reading.actor);
  statement.say("purpose", reading.purpose);
  if (!reading.denied.empty()) {
    statement.say("reason", reading.denied);
  }
  if (!reading.shape.empty()) {
    statement.say("shape", reading.shape);
  }
  std::vector<std::string> records;
  for (RecordId const& record : reading.records) {
    records.push_back(to_string(record.value));
  }
  statement.say("fields", reading.fields).say("records", records);
  if (record_count > records.size()) {
    statement.say("records_in_all", record_count);
  }
  if (times > 1) {
    statement.say("times", times).say("until", to_string(until));
  }
  return statement;
}

}  // namespace lofte::custody::ledger

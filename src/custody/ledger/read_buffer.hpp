// Reads that wait to be written to the ledger, so that reading does not have to write.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "base/guarded.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/ledger/statement.hpp"

namespace lofte::custody::ledger {

// Somebody read, or was refused, records of a subject for a purpose.
struct Reading {
  SubjectId subject;
  crypto::Key key;  // the subject's ledger key
  Instant at;
  std::uint32_t actor = 0;
  std::string purpose;
  std::string shape;
  std::vector<std::string> fields;
  std::vector<RecordId> records;
  std::string denied;  // the reason's code; empty when it was permitted
};

// When this many wait, the next reader has them written before it reads.
inline constexpr std::size_t readings_buffered_max = 50'000;
// Records that one entry names; it counts the rest.
inline constexpr std::size_t records_named_max = 100;

// Any thread.
class ReadBuffer {
 public:
  bool is_full() const;
  void add(Reading reading);
  std::vector<Reading> take();

 private:
  Guarded<std::vector<Reading>> readings_;
};

// Several readings that differ in time and record only, as one.
struct JoinedReading {
  Reading reading;
  Instant until;
  std::uint64_t times = 1;
  std::uint64_t record_count = 0;

  Statement statement() const;
};
// By bucket, then by subject, in the order of their first.
std::vector<JoinedReading> join(std::vector<Reading> readings);

}  // namespace lofte::custody::ledger

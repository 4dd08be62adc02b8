#include "custody/subjects/standing.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "base/personal.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::subjects {

using promise::retention::ChannelAnswer;
using promise::retention::ConsentState;
using promise::retention::LatestEvent;
using promise::retention::PurposeStanding;
using promise::retention::Term;
using store::Plane;
using store::Table;

namespace {

constexpr std::uint8_t standing_format = 2;
constexpr std::uint8_t format_without_answers = 1;  // neither answers for channels nor sign-ins
constexpr std::uint8_t opener_term = 0;
constexpr std::uint8_t opener_leaf = 1;

void write(Writer& writer, Term const& term) {
  writer.u16(term.version)
      .u16(term.clause)
      .maybe_day(term.anchor)
      .maybe_day(term.cap_anchor)
      .maybe_day(term.limit);
}

Term read_term(Reader& reader) {
  Term term;
  term.version = reader.u16();
  term.clause = reader.u16();
  term.anchor = reader.maybe_day();
  term.cap_anchor = reader.maybe_day();
  term.limit = reader.maybe_day();
  return term;
}

}  // namespace

void write(Writer& writer, Opener const& opener) {
  if (opener.term) {
    write(writer.u8(opener_term), *opener.term);
  } else {
    writer.u8(opener_leaf).u32(opener.leaf.value());
  }
}

Opener read_opener(Reader& reader) {
  if (reader.u8() == opener_term) {
    return {.term = read_term(reader), .leaf = std::nullopt};
  }
  return {.term = std::nullopt, .leaf = reader.u32()};
}

Bytes encode(Term const& term) {
  Writer writer;
  write(writer, term);
  return writer.take();
}

Term decode_term(BytesView bytes) {
  Reader reader(bytes);
  Term const term = read_term(reader);
  reader.expect_end();
  return term;
}

void write_facts(Writer& writer, promise::retention::SubjectFacts const& facts) {
  writer.u8(facts.restricted ? 1 : 0);
  writer.varint(facts.purposes.size());
  for (PurposeStanding const& purpose : facts.purposes) {
    writer.u32(purpose.purpose).u8(static_cast<std::uint8_t>(purpose.consent));
    writer.u8(static_cast<std::uint8_t>((purpose.objected ? 1 : 0) | (purpose.erased ? 2 : 0)));
    writer.u64(static_cast<std::uint64_t>(purpose.changed.time_since_epoch().count()));
  }
  writer.varint(facts.latest.size());
  for (LatestEvent const& latest : facts.latest) {
    writer.u32(latest.shape).u32(latest.event).day(latest.day);
  }
}

promise::retention::SubjectFacts read_subject_facts(Reader& reader) {
  promise::retention::SubjectFacts facts;
  facts.restricted = reader.u8() != 0;
  for (auto count = reader.varint(); count > 0; --count) {
    PurposeStanding purpose;
    purpose.purpose = reader.u32();
    purpose.consent = static_cast<ConsentState>(reader.u8());
    std::uint8_t const flags = reader.u8();
    purpose.objected = (flags & 1) != 0;
    purpose.erased = (flags & 2) != 0;
    purpose.changed = Instant{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}};
    facts.purposes.push_back(purpose);
  }
  for (auto count = reader.varint(); count > 0; --count) {
    auto const shape = reader.u32();
    auto const event = reader.u32();
    facts.latest.push_back({.shape = shape, .event = event, .day = reader.day()});
  }
  return facts;
}

namespace {

std::uint64_t milliseconds(Instant instant) {
  return static_cast<std::uint64_t>(instant.time_since_epoch().count());
}
Instant instant_of(std::uint64_t milliseconds) {
  return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(milliseconds)}};
}

void write_answers(Writer& writer, std::vector<ChannelAnswer> const& answers) {
  writer.varint(answers.size());
  for (ChannelAnswer const& answer : answers) {
    writer.u32(answer.purpose).u32(answer.channel).u8(static_cast<std::uint8_t>(answer.answer));
    writer.u64(milliseconds(answer.given));
  }
}

std::vector<ChannelAnswer> read_answers(Reader& reader) {
  std::vector<ChannelAnswer> answers;
  for (auto count = reader.varint(); count > 0; --count) {
    ChannelAnswer answer;
    answer.purpose = reader.u32();
    answer.channel = reader.u32();
    answer.answer = static_cast<ChannelAnswer::Answer>(reader.u8());
    answer.given = instant_of(reader.u64());
    answers.push_back(answer);
  }
  return answers;
}

}  // namespace

Bytes clock_place(SubjectId const& subject, SubjectClock const& clock) {
  return Writer{}.raw("clock").uuid(subject.value).u16(clock.version).u16(clock.clause).take();
}

Bytes Standing::encode() const {
  Writer writer;
  writer.u8(standing_format).day(created).raw(record_ids.view());
  writer.varint(references.size());
  for (Uuid const& reference : references) {
    writer.uuid(reference);
  }
  write_facts(writer, facts);
  writer.varint(clocks.size());
  for (SubjectClock const& clock : clocks) {
    writer.u16(clock.version).u16(clock.clause);
    write(writer, clock.opener);
    writer.text(clock.key);
  }
  writer.varint(holds.size());
  for (LegalHold const& hold : holds) {
    writer.uuid(hold.record.value).text(hold.reason).day(hold.review);
  }
  writer.varint(records.size());
  for (RecordOutline const& record : records) {
    subjects::write(writer, record);
  }
  writer.varint(unlisted);
  write_answers(writer, facts.channels);
  writer.u64(facts.restricted_since ? milliseconds(*facts.restricted_since) : 0);
  writer.varint(sign_ins.size());
  for (SignIn const& sign_in : sign_ins) {
    writer.uuid(sign_in.id).u64(milliseconds(sign_in.begun));
  }
  return writer.take();
}

Standing Standing::decode(BytesView bytes) {
  Reader reader(bytes);
  std::uint8_t const format = reader.u8();
  if (format != standing_format && format != format_without_answers) {
    throw Failure(FailureKind::too_new,
                  {.code = "standing.too_new",
                   .message = "a standing was written by a newer version",
                   .remedy = "start the version of lofte that wrote the data folder"});
  }
  Standing standing;
  standing.created = reader.day();
  standing.record_ids = crypto::Key::from_bytes(reader.raw(crypto::key_bytes));
  for (auto count = reader.varint(); count > 0; --count) {
    standing.references.push_back(reader.uuid());
  }
  standing.facts = read_subject_facts(reader);
  for (auto count = reader.varint(); count > 0; --count) {
    SubjectClock clock;
    clock.version = reader.u16();
    clock.clause = reader.u16();
    clock.opener = read_opener(reader);
    clock.key = Bytes(reader.text());
    standing.clocks.push_back(std::move(clock));
  }
  for (auto count = reader.varint(); count > 0; --count) {
    LegalHold hold;
    hold.record.value = reader.uuid();
    hold.reason = std::string(reader.text());
    hold.review = reader.day();
    standing.holds.push_back(std::move(hold));
  }
  for (auto count = reader.varint(); count > 0; --count) {
    standing.records.push_back(read_outline(reader));
  }
  standing.unlisted = static_cast<std::uint32_t>(reader.varint());
  if (format != format_without_answers) {
    standing.facts.channels = read_answers(reader);
    if (std::uint64_t const since = reader.u64(); since != 0) {
      standing.facts.restricted_since = instant_of(since);
    }
    for (auto count = reader.varint(); count > 0; --count) {
      Uuid const id = reader.uuid();
      standing.sign_ins.push_back({.id = id, .begun = instant_of(reader.u64())});
    }
  }
  reader.expect_end();
  return standing;
}

bool Standing::lists(Uuid const& reference) const {
  return std::ranges::find(references, reference) != references.end();
}

RecordOutline const* Standing::listed(RecordId const& record) const {
  auto const found = std::ranges::find(records, record, &RecordOutline::id);
  return found == records.end() ? nullptr : &*found;
}

StoredSubject StoredSubject::decode(BytesView row) {
  Reader reader(row);
  keys::RowLeaf person = keys::RowLeaf::read(reader);
  return {.person = std::move(person), .sealed = Bytes(reader.rest())};
}

std::optional<StoredSubject> StoredSubject::load(store::View& view, SubjectId const& subject) {
  auto const row = view.get(Plane::keys, subject_key(subject));
  return row ? std::optional(decode(*row)) : std::nullopt;
}

void StoredSubject::save(store::Transaction& transaction, SubjectId const& subject) const {
  transaction.put(Plane::keys, subject_key(subject), person.encode().append(sealed));
}

void StoredSubject::erase(store::Transaction& transaction, SubjectId const& subject) {
  transaction.erase(Plane::keys, subject_key(subject));
}

Bytes subjects_prefix() {
  return store::table_key(Table::subject).take();
}

Bytes subject_key(SubjectId const& subject) {
  return store::table_key(Table::subject).uuid(subject.value).take();
}

SubjectId subject_of_key(BytesView key) {
  return SubjectId{Reader(key.substr(1)).uuid()};
}

crypto::Key ledger_key(Standing const& standing) {
  return crypto::derive(standing.record_ids, "ledger");
}

crypto::Key row_key(crypto::Key const& person) {
  return crypto::derive(person, "rows");
}

Bytes seal_standing(crypto::Key const& rows, SubjectId const& subject, Standing const& standing,
                    Random& random) {
  Bytes plain = standing.encode();
  Bytes sealed = crypto::seal(rows, plain, subject_key(subject), random);
  wipe(plain);
  return sealed;
}

Standing open_standing(crypto::Key const& rows, SubjectId const& subject, BytesView sealed) {
  Bytes plain = crypto::open(rows, sealed, subject_key(subject));
  Standing standing = Standing::decode(plain);
  wipe(plain);
  return standing;
}

}  // namespace lofte::custody::subjects

#include "custody/mailings/mailings.hpp"

#include <algorithm>
#include <tuple>

#include "custody/crypto/sha256.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::mailings {

using store::Durability;
using store::Plane;
using store::Table;

namespace {

constexpr std::uint8_t row_format = 1;

// The two rows of a mailing.
enum class Part : char { standing = 's', content = 'c' };

Bytes prefix_of(Part part) {
  return store::table_key(Table::mailing).u8(static_cast<std::uint8_t>(part)).take();
}

Bytes key_of(Part part, MailingId const& id) {
  return Writer{}.raw(prefix_of(part)).uuid(id.value).take();
}

MailingId id_of(std::string_view reference) {
  auto const digest = crypto::sha256({"mailing", reference});
  MailingId id;
  std::copy_n(digest.begin(), id.value.bytes.size(), id.value.bytes.begin());
  return id;
}

Bytes encode(Content const& content) {
  return Writer{}.u8(row_format).text(content.subject).text(content.text).text(content.html).take();
}

void expect_format(Reader& reader) {
  if (reader.u8() != row_format) {
    throw Failure(FailureKind::too_new,
                  {.code = "mailing.too_new",
                   .message = "a mailing in the store was written by a newer version of Löfte",
                   .remedy = "serve the folder with that version"});
  }
}

Content decode_content(BytesView row) {
  Reader reader(row);
  expect_format(reader);
  Content content;
  content.subject = reader.text();
  content.text = reader.text();
  content.html = reader.text();
  reader.expect_end();
  return content;
}

// A mailing, and what its content is known again by.
struct Row {
  Mailing mailing;
  crypto::Digest digest;
};

void write(Writer& writer, Instant instant) {
  writer.u64(static_cast<std::uint64_t>(instant.time_since_epoch().count()));
}

Instant read_instant(Reader& reader) {
  return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}};
}

Bytes encode(Row const& row) {
  Mailing const& mailing = row.mailing;
  Writer writer;
  writer.u8(row_format).text(mailing.reference).text(mailing.purpose);
  write(writer, mailing.started);
  writer.u8(static_cast<std::uint8_t>(mailing.state));
  write(writer, mailing.ended.value_or(Instant{}));
  writer.raw(crypto::view(row.digest));
  Progress const& progress = mailing.progress;
  writer.u16(progress.bucket).u8(progress.last ? 1 : 0);
  if (progress.last) {
    writer.uuid(progress.last->value);
  }
  writer.u64(progress.queued).u64(progress.left_out);
  return writer.take();
}

State read_state(Reader& reader) {
  auto const state = reader.u8();
  if (state > static_cast<std::uint8_t>(State::stopped)) {
    throw Failure(FailureKind::damaged,
                  {.code = "mailing.state",
                   .message = "a mailing in the store is in a state that there is none of",
                   .remedy = "restore the folder from its backups"});
  }
  return static_cast<State>(state);
}

Row decode_row(MailingId const& id, BytesView bytes) {
  Reader reader(bytes);
  expect_format(reader);
  Row row;
  Mailing& mailing = row.mailing;
  mailing.id = id;
  mailing.reference = reader.text();
  mailing.purpose = reader.text();
  mailing.started = read_instant(reader);
  mailing.state = read_state(reader);
  Instant const ended = read_instant(reader);
  if (mailing.state != State::under_way) {
    mailing.ended = ended;
  }
  row.digest = crypto::digest_from(reader.raw(row.digest.size()));
  mailing.progress.bucket = reader.u16();
  if (reader.u8() != 0) {
    mailing.progress.last = SubjectId{reader.uuid()};
  }
  mailing.progress.queued = reader.u64();
  mailing.progress.left_out = reader.u64();
  reader.expect_end();
  return row;
}

std::optional<Row> find_row(store::View& view, MailingId const& id) {
  auto const bytes = view.get(Plane::keys, key_of(Part::standing, id));
  return bytes ? std::optional(decode_row(id, *bytes)) : std::nullopt;
}

void put(store::Transaction& transaction, Row const& row) {
  transaction.put(Plane::keys, key_of(Part::standing, row.mailing.id), encode(row));
}

// What it says is needed no more.
void end(store::Transaction& transaction, Row& row, State as, Instant now) {
  row.mailing.state = as;
  row.mailing.ended = now;
  row.mailing.progress.last.reset();
  put(transaction, row);
  transaction.erase(Plane::keys, key_of(Part::content, row.mailing.id));
  transaction.commit(Durability::synced);
}

std::vector<Mailing> list_in(store::View& view) {
  std::vector<Mailing> mailings;
  Bytes const prefix = prefix_of(Part::standing);
  view.scan(Plane::keys, prefix, {}, [&](BytesView key, BytesView value) {
    Reader reader(key.substr(prefix.size()));
    mailings.push_back(decode_row(MailingId{reader.uuid()}, value).mailing);
    return true;
  });
  return mailings;
}

}  // namespace

Mailings::Begun Mailings::begin(NewMailing const& wanted, Instant now) {
  MailingId const id = id_of(wanted.reference);
  Bytes const content = encode(wanted.content);
  auto const digest = crypto::sha256({Writer{}.text(wanted.purpose).view(), content});
  auto const transaction = store_->begin(store::system_bucket);
  if (auto const stored = find_row(*transaction, id)) {
    if (stored->digest != digest) {
      throw Failure(FailureKind::conflict,
                    {.code = "mailing.other_content",
                     .message = "there is a mailing of that reference already, and it says "
                                "something else or is for another purpose",
                     .remedy = "send it under a reference of its own"});
    }
    return {.mailing = stored->mailing, .outcome = Begun::Outcome::existed};
  }
  Row const row{.mailing = {.id = id,
                            .reference = wanted.reference,
                            .purpose = wanted.purpose,
                            .started = now},
                .digest = digest};
  put(*transaction, row);
  transaction->put(Plane::keys, key_of(Part::content, id), content);
  transaction->commit(Durability::synced);
  return {.mailing = row.mailing, .outcome = Begun::Outcome::begun};
}

std::optional<Mailing> Mailings::find(MailingId const& id) const {
  auto const row = find_row(*store_->read(store::system_bucket), id);
  return row ? std::optional(row->mailing) : std::nullopt;
}

std::vector<Mailing> Mailings::list() const {
  auto mailings = list_in(*store_->read(store::system_bucket));
  std::ranges::sort(mailings, [](Mailing const& one, Mailing const& other) {
    return std::tie(other.started, other.id) < std::tie(one.started, one.id);
  });
  return mailings;
}

std::optional<Content> Mailings::content(MailingId const& id) const {
  auto const row = store_->read(store::system_bucket)->get(Plane::keys, key_of(Part::content, id));
  return row ? std::optional(decode_content(*row)) : std::nullopt;
}

bool Mailings::note(MailingId const& id, Progress const& progress) {
  auto const transaction = store_->begin(store::system_bucket);
  auto row = find_row(*transaction, id);
  if (!row || row->mailing.state != State::under_way) {
    return false;
  }
  row->mailing.progress = progress;
  put(*transaction, *row);
  transaction->commit(Durability::deferred);
  return true;
}

void Mailings::finish(MailingId const& id, Progress const& progress, Instant now) {
  auto const transaction = store_->begin(store::system_bucket);
  auto row = find_row(*transaction, id);
  if (row && row->mailing.state == State::under_way) {
    row->mailing.progress = progress;
    end(*transaction, *row, State::done, now);
  }
}

Mailing Mailings::stop(MailingId const& id, Instant now) {
  auto const transaction = store_->begin(store::system_bucket);
  auto row = find_row(*transaction, id);
  if (!row) {
    throw mailing_unknown();
  }
  if (row->mailing.state == State::done) {
    throw Failure(FailureKind::conflict,
                  {.code = "mailing.done",
                   .message = "the mailing has been written to everybody already",
                   .remedy = "there is nothing left of it to stop"});
  }
  if (row->mailing.state == State::under_way) {
    end(*transaction, *row, State::stopped, now);
  }
  return row->mailing;
}

void Mailings::forget_ended_before(Instant instant) {
  auto const transaction = store_->begin(store::system_bucket);
  bool any = false;
  for (Mailing const& mailing : list_in(*transaction)) {
    if (mailing.ended && *mailing.ended < instant) {
      transaction->erase(Plane::keys, key_of(Part::standing, mailing.id));
      any = true;
    }
  }
  if (any) {
    transaction->commit(Durability::deferred);
  }
}

Failure mailing_unknown() {
  return {FailureKind::not_found,
          {.code = "mailing.unknown",
           .message = "there is no such mailing, or it ended long ago",
           .remedy = "those that there are, are listed at /v1/mailings"}};
}

}  // namespace lofte::custody::mailings

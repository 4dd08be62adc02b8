#include "custody/upkeep/state.hpp"

#include "custody/store/tables.hpp"

namespace lofte::custody::upkeep {

namespace {

Bytes state_key(std::string_view name) {
  return store::table_key(store::Table::clock).raw(name).take();
}

}  // namespace

std::optional<Bytes> State::get(std::string_view name) const {
  return store_->read(store::system_bucket)->get(store::Plane::keys, state_key(name));
}

void State::put(store::Transaction& transaction, std::string_view name, BytesView value) {
  transaction.put(store::Plane::keys, state_key(name), value);
}

promise::policy::Version State::migrated_through() const {
  auto const row = get("migrated");
  return row ? Reader(*row).u16() : promise::policy::Version{1};
}

void State::set_migrated_through(store::Transaction& transaction,
                                 promise::policy::Version version) {
  put(transaction, "migrated", Writer{}.u16(version).view());
}

std::optional<Day> State::index_key_since() const {
  auto const row = get("index");
  return row ? std::optional(Reader(*row).day()) : std::nullopt;
}

void State::set_index_key_since(store::Transaction& transaction, Day day) {
  put(transaction, "index", Writer{}.day(day).view());
}

std::optional<State::Reclaimed> State::reclaimed() const {
  auto const row = get("reclaimed");
  if (!row) {
    return std::nullopt;
  }
  Reader reader(*row);
  Day const day = reader.day();
  return Reclaimed{.day = day, .settled = reader.u16()};
}

void State::set_reclaimed(store::Transaction& transaction, Reclaimed const& reclaimed) {
  put(transaction, "reclaimed", Writer{}.day(reclaimed.day).u16(reclaimed.settled).view());
}

std::optional<State::Notice> State::notice() const {
  return decode_notice(get("notice"));
}

std::optional<State::Notice> State::notice(store::Transaction& transaction) {
  return decode_notice(transaction.get(store::Plane::keys, state_key("notice")));
}

std::optional<State::Notice> State::decode_notice(std::optional<Bytes> const& row) {
  if (!row) {
    return std::nullopt;
  }
  Reader reader(*row);
  Notice notice;
  notice.version = reader.u16();
  notice.bucket = reader.u16();
  if (reader.u8() != 0) {
    notice.last = SubjectId{reader.uuid()};
  }
  return notice;
}

void State::set_notice(store::Transaction& transaction, std::optional<Notice> const& notice) {
  if (!notice) {
    transaction.erase(store::Plane::keys, state_key("notice"));
    return;
  }
  Writer row;
  row.u16(notice->version).u16(notice->bucket).u8(notice->last ? 1 : 0);
  if (notice->last) {
    row.uuid(notice->last->value);
  }
  put(transaction, "notice", row.view());
}

std::optional<Uuid> State::identity() const {
  auto const row = get("identity");
  return row ? std::optional(Reader(*row).uuid()) : std::nullopt;
}

void State::set_identity(store::Transaction& transaction, Uuid const& identity) {
  put(transaction, "identity", Writer{}.uuid(identity).view());
}

std::optional<State::CopyLife> State::copy_life() const {
  auto const row = get("copies");
  if (!row) {
    return std::nullopt;
  }
  Reader reader(*row);
  std::chrono::days const life{reader.u32()};
  return CopyLife{
      .life = life,
      .until = Instant{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}}};
}

void State::set_copy_life(store::Transaction& transaction, CopyLife const& life) {
  put(transaction, "copies",
      Writer{}
          .u32(static_cast<std::uint32_t>(life.life.count()))
          .u64(static_cast<std::uint64_t>(life.until.time_since_epoch().count()))
          .view());
}

}  // namespace lofte::custody::upkeep

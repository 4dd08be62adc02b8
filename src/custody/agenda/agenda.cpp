#include "custody/agenda/agenda.hpp"

#include <algorithm>

#include "custody/store/tables.hpp"

namespace lofte::custody::agenda {

using store::Plane;
using store::Table;

namespace {

Bytes row_key(Entry const& entry) {
  return store::table_key(Table::agenda).day(entry.day).uuid(entry.subject.value).take();
}

// Those of days before `end`.
std::vector<Entry> entries_in(store::Store& store, Bucket bucket, Day end) {
  std::vector<Entry> entries;
  store.read(bucket)->scan(Plane::keys, store::table_key(Table::agenda).view(), {},
                           [&](BytesView key, BytesView) {
                             Reader reader(key.substr(1));
                             Day const day = reader.day();
                             if (day >= end) {
                               return false;
                             }
                             entries.push_back({.subject = {reader.uuid()}, .day = day});
                             return true;
                           });
  return entries;
}

}  // namespace

void Agenda::put(Entry const& entry) {
  auto const transaction = store_->begin(bucket_of(entry.subject));
  transaction->put(Plane::keys, row_key(entry), {});
  transaction->commit(store::Durability::synced);
}

void Agenda::remove(Entry const& entry) {
  auto const transaction = store_->begin(bucket_of(entry.subject));
  transaction->erase(Plane::keys, row_key(entry));
  transaction->commit(store::Durability::deferred);
}

void Agenda::visit_due(Day today, std::function<void(Entry const&)> const& visit) const {
  for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
    for (Entry const& entry : entries_in(*store_, static_cast<Bucket>(bucket), today)) {
      visit(entry);
    }
  }
}

std::vector<SubjectId> Agenda::subjects() const {
  std::vector<SubjectId> subjects;
  for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
    for (Entry const& entry : entries_in(*store_, static_cast<Bucket>(bucket), Day::max())) {
      subjects.push_back(entry.subject);
    }
  }
  std::ranges::sort(subjects);
  auto const twice = std::ranges::unique(subjects);
  subjects.erase(twice.begin(), twice.end());
  return subjects;
}

}  // namespace lofte::custody::agenda

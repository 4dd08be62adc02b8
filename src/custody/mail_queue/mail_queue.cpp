#include "custody/mail_queue/mail_queue.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "custody/mail_queue/mail_row.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::mail_queue {

using keys::KeyTree;
using store::Plane;

namespace {

Bytes prefix_of(Line line) {
  return store::table_key(table_of(line)).take();
}

// An id whose bucket is this one; random but for that.
MailId random_id_in(Bucket bucket, Random& random) {
  MailId id{random_uuid(random)};
  auto& bytes = id.value.bytes;
  bytes[0] = static_cast<std::uint8_t>(bucket >> 4);
  bytes[1] = static_cast<std::uint8_t>((bucket & 0xf) << 4 | (bytes[1] & 0xf));
  return id;
}

void doom(KeyTree& tree, store::Transaction& transaction, BytesView key, MailRow const& row) {
  transaction.erase(Plane::keys, key);
  tree.doom(transaction, row.leaf.slot);
}

void expect_room(std::size_t waiting) {
  if (waiting >= waiting_max) {
    throw Failure(FailureKind::unavailable,
                  {.code = "mail.queue_full",
                   .message = std::to_string(waiting_max) + " messages wait to be sent",
                   .remedy = "let the mail server take them; lofte_mail_waiting says how many"});
  }
}

void expect_size(std::size_t bytes) {
  if (bytes > message_bytes_max) {
    throw Failure(FailureKind::too_large, {.code = "mail.too_large",
                                           .message = "a message has more than " +
                                                      std::to_string(message_bytes_max) + " bytes",
                                           .remedy = "send less at once"});
  }
}

}  // namespace

MailQueue::MailQueue(store::Store& store, keys::KeyRing const& ring, Line line)
    : store_(&store), ring_(&ring), line_(line) {
  state_.with([&](State& state) {
    for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
      list(static_cast<Bucket>(bucket), state);
    }
  });
}

void MailQueue::list(Bucket bucket, State& state) {
  store_->read(bucket)->scan(
      Plane::keys, prefix_of(line_), {}, [&](BytesView key, BytesView value) {
        MailId const id = id_of(key);
        MailRow const row = MailRow::decode(value);
        state.entries.emplace(id, Entry{.next = row.next, .attempts = row.attempts});
        state.due.emplace(row.next, id);
        return true;
      });
}

MailId MailQueue::enqueue(BytesView bytes, Instant now) {
  expect_size(bytes.size());
  expect_room(waiting());
  MailId const id{random_uuid(ring_->random())};
  auto const transaction = store_->begin(bucket_of(id));
  KeyTree tree(*ring_, *transaction, bucket_of(id));
  write(id, {.transaction = *transaction, .tree = tree}, bytes, now);
  tree.save(*transaction);
  try {
    transaction->commit(store::Durability::synced);
  } catch (Failure const& failure) {
    if (failure.kind() == FailureKind::unknown_outcome) {
      added(id, now);  // whoever it is handed out to finds out
    }
    throw;
  }
  added(id, now);
  return id;
}

void MailQueue::write(MailId const& id, Place const& place, BytesView bytes, Instant now) const {
  Bytes const key = row_key(line_, id);
  auto const leaf = crypto::Key::random(ring_->random());
  MailRow const row{.leaf = place.tree.plant_in_row(place.transaction, leaf, key),
                    .next = now,
                    .attempts = 0,
                    .queued = now,
                    .sealed = crypto::seal_once(leaf, bytes, key)};
  place.transaction.put(Plane::keys, key, row.encode());
}

MailId MailQueue::add(Place const& place, BytesView bytes, Instant now) const {
  expect_size(bytes.size());
  MailId const id = random_id_in(place.tree.bucket(), ring_->random());
  write(id, place, bytes, now);
  return id;
}

void MailQueue::added(MailId const& id, Instant now) {
  state_.with([&](State& state) {
    state.entries.emplace(id, Entry{.next = now});
    state.due.emplace(now, id);
  });
}

std::vector<MailId> MailQueue::pick(Instant now, std::size_t count_max) {
  return state_.with([&](State& state) {
    std::vector<MailId> picked;
    while (picked.size() < count_max && !state.due.empty()) {
      auto next = state.due.begin();
      if (next->first > now) {
        next = std::prev(state.due.end());
        if (next->first <= now + put_off_max) {
          break;
        }
      }
      picked.push_back(next->second);
      state.due.erase(next);
    }
    return picked;
  });
}

std::optional<Message> MailQueue::load(MailId const& id) {
  Bytes const key = row_key(line_, id);
  auto const view = store_->read(bucket_of(id));
  auto const stored = view->get(Plane::keys, key);
  if (!stored) {
    return std::nullopt;
  }
  MailRow const row = MailRow::decode(*stored);
  auto const leaf = KeyTree(*ring_, *view, bucket_of(id)).leaf(row.leaf);
  unsigned const attempts = state_.with([&](State& state) { return state.entries[id].attempts; });
  return Message{.id = id,
                 .bytes = crypto::open_once(leaf, row.sealed, key),
                 .attempts = attempts,
                 .queued = row.queued};
}

std::vector<Message> MailQueue::take_due(Instant now, std::size_t count_max) {
  erase_ended();
  std::vector<MailId> picked = pick(now, count_max);
  std::ranges::reverse(picked);
  std::vector<Message> messages;
  while (!picked.empty()) {
    MailId const id = picked.back();
    try {
      if (auto message = load(id)) {
        messages.push_back(std::move(*message));
      } else {
        state_.with([&](State& state) { state.entries.erase(id); });
      }
    } catch (Failure const& failure) {
      if (failure.kind() == FailureKind::damaged) {
        picked.pop_back();  // it stays where it is, and in nobody's way
      }
      std::ranges::for_each(picked, [&](MailId const& left) { put_back(left, now); });
      if (messages.empty()) {
        throw;
      }
      break;
    }
    picked.pop_back();
  }
  return messages;
}

void MailQueue::put_back(MailId const& id, Instant due) {
  state_.with([&](State& state) {
    if (auto const entry = state.entries.find(id); entry != state.entries.end()) {
      entry->second.next = due;
      state.due.emplace(due, id);
    }
  });
}

bool MailQueue::erase(MailId const& id) {
  try {
    Bytes const key = row_key(line_, id);
    auto const transaction = store_->begin(bucket_of(id));
    auto const stored = transaction->get(Plane::keys, key);
    if (!stored) {
      return true;
    }
    KeyTree tree(*ring_, *transaction, bucket_of(id));
    doom(tree, *transaction, key, MailRow::decode(*stored));
    tree.save(*transaction);
    transaction->commit(store::Durability::deferred);
    return true;
  } catch (Failure const&) {
    return false;
  }
}

void MailQueue::end(MailId const& id) {
  bool const erased = erase(id);
  state_.with([&](State& state) {
    state.entries.erase(id);
    if (!erased) {
      state.ended.push_back(id);
    }
  });
}

void MailQueue::sent(MailId const& id) {
  end(id);
}

void MailQueue::give_up(MailId const& id) {
  end(id);
}

// A store that refuses once is not asked again before the next time.
void MailQueue::erase_ended() {
  auto ended = state_.with([](State& state) { return std::exchange(state.ended, {}); });
  while (!ended.empty() && erase(ended.back())) {
    ended.pop_back();
  }
  state_.with(
      [&](State& state) { state.ended.insert(state.ended.end(), ended.begin(), ended.end()); });
}

void MailQueue::put_off(MailId const& id, Instant until) {
  auto const attempts = state_.with([&](State& state) -> std::optional<unsigned> {
    auto const entry = state.entries.find(id);
    if (entry == state.entries.end()) {
      return std::nullopt;
    }
    entry->second.next = until;
    state.due.emplace(until, id);
    return ++entry->second.attempts;
  });
  if (!attempts) {
    return;
  }
  try {
    Bytes const key = row_key(line_, id);
    auto const transaction = store_->begin(bucket_of(id));
    if (auto const stored = transaction->get(Plane::keys, key)) {
      MailRow row = MailRow::decode(*stored);
      row.attempts = *attempts;
      row.next = until;
      transaction->put(Plane::keys, key, row.encode());
      transaction->commit(store::Durability::deferred);
    }
  } catch (Failure const&) {
    return;  // after a crash it is tried earlier than it had to be
  }
}

void MailQueue::sync() {
  store_->sync();
}

std::optional<Instant> MailQueue::next_due(Instant now) const {
  return state_.with([&](State const& state) -> std::optional<Instant> {
    if (state.due.empty()) {
      return std::nullopt;
    }
    bool const from_another_time = state.due.rbegin()->first > now + put_off_max;
    return from_another_time ? now : std::max(now, state.due.begin()->first);
  });
}

std::size_t MailQueue::due(Instant now, std::size_t count_max) const {
  return state_.with([&](State const& state) {
    std::size_t count = 0;
    for (auto next = state.due.begin();
         next != state.due.end() && next->first <= now && count < count_max; ++next) {
      ++count;
    }
    return count;
  });
}

std::size_t MailQueue::waiting() const {
  return state_.with([](State const& state) { return state.entries.size(); });
}

std::size_t drop_old(KeyTree& tree, store::Transaction& transaction, Old const& old) {
  std::vector<std::pair<Bytes, MailRow>> rows;
  transaction.scan(Plane::keys, prefix_of(old.line), {}, [&](BytesView key, BytesView value) {
    if (MailRow row = MailRow::decode(value); row.queued < old.before) {
      row.sealed.clear();
      rows.emplace_back(key, std::move(row));
    }
    return true;
  });
  for (auto const& [key, row] : rows) {
    doom(tree, transaction, key, row);
  }
  return rows.size();
}

}  // namespace lofte::custody::mail_queue

#include "shop/publications/shelf.hpp"

#include <algorithm>
#include <array>
#include <mutex>

#include "base/failure.hpp"
#include "custody/upkeep/sweep.hpp"
#include "shop/publications/fields.hpp"
#include "shop/publications/publications.hpp"

namespace lofte::shop::publications {

using custody::vault::RecordSummary;
using promise::policy::name_hash;

namespace {

// What the purpose holds of it; nullptr without the text.
RecordSummary::Hold const* hold_of(RecordSummary const& summary, std::string const& purpose) {
  auto const found = std::ranges::find_if(summary.holds, [&](RecordSummary::Hold const& hold) {
    return hold.purpose == purpose &&
           std::ranges::find(hold.fields, text_field) != hold.fields.end();
  });
  return found == summary.holds.end() ? nullptr : &*found;
}

std::size_t pages_of(std::size_t count) {
  return std::max<std::size_t>(1, (count + Shelf::on_a_page - 1) / Shelf::on_a_page);
}

}  // namespace

std::optional<std::string> Shelf::purpose() const {
  auto const rules = vault_->in_force().shown;
  auto const kept = what_is_kept(*rules->history().current().policy, "");
  return kept ? std::optional(kept->purpose) : std::nullopt;
}

void Shelf::fill(State& state) const {
  if (state.filled) {
    return;
  }
  auto const rules = vault_->in_force().shown;
  std::mutex mutex;  // the sweep has several threads
  std::vector<Place> found;
  custody::upkeep::sweep(*vault_, {}, [&](unsigned, Bucket bucket) {
    for (auto const& subject : custody::upkeep::facts_of_bucket(*vault_, bucket)) {
      custody::upkeep::each_record(*rules, subject, [&](auto const& record, auto const&) {
        auto const& policy = rules->history().of(record.facts.version);
        if (policy.shapes[record.facts.shape].name == publication_shape) {
          std::lock_guard const lock(mutex);
          found.push_back({.subject = subject.id, .record = record.id});
        }
      });
    }
  });
  state.filled = true;
  for (Place const& one : found) {
    place(state, one);
  }
}

void Shelf::place(State& state, Place const& place) const {
  auto const in_force = purpose();
  Entry entry{.place = place, .submitted = {}, .published = {}, .fields = {}, .shown = {}};
  if (in_force && standing_of(entry, *in_force) != Standing::gone) {
    state.entries.insert_or_assign(place.record, std::move(entry));
  } else {
    state.entries.erase(place.record);
  }
}

Shelf::Standing Shelf::standing_of(Entry& entry, std::string const& purpose) const {
  auto const all = vault_->summary(entry.place.subject);
  auto const found = std::ranges::find(all, entry.place.record, &RecordSummary::record);
  auto const* const hold = found == all.end() ? nullptr : hold_of(*found, purpose);
  if (hold == nullptr || found->shape != publication_shape || found->day_of(withdrawn_event)) {
    return Standing::gone;
  }
  if (hold->fields != entry.fields) {
    entry.fields = hold->fields;
    entry.shown.reset();  // a field may have gone, by another policy
  }
  entry.submitted = found->day_of(submitted_event).value_or(found->collected);
  entry.published = found->day_of(published_event);
  return vault_->standing(entry.place.subject).restricted_since ? Standing::paused
                                                                : Standing::sound;
}

bool Shelf::read(Entry& entry, std::string const& purpose) const {
  std::array const bound{name_hash(purpose)};
  auto const opened =
      vault_->read({.id = promise::gate::public_page_id, .purposes = bound, .all_purposes = false},
                   entry.place.subject, entry.place.record, purpose);
  if (!opened) {
    return false;
  }
  Shown shown{.record = entry.place.record,
              .published = *entry.published,
              .name = {},
              .about = {},
              .text = {}};
  for (auto const& field : opened->fields) {
    std::string const& value = field.value.reveal(opened->permit);
    if (field.name == name_field) {
      shown.name = value;
    } else if (field.name == about_field) {
      shown.about = value;
    } else if (field.name == text_field) {
      shown.text = value;
    }
  }
  entry.shown = std::move(shown);
  return true;
}

// `wanted`: the day that an entry is listed by, if it is. `make`: what is shown of it, if anything.
template <typename T, typename Wanted, typename Make>
Listed<T> Shelf::list(unsigned page, Wanted const& wanted, Make const& make) {
  auto const in_force = purpose();
  if (!in_force) {
    return {};
  }
  return state_.with([&](State& state) {
    fill(state);
    std::vector<std::pair<Day, RecordId>> order;
    for (auto const& [record, entry] : state.entries) {
      if (std::optional<Day> const day = wanted(entry)) {
        order.emplace_back(*day, record);
      }
    }
    std::ranges::sort(order, std::ranges::greater{});
    Listed<T> listed{.items = {}, .pages = static_cast<unsigned>(pages_of(order.size()))};
    listed.page = std::clamp(page, 1U, listed.pages);
    std::size_t const first = (listed.page - 1) * on_a_page;
    for (std::size_t i = first; i < std::min(first + on_a_page, order.size()); ++i) {
      Entry& entry = state.entries.at(order[i].second);
      Standing const standing = standing_of(entry, *in_force);
      if (standing == Standing::gone) {
        state.entries.erase(order[i].second);
      } else if (standing == Standing::sound && wanted(entry)) {
        if (std::optional<T> item = make(entry, *in_force)) {
          listed.items.push_back(*std::move(item));
        }
      }
    }
    return listed;
  });
}

Listed<Shown> Shelf::published(unsigned page) {
  return list<Shown>(
      page, [](Entry const& entry) { return entry.published; },
      [this](Entry& entry, std::string const& purpose) {
        return entry.shown || read(entry, purpose) ? entry.shown : std::nullopt;
      });
}

Listed<Waiting> Shelf::waiting(unsigned page) {
  return list<Waiting>(
      page,
      [](Entry const& entry) {
        return entry.published ? std::nullopt : std::optional(entry.submitted);
      },
      [](Entry const& entry, std::string const&) {
        return std::optional(Waiting{.place = entry.place, .submitted = entry.submitted});
      });
}

void Shelf::add(Place const& place) {
  state_.with([&](State& state) {
    if (state.filled) {  // else filling finds it
      this->place(state, place);
    }
  });
}

void Shelf::look_at(Place const& place) {
  state_.with([&](State& state) {
    if (state.entries.contains(place.record)) {
      this->place(state, place);
    }
  });
}

void Shelf::tidy() {
  auto const in_force = purpose();
  state_.with([&](State& state) {
    if (!in_force) {
      state.entries.clear();
      state.filled = false;
      return;
    }
    fill(state);
    for (auto entry = state.entries.begin(); entry != state.entries.end();) {
      bool const gone = standing_of(entry->second, *in_force) == Standing::gone;
      entry = gone ? state.entries.erase(entry) : std::next(entry);
    }
  });
}

}  // namespace lofte::shop::publications

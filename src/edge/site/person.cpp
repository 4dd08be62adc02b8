#include "edge/site/person.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <tuple>

#include "shop/customers/customers.hpp"
#include "shop/mailings/may_mail.hpp"

namespace lofte::edge::site {

using custody::vault::Accessed;
using pages::Ending;
using pages::HeldRecord;
using promise::policy::Basis;
using promise::policy::Policy;
using promise::retention::Until;

namespace {

constexpr std::string_view lines_field = "lines";
constexpr std::string_view name_field = "name";
constexpr std::string_view digest_prefix = "$argon2";
// What the person typed in, and nobody else vouches for.
constexpr std::array<std::string_view, 5> typed_fields{"name", "address", "phone", "birth_date",
                                                       "interests"};
constexpr std::array<std::string_view, 2> correctable_shapes{"account", "subscription"};

Ending ending_of(Until const& until, Policy const& policy, std::string_view purpose) {
  if (until.last) {
    return {.kind = Ending::Kind::dated, .last = until.last};
  }
  auto const index = policy.find_purpose(purpose);
  bool const consented = index && policy.purposes[*index].basis == Basis::consent;
  return {.kind = consented ? Ending::Kind::on_withdrawal : Ending::Kind::no_date_yet,
          .last = std::nullopt};
}

pages::HeldField shown(custody::vault::OpenedField const& field,
                       promise::gate::Permit const& permit) {
  std::string const& value = field.value.reveal(permit);
  if (value.starts_with(digest_prefix)) {
    return {.name = field.name, .value = {}, .state = pages::HeldField::State::digest};
  }
  return {.name = field.name, .value = value};
}

std::vector<std::string> correctable_of(Accessed const& record) {
  std::vector<std::string> names;
  if (std::ranges::find(correctable_shapes, record.summary.shape) == correctable_shapes.end()) {
    return names;
  }
  for (auto const& field : record.fields) {
    bool const in_use = std::ranges::any_of(record.summary.holds, [&](auto const& hold) {
      return std::ranges::find(hold.fields, field.name) != hold.fields.end();
    });
    if (in_use && std::ranges::find(typed_fields, field.name) != typed_fields.end()) {
      names.push_back(field.name);
    }
  }
  return names;
}

HeldRecord outline_of(custody::vault::RecordSummary summary, Policy const& policy) {
  HeldRecord held{.id = to_string(summary.record.value),
                  .shape = std::move(summary.shape),
                  .collected = summary.collected,
                  .events = std::move(summary.events)};
  held.held_for.reserve(summary.holds.size());
  for (auto& hold : summary.holds) {
    Ending const ends = ending_of(hold.until, policy, hold.purpose);
    held.held_for.push_back({.by_law = hold.by_law,
                             .purpose = std::move(hold.purpose),
                             .fields = std::move(hold.fields),
                             .ends = ends});
  }
  if (summary.legal_hold) {
    held.legal_hold = Ending{.kind = Ending::Kind::on_release, .last = std::nullopt};
  }
  return held;
}

HeldRecord held_record(Accessed record, Policy const& policy) {
  auto correctable = correctable_of(record);
  HeldRecord held = outline_of(std::move(record.summary), policy);
  held.correctable = std::move(correctable);
  for (auto const& field : record.fields) {
    held.fields.push_back(shown(field, record.permit));
  }
  return held;
}

void sort_oldest_first(std::vector<HeldRecord>& records) {
  std::ranges::sort(records, {},
                    [](HeldRecord const& record) { return std::tie(record.collected, record.id); });
}

bool has_name(HeldRecord const& outline) {
  return std::ranges::any_of(outline.held_for, [](pages::HeldFor const& held) {
    return std::ranges::find(held.fields, name_field) != held.fields.end();
  });
}

Day day_placed(HeldRecord const& order) {
  return order.events.empty() ? order.collected : order.events.front().second;
}

// Of two endings, the one that comes last.
Ending const& later(Ending const& left, Ending const& right) {
  if (!left.last || !right.last) {
    return left.last ? right : left;
  }
  return *left.last < *right.last ? right : left;
}

}  // namespace

std::vector<HeldRecord> held_records(custody::vault::Vault const& vault, SubjectId const& subject) {
  auto const rules = vault.in_force().shown;
  std::vector<HeldRecord> records;
  for (Accessed& record : vault.access(subject)) {
    records.push_back(held_record(std::move(record), *rules->history().current().policy));
  }
  sort_oldest_first(records);
  return records;
}

std::vector<HeldRecord> held_outlines(custody::vault::Vault const& vault,
                                      SubjectId const& subject) {
  auto const rules = vault.in_force().shown;
  std::vector<HeldRecord> outlines;
  for (auto& summary : vault.summary(subject)) {
    outlines.push_back(outline_of(std::move(summary), *rules->history().current().policy));
  }
  sort_oldest_first(outlines);
  return outlines;
}

void open_outlines(custody::vault::Vault const& vault, SubjectId const& subject,
                   std::span<HeldRecord> outlines) {
  std::vector<RecordId> ids;
  for (HeldRecord const& outline : outlines) {
    ids.push_back(RecordId{parse_uuid(outline.id).value()});
  }
  auto const rules = vault.in_force().shown;
  for (Accessed& record : vault.access(subject, ids)) {
    auto held = held_record(std::move(record), *rules->history().current().policy);
    *std::ranges::find(outlines, held.id, &HeldRecord::id) = std::move(held);
  }
}

std::string name_among(std::vector<HeldRecord> const& records) {
  std::string name;
  for (HeldRecord const& record : records) {
    bool const account = record.shape == shop::customers::account_shape;
    for (auto const& field : record.fields) {
      if (field.name == name_field && (account || name.empty())) {
        name = field.value;
      }
    }
  }
  return name;
}

std::string name_of(custody::vault::Vault const& vault, SubjectId const& subject,
                    std::vector<HeldRecord> const& outlines) {
  HeldRecord const* says_it = nullptr;
  for (HeldRecord const& outline : outlines) {
    bool const account = outline.shape == shop::customers::account_shape;
    if (has_name(outline) && (account || says_it == nullptr)) {
      says_it = &outline;
    }
  }
  if (says_it == nullptr) {
    return {};
  }
  std::vector<HeldRecord> record{*says_it};
  open_outlines(vault, subject, record);
  return name_among(record);
}

std::string name_of(custody::vault::Vault const& vault, SubjectId const& subject) {
  return name_of(vault, subject, held_outlines(vault, subject));
}

std::vector<pages::YourHolding> holdings_among(std::vector<HeldRecord> const& records) {
  std::map<std::pair<std::string, std::string>, pages::YourHolding> holdings;
  for (HeldRecord const& record : records) {
    for (auto const& held : record.held_for) {
      auto const [at, fresh] = holdings.try_emplace({held.purpose, record.shape});
      pages::YourHolding& holding = at->second;
      holding.purpose = held.purpose;
      holding.shape = record.shape;
      holding.ends = fresh ? held.ends : later(holding.ends, held.ends);
      ++holding.records;
    }
  }
  std::vector<pages::YourHolding> all;
  for (auto& [key, holding] : holdings) {
    all.push_back(std::move(holding));
  }
  return all;
}

Erasure erasure_of(std::vector<HeldRecord> const& records) {
  Erasure erasure;
  for (HeldRecord const& record : records) {
    std::vector<std::string> kept;
    for (auto const& held : record.held_for) {
      if (!held.by_law) {
        continue;
      }
      kept.insert(kept.end(), held.fields.begin(), held.fields.end());
      erasure.stays.push_back({.shape = record.shape,
                               .reference = record.reference,
                               .purpose = held.purpose,
                               .fields = held.fields,
                               .ends = held.ends});
    }
    if (record.legal_hold) {
      erasure.stays.push_back({.shape = record.shape, .ends = *record.legal_hold});
      continue;
    }
    pages::Going going{.shape = record.shape, .reference = record.reference};
    for (auto const& field : record.fields) {
      if (std::ranges::find(kept, field.name) == kept.end()) {
        going.fields.push_back(field.name);
      }
    }
    if (!going.fields.empty()) {
      erasure.goes.push_back(std::move(going));
    }
  }
  return erasure;
}

std::vector<pages::RightRequest> requests_shown(
    std::vector<shop::rights::Request> const& requests) {
  using shop::rights::Request;
  using shop::rights::Right;
  using Shown = pages::RightRequest;
  static std::map<Right, Shown::Right> const rights{
      {Right::access, Shown::Right::access},
      {Right::rectification, Shown::Right::rectification},
      {Right::erasure, Shown::Right::erasure},
      {Right::restriction, Shown::Right::restriction},
      {Right::portability, Shown::Right::portability},
      {Right::objection, Shown::Right::objection}};
  static std::map<Request::State, Shown::State> const states{
      {Request::State::in_progress, Shown::State::in_progress},
      {Request::State::extended, Shown::State::extended},
      {Request::State::answered, Shown::State::answered},
      {Request::State::refused, Shown::State::refused},
      {Request::State::undone, Shown::State::undone}};
  std::vector<Shown> shown;
  for (Request const& request : requests) {
    shown.push_back({.right = rights.at(request.right),
                     .state = states.at(request.state),
                     .asked = request.asked,
                     .due = request.due,
                     .extended = request.extended,
                     .closed = request.closed,
                     .details = request.details,
                     .extension = request.extension,
                     .answer = request.answer});
  }
  return shown;
}

std::vector<HeldRecord> orders_among(std::vector<HeldRecord> records) {
  std::erase_if(records, [](HeldRecord const& record) {
    return record.shape != shop::mailings::order_shape;
  });
  std::ranges::sort(records, std::ranges::greater{}, [](HeldRecord const& record) {
    return std::pair(day_placed(record), record.id);
  });
  return records;
}

pages::Order order_shown(HeldRecord const& record) {
  pages::Order order{.record = record.id,
                     .reference = record.reference,
                     .placed = day_placed(record),
                     .events = record.events};
  for (auto const& field : record.fields) {
    if (field.name == lines_field) {
      std::istringstream lines(field.value);
      for (std::string line; std::getline(lines, line);) {
        order.lines.push_back(line);
      }
    }
  }
  return order;
}

}  // namespace lofte::edge::site

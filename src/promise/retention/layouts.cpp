#include "promise/retention/layouts.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "promise/retention/compare.hpp"

namespace lofte::promise::retention {

using policy::Compartment;
using policy::History;
using policy::Policy;

namespace {

// By purpose: the fields of the shape that it has held in every version from `version` to
// `through`.
std::vector<FieldSet> held_through(History const& history, Version version, Version through,
                                   ShapeIndex shape) {
  Policy const& own = history.of(version);
  std::vector<FieldSet> held(own.purposes.size());
  for (policy::Holding const& holding : own.holdings) {
    if (holding.shape != shape) {
      continue;
    }
    FieldSet& fields = held[holding.purpose];
    fields = holding.fields;
    for (Version later = static_cast<Version>(version + 1); later <= through; ++later) {
      Policy const& there = history.of(later);
      auto const* const counterpart =
          find_counterpart(there, {.in = &own, .holding = &holding, .version = version});
      if (counterpart == nullptr) {
        break;  // the purpose has ended: its leases do, and no field moves
      }
      for (std::size_t field = 0; field < own.shapes[shape].fields.size(); ++field) {
        if (!holds_field({.in = &there, .holding = counterpart, .version = later},
                         own.shapes[shape].fields[field].name)) {
          fields &= ~(FieldSet{1} << field);
        }
      }
    }
  }
  return held;
}

std::vector<Compartment> partition(std::vector<FieldSet> const& held, std::size_t field_count) {
  std::vector<Compartment> compartments;
  for (std::size_t field = 0; field < field_count; ++field) {
    PurposeSet purposes = 0;
    for (std::size_t purpose = 0; purpose < held.size(); ++purpose) {
      if ((held[purpose] >> field & 1) != 0) {
        purposes |= PurposeSet{1} << purpose;
      }
    }
    auto const same = std::ranges::find(compartments, purposes, &Compartment::purposes);
    if (same == compartments.end()) {
      compartments.push_back({.fields = FieldSet{1} << field, .purposes = purposes});
    } else {
      same->fields |= FieldSet{1} << field;
    }
  }
  return compartments;
}

}  // namespace

Layouts::Layouts(History const& history, Version settled) {
  for (policy::Edition const& edition : history.editions) {
    for (std::size_t i = 0; i < edition.policy->shapes.size(); ++i) {
      auto const shape = static_cast<ShapeIndex>(i);
      std::size_t const field_count = edition.policy->shapes[i].fields.size();
      auto before = held_through(history, edition.number, edition.number, shape);
      compartments_[{edition.number, 0, shape}] = partition(before, field_count);
      Version& wanted = wanted_[{edition.number, shape}];
      for (std::size_t later = edition.number + 1U; later <= history.editions.size(); ++later) {
        auto const layout = static_cast<Version>(later);
        auto now = held_through(history, edition.number, layout, shape);
        if (now != before) {
          compartments_[{edition.number, layout, shape}] = partition(now, field_count);
          wanted = layout <= settled ? layout : wanted;
          before = std::move(now);
        }
      }
    }
  }
}

std::vector<Compartment> const& Layouts::of(RecordFacts const& record) const {
  auto const found = compartments_.find({record.version, record.layout, record.shape});
  require(found != compartments_.end(), "a record's layout is one of the history's");
  return found->second;
}

Version Layouts::wanted(Version version, ShapeIndex shape) const {
  auto const found = wanted_.find({version, shape});
  return found == wanted_.end() ? Version{0} : found->second;
}

}  // namespace lofte::promise::retention

// Something for each purpose and shape of record, whichever versions of the policy have them:
// counted by place, and told by name.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "promise/policy/history.hpp"

namespace lofte::custody::upkeep {

template <typename T>
class PerPurpose {
 public:
  explicit PerPurpose(promise::policy::History const& history) {
    for (auto const& edition : history.editions) {
      auto const& policy = *edition.policy;
      Version& version =
          versions_.emplace_back(Version{.shapes = policy.shapes.size(), .cells = {}});
      for (auto const& purpose : policy.purposes) {
        for (auto const& shape : policy.shapes) {
          auto const [cell, is_new] = names_.try_emplace({purpose.name, shape.name}, cells_.size());
          if (is_new) {
            cells_.emplace_back();
          }
          version.cells.push_back(cell->second);
        }
      }
    }
  }

  // Places in that version of the policy. The same purpose and shape of two versions are one.
  T& at(promise::policy::Version version, promise::policy::PurposeIndex purpose,
        promise::policy::ShapeIndex shape) {
    Version const& its = versions_[version - 1U];
    return cells_[its.cells[purpose * its.shapes + shape]];
  }

  // Brings in what another of the same history has: `merge(mine, theirs)`.
  template <typename Merge>
  void take_in(PerPurpose const& other, Merge const& merge) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      merge(cells_[i], other.cells_[i]);
    }
  }

  // `visit` is told the purpose's name, the shape's, and what is kept for them; by name.
  template <typename Visit>
  void each(Visit const& visit) const {
    for (auto const& [names, cell] : names_) {
      visit(names.first, names.second, cells_[cell]);
    }
  }

 private:
  struct Version {
    std::size_t shapes = 0;
    std::vector<std::size_t> cells;  // [purpose * shapes + shape]
  };
  std::vector<Version> versions_;  // [version - 1]
  std::map<std::pair<std::string, std::string>, std::size_t> names_;
  std::vector<T> cells_;
};

}  // namespace lofte::custody::upkeep

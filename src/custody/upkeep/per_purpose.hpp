// Something for each purpose and shape of record of each version of the policy: counted by place,
// and told by name.
#pragma once

#include <string>
#include <vector>

#include "promise/policy/history.hpp"

namespace lofte::custody::upkeep {

template <typename T>
class PerPurpose {
 public:
  // The history must outlive this.
  explicit PerPurpose(promise::policy::History const& history) : history_(&history) {
    for (auto const& edition : history.editions) {
      auto const& policy = *edition.policy;
      versions_.emplace_back(policy.purposes.size() * policy.shapes.size());
    }
  }

  T& at(promise::policy::Version version, promise::policy::PurposeIndex purpose,
        promise::policy::ShapeIndex shape) {
    return versions_[version - 1U][place(version, purpose, shape)];
  }
  T const& at(promise::policy::Version version, promise::policy::PurposeIndex purpose,
              promise::policy::ShapeIndex shape) const {
    return versions_[version - 1U][place(version, purpose, shape)];
  }

  // `visit` is told the purpose's name, the shape, and what is kept for them.
  template <typename Visit>
  void each(Visit const& visit) {
    for (std::size_t version = 0; version < versions_.size(); ++version) {
      auto const& policy = *history_->editions[version].policy;
      for (std::size_t i = 0; i < versions_[version].size(); ++i) {
        visit(policy.purposes[i / policy.shapes.size()].name,
              policy.shapes[i % policy.shapes.size()], versions_[version][i]);
      }
    }
  }

 private:
  std::size_t place(promise::policy::Version version, promise::policy::PurposeIndex purpose,
                    promise::policy::ShapeIndex shape) const {
    return purpose * history_->of(version).shapes.size() + shape;
  }

  promise::policy::History const* history_;
  std::vector<std::vector<T>> versions_;  // [version - 1][purpose * shapes + shape]
};

}  // namespace lofte::custody::upkeep

#include "promise/policy/policy.hpp"

#include <algorithm>
#include <bit>

namespace lofte::promise::policy {
namespace {

std::string const nothing;

template <typename Index, typename T>
std::optional<Index> find_named(std::vector<T> const& things, std::string_view name) {
  auto const found = std::ranges::find(things, name, &T::name);
  if (found == things.end()) {
    return std::nullopt;
  }
  return static_cast<Index>(found - things.begin());
}

}  // namespace

std::string const& Localized::in(std::string_view language, std::string_view otherwise) const {
  for (std::string_view const wanted : {language, otherwise}) {
    auto const found = by_language.find(std::string(wanted));
    if (found != by_language.end()) {
      return found->second;
    }
  }
  return nothing;
}

std::vector<std::string> Shape::names_of(FieldSet wanted) const {
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(std::popcount(wanted)));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if ((wanted >> i & 1) != 0) {
      names.push_back(fields[i].name);
    }
  }
  return names;
}

std::string const& Controller::get(std::string_view key) const {
  auto const found = details.find(std::string(key));
  return found == details.end() ? nothing : found->second;
}

std::optional<PurposeIndex> Policy::find_purpose(std::string_view name) const {
  return find_named<PurposeIndex>(purposes, name);
}

std::optional<ShapeIndex> Policy::find_shape(std::string_view name) const {
  return find_named<ShapeIndex>(shapes, name);
}

std::optional<FieldIndex> Policy::find_field(ShapeIndex shape, std::string_view name) const {
  return find_named<FieldIndex>(shapes[shape].fields, name);
}

std::optional<EventIndex> Policy::find_event(ShapeIndex shape, std::string_view name) const {
  return find_named<EventIndex>(shapes[shape].events, name);
}

std::optional<CategoryIndex> Policy::find_category(std::string_view name) const {
  return find_named<CategoryIndex>(categories, name);
}

Holding const* Policy::find_holding(PurposeIndex purpose, ShapeIndex shape) const {
  for (HoldingIndex const index : purposes[purpose].holdings) {
    if (holdings[index].shape == shape) {
      return &holdings[index];
    }
  }
  return nullptr;
}

}  // namespace lofte::promise::policy

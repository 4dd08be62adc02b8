// Reads [data.*].
#include <array>

#include "promise/policy/data_kinds.hpp"
#include "promise/policy/reading.hpp"

namespace lofte::promise::policy {
namespace {

std::string read_kind(Reading& reading, Section& section, std::string const& name) {
  std::vector<std::string> const known(data_kinds.begin(), data_kinds.end());
  if (auto const* node = section.find("kind", Node::Kind::text)) {
    auto const chosen =
        choose(reading, {.text = node->text, .at = node->at}, "kind of data", known);
    return chosen ? known[*chosen] : "";
  }
  return is_data_kind(name) ? name : "";
}

}  // namespace

void read_data(Reading& reading) {
  auto& categories = reading.policy.categories;
  for (NamedEntry const& entry : reading.root.named("data", "category")) {
    if (categories.size() == categories_max) {
      reading.errors.add(
          {.code = "limit.categories",
           .at = entry.at,
           .message = "a policy has " + std::to_string(categories_max) + " categories at most",
           .remedy = "join categories that are always treated alike"});
      return;
    }
    Section section = reading.root.open("data", entry);
    Category category{.name = entry.name, .at = entry.at};
    category.label = demand_localized(reading, section, "label");
    category.meaning = read_localized(reading, section, "meaning");
    category.kind = read_kind(reading, section, entry.name);
    category.identifies = section.flag("identifies");
    section.finish();
    categories.push_back(std::move(category));
  }
}

}  // namespace lofte::promise::policy

#include "edge/pages/kept.hpp"

#include "edge/pages/describe.hpp"
#include "edge/pages/paths.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::pages {

void fill_kept(Filling& filling, std::string const& shape, CustomerFrame const& frame) {
  PolicyWords const& words = frame.words();
  for (auto const& purpose : words.policy().purposes) {
    auto const* holding = words.find_holding(purpose.name, shape);
    if (holding == nullptr) {
      continue;
    }
    auto const& record = words.policy().shapes.at(holding->shape);
    Filling kept = filling.section("KEPT");
    if (is_marketing(purpose)) {
      kept.section("SWITCHED_OFF");
    }
    kept.set("PURPOSE", words.purpose(purpose.name))
        .set("HREF", frame.to(paths::policy) + "#purpose-" + purpose.name)
        .set("DATA", words.fields(shape, record.names_of(holding->fields)))
        .set("TERM", term_in_words(words.policy(), *holding, frame.phrases()));
  }
}

}  // namespace lofte::edge::pages

// CustomerPages::correct: one record's fields, to be put right.
#include <algorithm>
#include <array>
#include <utility>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/forms.hpp"
#include "edge/pages/held_record.hpp"

namespace lofte::edge::pages {
namespace {

struct Typing {
  std::string_view kind;  // of the policy's language
  std::string_view type;
  std::string_view autocomplete;
};
constexpr std::array<Typing, 5> typings{{{"name", "text", "name"},
                                         {"address", "text", "street-address"},
                                         {"email", "email", "email"},
                                         {"phone", "tel", "tel"},
                                         {"birth_date", "date", "bday"}}};

std::string value_of(CorrectPage const& page, std::string const& name) {
  for (auto const* fields : {&page.typed, &page.record.fields}) {
    auto const found = std::ranges::find(*fields, name, &HeldField::name);
    if (found != fields->end()) {
      return found->value;
    }
  }
  return "";
}

Input input_for(CorrectPage const& page, std::string const& name, PolicyWords const& words) {
  std::string const kind = words.kind_of_field(page.record.shape, name);
  auto const typing = std::ranges::find(typings, kind, &Typing::kind);
  bool const known = typing != typings.end();
  return {.name = std::string(fields::corrected_prefix) + name,
          .label = words.field(page.record.shape, name),
          .value = value_of(page, name),
          .type = known ? typing->type : "text",
          .autocomplete = known ? typing->autocomplete : "off",
          .need = Input::Need::unsaid,
          .fault_key = kind};
}

}  // namespace

std::string CustomerPages::correct(Policy const& policy, View const& view,
                                   CorrectPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  std::string const heading =
      phrases.filled("correct.title", {{"what", name_of(page.record, frame.words())}});
  Filling filling = frame.begin(faulty_title(heading, page.faults, phrases), paths::data);
  filling.set("HEADING", heading)
      .set("A_CORRECT", frame.to(paths::correct(page.record.id)))
      .set("A_BACK", frame.to(paths::data) + "#" + paths::record_anchor(page.record.id));
  Form form(filling.section("FORM"), {.prefix = "c", .faults = page.faults, .phrases = phrases});
  for (std::string const& name : page.record.correctable) {
    form.input(input_for(page, name, frame.words()));
  }
  form.summary(filling);
  return templates_->correct.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages

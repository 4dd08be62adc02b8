// CustomerPages::data: everything held of a person, with its values.
#include <span>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/held_record.hpp"

namespace lofte::edge::pages {
namespace {

void fill_records(Filling& filling, DataPage const& page, Pager const& pager,
                  CustomerFrame const& frame) {
  for (HeldRecord const& record : pager.on_it(std::span(page.records), records_on_a_page)) {
    Filling shown = filling.section("RECORD");
    fill_held(shown, record, frame);
    if (page.records.size() == 1) {
      shown.section("UNFOLDED");
    }
    if (!record.correctable.empty()) {
      shown.section("CORRECT").set("HREF", frame.to(paths::correct(record.id)));
    }
  }
}

}  // namespace

std::string CustomerPages::data(Policy const& policy, View const& view,
                                DataPage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("data.title"), paths::data);
  Pager const pager = Pager::of(page.records.size(), records_on_a_page, page.page);
  filling.section(page.records.empty() ? "NOTHING_HELD" : "SOME_HELD");
  fill_records(filling, page, pager, frame);
  frame.pager(filling, paths::data, pager);
  return templates_->data.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages

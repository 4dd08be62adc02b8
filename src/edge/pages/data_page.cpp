// CustomerPages::data: everything held of a person, with its values.
#include <algorithm>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/held_record.hpp"

namespace lofte::edge::pages {
namespace {

Pager pager_of(DataPage const& page) {
  std::size_t const pages =
      std::max<std::size_t>((page.records.size() + records_on_a_page - 1) / records_on_a_page, 1);
  return {.page = std::clamp(page.page, 1U, static_cast<unsigned>(pages)),
          .pages = static_cast<unsigned>(pages)};
}

void fill_records(Filling& filling, DataPage const& page, Pager const& pager,
                  CustomerFrame const& frame) {
  std::size_t const begin = (pager.page - 1) * records_on_a_page;
  std::size_t const end = std::min(begin + records_on_a_page, page.records.size());
  for (std::size_t index = begin; index < end; ++index) {
    HeldRecord const& record = page.records[index];
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
  Pager const pager = pager_of(page);
  filling.section(page.records.empty() ? "NOTHING_HELD" : "SOME_HELD");
  fill_records(filling, page, pager, frame);
  frame.pager(filling, paths::data, pager);
  return templates_->data.with(frame.dictionary());
}

}  // namespace lofte::edge::pages

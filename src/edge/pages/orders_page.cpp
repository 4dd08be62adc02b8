// CustomerPages::orders: what a person has bought, with the documents of each purchase.
#include <array>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/documents.hpp"

namespace lofte::edge::pages {
namespace {

void fill_order(Filling shown, Order const& order, std::string const& shape,
                CustomerFrame const& frame) {
  PolicyWords const& words = frame.words();
  shown
      .set("ORDER_NAME",
           words.shape(shape) + (order.reference.empty() ? "" : " ") + order.reference)
      .set("PLACED", words.day(order.placed));
  if (!order.events.empty()) {
    shown.section("STATE").set("NAME", words.happened(shape, order.events.back().first));
  }
  for (auto const& [event, day] : order.events) {
    shown.section("STEP").set("EVENT", words.happened(shape, event)).set("ON", words.day(day));
  }
  for (std::string const& line : order.lines) {
    shown.section("ITEM").set("TEXT", line);
  }
  shown.text("TOTAL", order.total);
  fill_documents(shown, order.documents, frame);
  if (!order.record.empty()) {
    shown.section("TO_DATA").set("HREF",
                                 frame.to(paths::data) + "#" + paths::record_anchor(order.record));
  }
}

}  // namespace

void fill_documents(Filling& section, std::vector<Document> const& documents,
                    CustomerFrame const& frame) {
  constexpr std::array<std::string_view, 5> names{
      "document.receipt", "document.invoice", "document.credit_note", "document.erasure_receipt",
      "document.access_receipt"};
  for (Document const& document : documents) {
    std::string const name(frame.phrases().text(names.at(static_cast<std::size_t>(document.kind))));
    section.section("DOCUMENT")
        .set("HREF", document.path)
        .set("NAME", name + (document.number.empty() ? "" : " ") + document.number);
  }
}

std::string CustomerPages::orders(Policy const& policy, View const& view,
                                  OrdersPage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("orders.title"), paths::orders);
  if (page.orders.empty()) {
    filling.section("NO_ORDERS");
  }
  for (Order const& order : page.orders) {
    fill_order(filling.section("ORDER"), order, page.shape, frame);
  }
  frame.pager(filling, paths::orders, page.pager);
  return templates_->orders.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages

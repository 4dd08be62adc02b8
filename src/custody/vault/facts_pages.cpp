#include "custody/vault/facts_pages.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::vault {

using store::Plane;
using store::Table;

namespace {

constexpr std::uint8_t page_format = 1;
constexpr std::size_t rows_per_page_max = 16;
constexpr std::uint8_t subject_row = 0;
constexpr std::uint8_t record_row = 1;

Bytes page_key(std::uint32_t number) {
  return store::table_key(Table::page).u32(number).take();
}

Bytes encode(std::vector<FactsRow> const& rows) {
  Writer writer;
  writer.u8(page_format);
  for (FactsRow const& row : rows) {
    writer.u8(row.record ? record_row : subject_row).uuid(row.subject.value).day(row.collected);
    if (row.record) {
      writer.uuid(row.record->value);
      write_facts(writer, row.facts);
    } else {
      subjects::write_facts(writer, row.standing);
    }
  }
  return writer.take();
}

bool same_thing(FactsRow const& row, SubjectId const& subject,
                std::optional<RecordId> const& record) {
  return row.subject == subject && row.record == record;
}

std::vector<FactsRow> open_page(keys::KeyTree& tree, BytesView key, BytesView value) {
  Reader reader(value);
  crypto::Key const page_secret = tree.named_leaf(reader.u32());
  return decode_facts_page(crypto::open(page_secret, reader.rest(), key));
}

}  // namespace

std::vector<FactsRow> decode_facts_page(BytesView bytes) {
  Reader reader(bytes);
  if (reader.u8() != page_format) {
    throw Failure(FailureKind::too_new,
                  {.code = "page.too_new",
                   .message = "a facts page was written by a newer version",
                   .remedy = "start the version of lofte that wrote the data folder"});
  }
  std::vector<FactsRow> rows;
  while (!reader.at_end()) {
    FactsRow row;
    bool const of_record = reader.u8() == record_row;
    row.subject.value = reader.uuid();
    row.collected = reader.day();
    if (of_record) {
      row.record = RecordId{reader.uuid()};
      row.facts = read_facts(reader);
    } else {
      row.standing = subjects::read_facts(reader);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

FactsPages::Page& FactsPages::load(std::uint32_t number) {
  auto const [at, is_new] = pages_.try_emplace(number);
  if (is_new) {
    if (auto const stored = transaction_->get(Plane::keys, page_key(number))) {
      at->second.slot = Reader(*stored).u32();
      at->second.rows = open_page(*tree_, page_key(number), *stored);
    }
  }
  return at->second;
}

std::uint32_t FactsPages::insert(FactsRow row) {
  keys::Head& head = tree_->head_for_update();
  if (head.open_page_rows >= rows_per_page_max || head.next_page == 0) {
    head.open_page = head.next_page++;
    head.open_page_rows = 0;
  }
  Page& page = load(head.open_page);
  page.rows.push_back(std::move(row));
  page.changed = true;
  ++head.open_page_rows;
  return head.open_page;
}

void FactsPages::update(std::uint32_t number, FactsRow row) {
  Page& page = load(number);
  auto const found = std::ranges::find_if(
      page.rows, [&](auto const& old) { return same_thing(old, row.subject, row.record); });
  require(found != page.rows.end(), "a row is on its page");
  *found = std::move(row);
  page.changed = true;
}

void FactsPages::remove(std::uint32_t number, SubjectId const& subject,
                        std::optional<RecordId> const& record) {
  Page& page = load(number);
  page.lost_a_row |= std::erase_if(page.rows, [&](auto const& row) {
                       return same_thing(row, subject, record);
                     }) > 0;
  page.changed = true;
}

bool FactsPages::is_unchanged(std::uint32_t number, FactsRow const& row) {
  Page const& page = load(number);
  auto const found = std::ranges::find_if(
      page.rows, [&](auto const& stored) { return same_thing(stored, row.subject, row.record); });
  return found != page.rows.end() && encode({*found}) == encode({row});
}

void FactsPages::save() {
  for (auto& [number, page] : pages_) {
    if (page.changed) {
      save_page(number, page);
      page.changed = page.lost_a_row = false;
    }
  }
}

void FactsPages::save_page(std::uint32_t number, Page& page) {
  if (page.slot && (page.lost_a_row || page.rows.empty())) {
    tree_->doom(*transaction_, *page.slot);
    page.slot.reset();
  }
  if (page.rows.empty()) {
    transaction_->erase(Plane::keys, page_key(number));
    return;
  }
  crypto::Key key;
  if (page.slot) {
    key = tree_->leaf(*page.slot).value();
  } else {
    key = crypto::Key::random(tree_->random());
    page.slot = tree_->plant(*transaction_, key);
  }
  Bytes const sealed = crypto::seal(key, encode(page.rows), page_key(number), tree_->random());
  transaction_->put(Plane::keys, page_key(number), Writer{}.u32(*page.slot).raw(sealed).view());
}

void FactsPages::visit(keys::KeyTree& tree, store::View& view,
                       std::function<void(std::uint32_t page, FactsRow const&)> const& visit) {
  view.scan(Plane::keys, store::table_key(Table::page).view(), {},
            [&](BytesView key, BytesView value) {
              std::uint32_t const number = Reader(key.substr(1)).u32();
              for (FactsRow const& row : open_page(tree, key, value)) {
                visit(number, row);
              }
              return true;
            });
}

}  // namespace lofte::custody::vault

// The facts of a bucket's records and subjects, many to a page, each page sealed under a leaf key
// of its own: what holdings and plan stream through without opening any record. A page that loses a
// row gets a fresh key, so that what is gone can't be read from an older copy of the page. Format:
// docs/formats/vault.md.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "custody/vault/stored_record.hpp"

namespace lofte::custody::vault {

struct FactsRow {
  SubjectId subject;
  std::optional<RecordId> record;  // nullopt: the subject's own row
  Day collected;
  promise::retention::RecordFacts facts;      // of a record
  promise::retention::SubjectFacts standing;  // of a subject
};

// The rows of a page, opened. Throws Failure: damaged, too_new.
std::vector<FactsRow> decode_facts_page(BytesView plain);

// The pages of one bucket within one transaction. One thread.
class FactsPages {
 public:
  FactsPages(keys::KeyTree& tree, store::Transaction& transaction)
      : tree_(&tree), transaction_(&transaction) {}

  std::uint32_t insert(FactsRow row);  // the page that took it
  void update(std::uint32_t page, FactsRow row);
  void remove(std::uint32_t page, SubjectId const& subject, std::optional<RecordId> const& record);

  // Whether the page still has exactly this row of a record.
  bool is_unchanged(std::uint32_t page, FactsRow const& row);

  // Writes the pages that have changed. Before the tree is saved.
  void save();

  // Every row of a bucket, as a view sees it; `visit` gets the page's number too.
  static void visit(keys::KeyTree& tree, store::View& view,
                    std::function<void(std::uint32_t page, FactsRow const&)> const& visit);

 private:
  struct Page {
    std::optional<keys::Slot> slot;
    std::vector<FactsRow> rows;
    bool changed = false;
    bool lost_a_row = false;
  };
  Page& load(std::uint32_t number);
  void save_page(std::uint32_t number, Page& page);

  keys::KeyTree* tree_;
  store::Transaction* transaction_;
  std::map<std::uint32_t, Page> pages_;
};

}  // namespace lofte::custody::vault

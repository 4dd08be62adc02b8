// Writes mapped rows into the vault, one batch at a time. Internal to the module.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "custody/suppression/suppressions.hpp"
#include "edge/import/import.hpp"

namespace lofte::edge::import {

// A mapped row on its way to the vault.
struct PendingRow {
  std::uint64_t line = 0;
  ImportRow row;
  std::string raw;  // for the rejects file
};

struct WriterCounts {
  std::uint64_t subjects_created = 0;
  std::uint64_t records_added = 0;
  std::uint64_t records_existed = 0;
  std::uint64_t records_lapsed = 0;
  std::uint64_t fields_left_out = 0;
  std::uint64_t consents_suppressed = 0;
};

// One thread. Borrows the vault.
class ImportWriter {
 public:
  ImportWriter(custody::vault::Vault& vault, promise::gate::Actor const& actor)
      : vault_(&vault), actor_(actor), suppressions_(vault.ground().ring, vault.ground().store) {}

  // The rows of one subject go in one transaction. Rows that the vault refuses are returned.
  // Throws what else the vault throws. Nothing is durable before the store is synced.
  std::vector<BadRow> write(std::vector<PendingRow> batch);

  WriterCounts const& counts() const { return counts_; }

 private:
  // The rows of one subject.
  struct Group {
    custody::vault::Claim claim;
    std::vector<PendingRow*> rows;
  };
  custody::vault::Claim const& claim_of(std::string const& reference);
  void create(Group& group);
  void bring_consents(Group& group);
  bool is_suppressed(ImportRow const& row, std::string_view purpose) const;
  void add(custody::vault::Claim const& claim,
           std::vector<custody::vault::NewRecord> const& records);
  std::optional<custody::vault::Claim> place(std::vector<PendingRow*> const& rows,
                                             std::vector<BadRow>& bad);
  void write_together(Group& group, std::vector<BadRow>& bad);
  void write_alone(Group& group, std::vector<custody::vault::NewRecord> records,
                   std::vector<BadRow>& bad);

  custody::vault::Vault* vault_;
  promise::gate::Actor actor_;
  custody::suppression::Suppressions suppressions_;
  std::unordered_map<std::string, custody::vault::Claim> claims_;
  WriterCounts counts_;
};

}  // namespace lofte::edge::import

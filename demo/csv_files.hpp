// Writes the history as CSV files, one for each kind of thing; demo/*.toml are their mappings.
#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

#include "history.hpp"

namespace lofte::demo {

// Throws Failure (unavailable) when a file can't be written.
class CsvFiles final : public Chronicle {
 public:
  // Replaces the files in `folder`, which it makes.
  explicit CsvFiles(std::filesystem::path const& folder);

  void add(Account const& account) override;
  void add(Order const& order) override;
  void add(Subscription const& subscription) override;
  void add(Enquiry const& enquiry) override;
  void add(Review const& review) override;

  // Call it last: nothing is known to be written before.
  void finish();

  std::uint64_t accounts() const { return accounts_.rows; }
  std::uint64_t orders() const { return orders_.rows; }

 private:
  struct File {
    File(std::filesystem::path const& path, std::string_view header);
    void write_row(std::initializer_list<std::string_view> fields);
    std::ofstream out;
    std::string line;
    std::uint64_t rows = 0;
  };
  File accounts_;
  File orders_;
  File subscriptions_;
  File enquiries_;
  File reviews_;
};

}  // namespace lofte::demo

// The rejects file: the rows that were not imported, as they stood, under the file's own header
// line with two columns more, so that they can be mended and imported. It holds personal data, and
// only its user can read it.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "edge/import/csv.hpp"

namespace lofte::edge::import {

inline constexpr std::string_view line_column = "lofte_line";
inline constexpr std::string_view reason_column = "lofte_reason";

// One thread. The file is made at the first row.
class ImportRejects {
 public:
  struct Header {
    std::string line;
    char delimiter = ',';
  };
  ImportRejects(std::filesystem::path file, Header header)
      : file_(std::move(file)), header_(std::move(header)) {}

  // Throws Failure (unavailable, "rejects.unwritable").
  void add(BadRow const& row);
  void close();

 private:
  void open();
  void expect_written() const;

  std::filesystem::path file_;
  Header header_;
  std::ofstream out_;
  bool with_columns_ = true;  // false: the file has them already
};

}  // namespace lofte::edge::import

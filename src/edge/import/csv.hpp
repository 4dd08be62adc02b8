// Reads a CSV file (RFC 4180) row by row, strictly: quotes in pairs, every row as wide as the
// header line, UTF-8.
//
// A row that can't be read is a value, not a failure: reading goes on with the next. A Failure is
// thrown for what makes the file as a whole unreadable: it is not there, is empty, is not UTF-8 in
// its header line, names a column twice.
//
// A row ends at a line feed (a carriage return before it is dropped) outside quotes. A quote that
// is opened and never closed swallows what follows: where the file's author has left out a quote
// nobody can say where the row ended, and guessing could make rows out of what a customer wrote.
// Blank lines are skipped.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lofte::edge::import {

// Borrowed from the reader until its next read.
struct CsvRow {
  std::uint64_t line = 0;  // where it begins; the header line is 1
  std::vector<std::string_view> fields;
};

// A row that was not imported, and why. The reason and the message hold nothing of what the row
// says.
struct BadRow {
  std::uint64_t line = 0;
  std::string reason;   // stable, dotted: "csv.columns"
  std::string message;  // what is wrong, and how to fix it
  std::string raw;  // the row as it stands in the file, for the rejects file; cut at row_bytes_max
};

struct CsvSettings {
  char delimiter = ',';
};

// One thread.
class CsvReader {
 public:
  static CsvReader open(std::filesystem::path const& path, CsvSettings settings);
  // `name` stands for the file in failures.
  static CsvReader read(std::unique_ptr<std::istream> in, std::string name, CsvSettings settings);

  CsvReader(CsvReader&& other) noexcept;
  CsvReader& operator=(CsvReader&& other) noexcept;
  ~CsvReader();

  std::vector<std::string> const& header() const;
  std::string_view header_line() const;  // as it stands in the file, without its line end

  // Nullopt at the end of the file.
  std::optional<std::expected<CsvRow, BadRow>> next();

  // The row that next() gave, as it stands in the file, without its line end. Until the next read.
  std::string_view raw() const;

  std::uint64_t bytes_read() const;  // of the file so far

 private:
  class Parser;
  explicit CsvReader(std::unique_ptr<Parser> parser);
  std::unique_ptr<Parser> parser_;
};

}  // namespace lofte::edge::import

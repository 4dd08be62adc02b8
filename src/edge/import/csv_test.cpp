#include "edge/import/csv.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "base/failure.hpp"
#include "edge/import/csv_encoding.hpp"
#include "edge/import/csv_limits.hpp"

namespace lofte::edge::import {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CsvReader reader_of(std::string text, CsvSettings settings = {}) {
  return CsvReader::read(std::make_unique<std::istringstream>(std::move(text)), "planted.csv",
                         settings);
}

// Every row as "line: a|b", every bad row as "line: reason".
std::vector<std::string> rows_of(std::string text, CsvSettings settings = {}) {
  CsvReader reader = reader_of(std::move(text), settings);
  std::vector<std::string> rows;
  while (auto const row = reader.next()) {
    if (!*row) {
      rows.push_back(std::to_string(row->error().line) + ": " + row->error().reason);
      continue;
    }
    std::string line = std::to_string((*row)->line) + ":";
    for (std::string_view field : (*row)->fields) {
      line += (line.ends_with(':') ? " " : "|") + std::string(field);
    }
    rows.push_back(line);
  }
  return rows;
}

std::string failure_code(std::string text) {
  try {
    reader_of(std::move(text));
  } catch (Failure const& failure) {
    return failure.code();
  }
  return "";
}

TEST(Csv, ReadsRowsWithTheirLines) {
  CsvReader reader = reader_of("name,city\nAnna,Umeå\nBo,Lund");
  EXPECT_THAT(reader.header(), ElementsAre("name", "city"));
  auto const first = reader.next();
  EXPECT_THAT((*first)->fields, ElementsAre("Anna", "Umeå"));
  EXPECT_EQ((*first)->line, 2u);
  EXPECT_EQ(reader.raw(), "Anna,Umeå");
  EXPECT_THAT((*reader.next())->fields, ElementsAre("Bo", "Lund"));
  EXPECT_FALSE(reader.next().has_value());
  EXPECT_FALSE(reader.next().has_value());
}

TEST(Csv, ReadsQuotedFieldsWithDelimitersQuotesAndLineEnds) {
  EXPECT_THAT(rows_of("a,b\r\n\"x, \"\"y\"\"\",\"one\ntwo\"\r\nlast,row\r\n"),
              ElementsAre("2: x, \"y\"|one\ntwo", "4: last|row"));
}

TEST(Csv, KeepsSpacesAndSkipsBlankLinesAndTheByteOrderMark) {
  EXPECT_THAT(rows_of("\xEF\xBB\xBF"
                      "a,b\n\n x , y\n\r\n,\n"),
              ElementsAre("3:  x | y", "5: |"));
}

TEST(Csv, ReadsOtherDelimiters) {
  EXPECT_THAT(rows_of("a;b\n1,5;2\n", {.delimiter = ';'}), ElementsAre("2: 1,5|2"));
}

TEST(Csv, RejectsARowOfAnotherWidthAndGoesOn) {
  EXPECT_THAT(rows_of("a,b\n1\n1,2,3\n1,2\n"),
              ElementsAre("2: csv.columns", "3: csv.columns", "4: 1|2"));
}

TEST(Csv, RejectsAMisplacedQuoteAndGoesOnWithTheNextLine) {
  EXPECT_THAT(rows_of("a,b\nx\"y,2\n\"x\"y,2\n3,4\n"),
              ElementsAre("2: csv.quote", "3: csv.quote", "4: 3|4"));
}

TEST(Csv, KeepsTheTextOfABadRow) {
  CsvReader reader = reader_of("a,b\n\"one\ntwo\" x,2\n3,4\n");
  auto const bad = reader.next();
  ASSERT_FALSE(*bad);
  EXPECT_EQ(bad->error().raw, "\"one\ntwo\" x,2");
  EXPECT_THAT((*reader.next())->fields, ElementsAre("3", "4"));
}

TEST(Csv, SaysThatAQuoteIsNeverClosed) {
  EXPECT_THAT(rows_of("a,b\n1,2\n\"3,4\n5,6\n"), ElementsAre("2: 1|2", "3: csv.quote_open"));
}

TEST(Csv, NamesLineAndByteOfAnotherEncoding) {
  CsvReader reader = reader_of("a,b\n1,Ume\xE5\n3,4\n");
  auto const bad = reader.next();
  ASSERT_FALSE(*bad);
  EXPECT_EQ(bad->error().reason, "csv.encoding");
  EXPECT_THAT(bad->error().message, HasSubstr("byte 9 of the file, on line 2"));
  EXPECT_THAT((*reader.next())->fields, ElementsAre("3", "4"));
}

TEST(Csv, RejectsAFieldThatIsTooLargeAndGoesOn) {
  std::string const large(field_bytes_max + 1, 'x');
  EXPECT_THAT(rows_of("a,b\n1," + large + "\n3,4\n"),
              ElementsAre("2: csv.field_too_large", "3: 3|4"));
}

TEST(Csv, SkipsARowWithoutEndInBoundedMemory) {
  std::string const endless(3 * row_bytes_max, 'x');
  CsvReader reader = reader_of("a,b\n\"1\n\n" + endless + "\",2\n3,4\n");
  auto const bad = reader.next();
  ASSERT_FALSE(*bad);
  EXPECT_EQ(bad->error().reason, "csv.row_too_large");
  EXPECT_LE(bad->error().raw.size(), row_bytes_max);
  auto const next = reader.next();
  EXPECT_THAT((*next)->fields, ElementsAre("3", "4"));
  EXPECT_EQ((*next)->line, 5u);
}

TEST(Csv, DoesNotMakeRowsOutOfWhatAPersonWrote) {
  std::string const written(row_bytes_max, 'x');
  EXPECT_THAT(rows_of("a,b\n1,\"" + written + "\n666,planted\n\"\n3,4\n"),
              ElementsAre("2: csv.row_too_large", "5: 3|4"));
}

TEST(Csv, RefusesAFileThatItCannotReadAsAWhole) {
  EXPECT_EQ(failure_code(""), "csv.empty");
  EXPECT_EQ(failure_code("\n\n"), "csv.empty");
  EXPECT_EQ(failure_code("a,a\n"), "csv.column_twice");
  EXPECT_EQ(failure_code("a,\xE5\n"), "csv.encoding");
  EXPECT_EQ(failure_code(std::string("\xFF\xFE"
                                     "a\0",
                                     4)),
            "csv.encoding");
  EXPECT_EQ(failure_code("a,b\r1,2\r"), "csv.line_ends");
  EXPECT_EQ(failure_code("a,\"b\n"), "csv.quote_open");
  EXPECT_EQ(failure_code(std::string(columns_max, ',') + "\n"), "csv.too_many_columns");
  EXPECT_THROW(CsvReader::open("no/such/file.csv", {}), Failure);
  EXPECT_THROW(CsvReader::open(LOFTE_SOURCE_DIR, {}), Failure);
}

TEST(Csv, TakesPiecesOfAnySize) {
  std::string text = "a,b\n";
  std::vector<std::string> expected;
  for (int i = 0; i < 4000; ++i) {
    std::string const value(static_cast<std::size_t>(i % 97), 'y');
    text += std::to_string(i) + ",\"" + value + "\"\n";
    expected.push_back(std::to_string(i + 2) + ": " + std::to_string(i) + "|" + value);
  }
  EXPECT_EQ(rows_of(text), expected);
}

TEST(CsvEncoding, KnowsUtf8) {
  EXPECT_FALSE(first_byte_not_utf8("plain ascii, åäö, €, 𝄞"));
  EXPECT_EQ(first_byte_not_utf8("12345678\xC0\xAF"), 8u);
  EXPECT_EQ(first_byte_not_utf8("\xED\xA0\x80"), 0u);
  EXPECT_EQ(first_byte_not_utf8("\xF4\x90\x80\x80"), 0u);
  EXPECT_EQ(first_byte_not_utf8("a\xE2\x82"), 1u);
  EXPECT_EQ(first_byte_not_utf8(std::string_view("abcdefg\0abcdefgh", 16)), 7u);
}

}  // namespace
}  // namespace lofte::edge::import

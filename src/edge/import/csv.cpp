#include "edge/import/csv.hpp"

#include <csv.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

#include "base/failure.hpp"
#include "edge/import/csv_encoding.hpp"
#include "edge/import/csv_limits.hpp"

namespace lofte::edge::import {

namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t buffer_step_bytes = 64 * 1024;  // libcsv grows a field by as much each time
constexpr std::string_view convert_to_utf8 =
    "convert it first, for example: iconv -f ISO-8859-1 -t UTF-8 FILE.csv > FILE.utf8.csv";

struct Problem {
  std::string reason;
  std::string message;
};

// Only a line feed ends a row; a carriage return around a field is no part of it.
int ends_row(unsigned char byte) {
  return byte == '\n' ? 1 : 0;
}
int is_padding(unsigned char byte) {
  return byte == '\r' ? 1 : 0;
}

std::string_view without_line_end(std::string_view raw) {
  if (raw.ends_with('\n')) {
    raw.remove_suffix(1);
  }
  if (raw.ends_with('\r')) {
    raw.remove_suffix(1);
  }
  return raw;
}

// libcsv, given one row's bytes at a time.
class RowParser {
 public:
  explicit RowParser(char delimiter) : delimiter_(static_cast<unsigned char>(delimiter)) {
    start();
  }
  RowParser(RowParser const&) = delete;
  RowParser& operator=(RowParser const&) = delete;
  ~RowParser() { csv_free(&parser_); }

  void begin_row() {
    text_.clear();
    ends_.clear();
    row_ended_ = false;
  }
  // False when a quote stands where none may.
  bool feed(std::string_view bytes) {
    return csv_parse(&parser_, bytes.data(), bytes.size(), on_field, on_row, this) ==
               bytes.size() ||
           restart();
  }
  bool finish() { return csv_fini(&parser_, on_field, on_row, this) == 0 || restart(); }
  // Forgets what was fed since the last row.
  bool restart() {
    csv_free(&parser_);
    start();
    return false;
  }

  bool row_ended() const { return row_ended_; }
  std::size_t size() const { return ends_.size(); }
  void copy_fields(std::vector<std::string_view>& fields) const {
    fields.clear();
    std::size_t begin = 0;
    for (std::size_t const end : ends_) {
      fields.push_back(std::string_view(text_).substr(begin, end - begin));
      begin = end;
    }
  }
  bool has_field_beyond(std::size_t bytes) const {
    std::size_t begin = 0;
    return std::ranges::any_of(
        ends_, [&](std::size_t end) { return end - std::exchange(begin, end) > bytes; });
  }

 private:
  void start() {
    require(csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) == 0, "libcsv starts");
    csv_set_blk_size(&parser_, buffer_step_bytes);
    csv_set_delim(&parser_, delimiter_);
    csv_set_term_func(&parser_, ends_row);
    csv_set_space_func(&parser_, is_padding);
  }
  static void on_field(void* bytes, std::size_t size, void* self) {
    auto& parser = *static_cast<RowParser*>(self);
    parser.text_.append(static_cast<char const*>(bytes), size);
    parser.ends_.push_back(parser.text_.size());
  }
  static void on_row(int, void* self) { static_cast<RowParser*>(self)->row_ended_ = true; }

  unsigned char delimiter_;
  csv_parser parser_{};
  std::string text_;  // the row's fields, one after the other
  std::vector<std::size_t> ends_;
  bool row_ended_ = false;
};

}  // namespace

class CsvReader::Parser {
 public:
  Parser(std::unique_ptr<std::istream> in, std::string name, CsvSettings settings)
      : in_(std::move(in)), name_(std::move(name)), rows_(settings.delimiter) {
    read_header();
  }

  std::optional<std::expected<CsvRow, BadRow>> next() {
    while (read_row()) {
      if (!problem_ && rows_.size() == 0) {
        continue;  // a blank line
      }
      check_row();
      if (problem_) {
        return std::unexpected(BadRow{.line = row_line_,
                                      .reason = std::move(problem_->reason),
                                      .message = std::move(problem_->message),
                                      .raw = std::string(without_line_end(raw_))});
      }
      rows_.copy_fields(row_.fields);
      row_.line = row_line_;
      return row_;
    }
    return std::nullopt;
  }

  std::vector<std::string> header;
  std::string header_line;

  std::string_view raw() const { return without_line_end(raw_); }
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  // The bytes up to a line's end, or as much of them as has been read; empty at the end of the
  // file.
  std::string_view next_piece() {
    if (begin_ == end_) {
      in_->read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
      begin_ = 0;
      end_ = static_cast<std::size_t>(in_->gcount());
      if (in_->bad()) {
        throw Failure(FailureKind::unavailable,
                      {.code = "csv.unreadable",
                       .message = name_ + ": the file can't be read to its end",
                       .remedy = "is it a file, and is its disk well?"});
      }
      if (bytes_read_ == 0) {
        skip_byte_order_mark();
      }
    }
    std::string_view const rest(buffer_.data() + begin_, end_ - begin_);
    std::size_t const line_end = rest.find('\n');
    std::string_view const piece = line_end == rest.npos ? rest : rest.substr(0, line_end + 1);
    begin_ += piece.size();
    bytes_read_ += piece.size();
    return piece;
  }

  void skip_byte_order_mark() {
    std::string_view const start(buffer_.data(), end_);
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
      fail("csv.encoding", "the file is UTF-16",
           "convert it first, for example: iconv -f UTF-16 -t UTF-8");
    }
    if (start.starts_with("\xEF\xBB\xBF")) {
      begin_ = 3;
      bytes_read_ = 3;
    }
  }

  // False at the end of the file. Otherwise the row is in rows_ and raw_, or problem_ says why it
  // is not.
  bool read_row() {
    raw_.clear();
    problem_.reset();
    rows_.begin_row();
    row_line_ = next_line_;
    row_offset_ = bytes_read_;
    bool misquoted = false;
    bool quote_open = false;
    for (std::string_view piece = next_piece(); !piece.empty(); piece = next_piece()) {
      quote_open ^= std::ranges::count(piece, '"') % 2 != 0;
      keep_raw(piece);
      if (!problem_ && !rows_.feed(piece)) {
        misquoted = true;
        problem_ = {.reason = "csv.quote",
                    .message =
                        "a quote stands inside a field that is not quoted, or something follows a "
                        "closing quote; "
                        "put the field in quotes, and double the quotes inside it"};
      }
      if (piece.back() == '\n') {
        ++next_line_;
        if (misquoted || rows_.row_ended() || (problem_ && !quote_open)) {
          return true;
        }
      }
    }
    return finish_last_row(quote_open && !misquoted);
  }

  // The file has ended; was there a row that no line feed closed?
  bool finish_last_row(bool quote_open) {
    if (bytes_read_ == row_offset_) {
      return false;
    }
    ++next_line_;
    if (quote_open) {
      problem_ = {.reason = "csv.quote_open",
                  .message =
                      "a quote that is opened in this row is never closed; close it and import the "
                      "file again: "
                      "nothing after it was read"};
    }
    if (problem_) {
      rows_.restart();
    } else if (!rows_.finish()) {
      problem_ = {.reason = "csv.quote", .message = "the last row ends inside a quoted field"};
    }
    return true;
  }

  void keep_raw(std::string_view piece) {
    std::size_t const room = row_bytes_max - raw_.size();
    raw_.append(piece.substr(0, room));
    if (piece.size() > room && !problem_) {
      rows_.restart();
      problem_ = {.reason = "csv.row_too_large",
                  .message = "the row is longer than " + std::to_string(row_bytes_max) +
                             " bytes; is a quote missing?"};
    }
  }

  void check_row() {
    if (problem_) {
      return;
    }
    if (auto const at = first_byte_not_utf8(raw_)) {
      auto const lines_before =
          std::count(raw_.begin(), raw_.begin() + static_cast<std::ptrdiff_t>(*at), '\n');
      problem_ = {.reason = "csv.encoding",
                  .message = "byte " + std::to_string(row_offset_ + *at) +
                             " of the file, on line " +
                             std::to_string(row_line_ + static_cast<std::uint64_t>(lines_before)) +
                             ", is not UTF-8 text; is the file in another encoding? " +
                             std::string(convert_to_utf8)};
    } else if (rows_.has_field_beyond(field_bytes_max)) {
      problem_ = {
          .reason = "csv.field_too_large",
          .message = "a field is longer than " + std::to_string(field_bytes_max) + " bytes"};
    } else if (rows_.size() != header.size()) {
      problem_ = {.reason = "csv.columns",
                  .message = "the row has " + std::to_string(rows_.size()) +
                             " fields, the header line has " + std::to_string(header.size()) +
                             "; a field with a delimiter in it must be quoted"};
    }
  }

  [[noreturn]] void fail(std::string code, std::string const& message,
                         std::string_view remedy) const {
    throw Failure(FailureKind::bad_input, {.code = std::move(code),
                                           .message = name_ + ": " + message,
                                           .remedy = std::string(remedy)});
  }

  void read_header() {
    do {
      if (!read_row()) {
        fail("csv.empty", "the file is empty", "its first line names the columns");
      }
    } while (!problem_ && rows_.size() == 0);
    if (problem_) {
      fail(problem_->reason, "the header line can't be read: " + problem_->message, "");
    }
    if (auto const at = first_byte_not_utf8(raw_)) {
      fail("csv.encoding",
           "the header line is not UTF-8, at byte " + std::to_string(row_offset_ + *at),
           convert_to_utf8);
    }
    if (raw().contains('\r')) {
      fail("csv.line_ends", "the lines end with carriage returns alone",
           "convert it first, for example with mac2unix");
    }
    if (rows_.size() > columns_max) {
      fail("csv.too_many_columns",
           "the header line has more than " + std::to_string(columns_max) + " columns",
           "leave out the columns that are not imported");
    }
    std::vector<std::string_view> names;
    rows_.copy_fields(names);
    header.assign(names.begin(), names.end());
    header_line = raw();
    for (std::size_t i = 0; i < header.size(); ++i) {
      auto const same =
          std::find(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(i), header[i]);
      if (same - header.begin() < static_cast<std::ptrdiff_t>(i) && !header[i].empty()) {
        fail("csv.column_twice",
             "columns " + std::to_string(same - header.begin() + 1) + " and " +
                 std::to_string(i + 1) + " of the header line have the same name",
             "give each column a name of its own; does the file have a header line?");
      }
    }
  }

  std::unique_ptr<std::istream> in_;
  std::string name_;
  RowParser rows_;
  std::vector<char> buffer_ = std::vector<char>(read_bytes);
  std::size_t begin_ = 0;  // of what is left in buffer_
  std::size_t end_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t next_line_ = 1;
  std::uint64_t row_line_ = 1;
  std::uint64_t row_offset_ = 0;
  std::string raw_;
  std::optional<Problem> problem_;
  CsvRow row_;
};

CsvReader CsvReader::open(std::filesystem::path const& path, CsvSettings settings) {
  auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*file) {
    throw Failure(FailureKind::not_found, {.code = "csv.not_found",
                                           .message = path.string() + ": the file can't be opened",
                                           .remedy = "is the path right, and may you read it?"});
  }
  return read(std::move(file), path.string(), settings);
}

CsvReader CsvReader::read(std::unique_ptr<std::istream> in, std::string name,
                          CsvSettings settings) {
  return CsvReader(std::make_unique<Parser>(std::move(in), std::move(name), settings));
}

CsvReader::CsvReader(std::unique_ptr<Parser> parser) : parser_(std::move(parser)) {}
CsvReader::CsvReader(CsvReader&& other) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&& other) noexcept = default;
CsvReader::~CsvReader() = default;

std::vector<std::string> const& CsvReader::header() const {
  return parser_->header;
}

std::string_view CsvReader::header_line() const {
  return parser_->header_line;
}

std::optional<std::expected<CsvRow, BadRow>> CsvReader::next() {
  return parser_->next();
}

std::string_view CsvReader::raw() const {
  return parser_->raw();
}

std::uint64_t CsvReader::bytes_read() const {
  return parser_->bytes_read();
}

}  // namespace lofte::edge::import

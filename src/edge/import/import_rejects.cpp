#include "edge/import/import_rejects.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.hpp"

namespace lofte::edge::import {

void ImportRejects::open() {
  // Made empty with the right mode before anything is written to it.
  int const made =
      ::open(file_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (made >= 0) {
    ::fchmod(made, 0600);
    ::close(made);
    out_.open(file_, std::ios::binary | std::ios::app);
  } else {
    out_.setstate(std::ios::failbit);
  }
  expect_written();
  with_columns_ = header_.line.find(reason_column) == std::string::npos;
  out_ << header_.line;
  if (with_columns_) {
    out_ << header_.delimiter << line_column << header_.delimiter << reason_column;
  }
  out_ << '\n';
}

void ImportRejects::expect_written() const {
  if (!out_) {
    throw Failure(FailureKind::unavailable,
                  {.code = "rejects.unwritable",
                   .message = "the rejects file " + file_.string() + " can't be written",
                   .remedy = "name another with --rejects, or make room on the disk"});
  }
}

void ImportRejects::add(BadRow const& row) {
  if (!out_.is_open()) {
    open();
  }
  out_ << row.raw;
  if (with_columns_) {
    out_ << header_.delimiter << row.line << header_.delimiter << row.reason;
  }
  out_ << '\n';
  expect_written();
}

void ImportRejects::close() {
  if (out_.is_open()) {
    out_.flush();
    expect_written();
  }
}

}  // namespace lofte::edge::import

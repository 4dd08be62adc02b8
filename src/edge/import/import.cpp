#include "edge/import/import.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "base/failure.hpp"
#include "custody/vault/event_day.hpp"
#include "edge/import/import_queue.hpp"
#include "edge/import/import_rejects.hpp"
#include "edge/import/import_writer.hpp"

namespace lofte::edge::import {

using custody::vault::Vault;

namespace {

using Batch = std::vector<PendingRow>;

// The threads that write, and what they have to say.
class Writers {
 public:
  Writers(Vault& vault, ImportRequest const& request) : vault_(&vault) {
    for (unsigned i = 0; i < std::max(1U, request.writers); ++i) {
      desks_.push_back(std::make_unique<Desk>(vault, request.actor));
    }
    for (auto const& desk : desks_) {
      desk->thread = std::jthread([this, desk = desk.get()] { work(*desk); });
    }
  }

  ~Writers() { close(); }

  void give(PendingRow row) {
    Desk& desk = *desks_[std::hash<std::string>{}(row.row.subject) % desks_.size()];
    desk.next_bytes += row.raw.size();
    desk.next.push_back(std::move(row));
    if (desk.next.size() == rows_per_batch || desk.next_bytes >= batch_bytes_max) {
      desk.queue.push(std::exchange(desk.next, {}));
      desk.next_bytes = 0;
    }
  }

  // Waits until everything given is written, and makes it durable. Throws what a writer threw.
  void finish() {
    for (auto const& desk : desks_) {
      if (!desk->next.empty()) {
        desk->queue.push(std::exchange(desk->next, {}));
      }
    }
    close();
    expect_sound();
    vault_->ground().store.sync();
  }

  void expect_sound() const {
    if (has_failed_) {
      failure_.with([](std::exception_ptr const& failure) { std::rethrow_exception(failure); });
    }
  }

  std::vector<BadRow> take_bad() {
    return bad_.with([](std::vector<BadRow>& bad) { return std::exchange(bad, {}); });
  }

  // After finish().
  void add_counts(ImportReport& report) const {
    for (auto const& desk : desks_) {
      WriterCounts const& counts = desk->writer.counts();
      report.subjects_created += counts.subjects_created;
      report.records_added += counts.records_added;
      report.records_existed += counts.records_existed;
      report.records_lapsed += counts.records_lapsed;
      report.fields_left_out += counts.fields_left_out;
      report.consents_suppressed += counts.consents_suppressed;
    }
  }

 private:
  struct Desk {
    Desk(Vault& vault, promise::gate::Actor const& actor)
        : writer(vault, actor), queue(batches_waiting_max) {}
    ImportWriter writer;  // the desk's thread's
    Batch next;           // the reading thread's
    std::size_t next_bytes = 0;
    ImportQueue<Batch> queue;
    std::jthread thread;
  };

  void close() {
    for (auto const& desk : desks_) {
      if (desk->thread.joinable()) {
        desk->queue.close();
        desk->thread.join();
      }
    }
  }

  // After a failure the rest is taken and dropped, so that the reading thread never waits in vain.
  void work(Desk& desk) {
    while (auto batch = desk.queue.pop()) {
      if (has_failed_) {
        continue;
      }
      try {
        write(desk, std::move(*batch));
      } catch (...) {
        failure_.with([](std::exception_ptr& failure) { failure = std::current_exception(); });
        has_failed_ = true;
      }
    }
  }

  void write(Desk& desk, Batch batch) {
    std::uint64_t const rows = batch.size();
    auto refused = desk.writer.write(std::move(batch));
    if (!refused.empty()) {
      bad_.with(
          [&](std::vector<BadRow>& bad) { std::ranges::move(refused, std::back_inserter(bad)); });
    }
    std::uint64_t const before = written_.fetch_add(rows);
    if (before / rows_per_sync != (before + rows) / rows_per_sync) {
      vault_->ground().store.sync();
    }
  }

  Vault* vault_;
  std::atomic<bool> has_failed_{false};
  std::atomic<std::uint64_t> written_{0};
  Guarded<std::exception_ptr> failure_;
  Guarded<std::vector<BadRow>> bad_;
  std::vector<std::unique_ptr<Desk>> desks_;  // last: its threads use what stands above
};

// Opening the rejects file empties it, and rows would be rejected into what is still being read.
CsvReader open_to_read(ImportRequest const& request) {
  std::error_code is_not_there;
  if (std::filesystem::equivalent(request.rejects, request.file, is_not_there)) {
    throw Failure(FailureKind::bad_input,
                  {.code = "rejects.is_the_file",
                   .message = "the rejects file " + request.rejects.string() +
                              " is the file that is to be imported",
                   .remedy = "name another with --rejects"});
  }
  return CsvReader::open(request.file, {.delimiter = request.mapping.delimiter});
}

// Reads the file row by row.
class Reading {
 public:
  Reading(Vault const& vault, ImportRequest& request)
      : reader_(open_to_read(request)),
        rejects_(request.rejects, {.line = std::string(reader_.header_line()),
                                   .delimiter = request.mapping.delimiter}),
        mapper_(bind(vault, request, reader_.header())),
        today_(vault.today()) {}

  // False at the end of the file.
  bool next(Writers& writers, ImportReport& report) {
    auto row = reader_.next();
    if (!row) {
      return false;
    }
    ++report.rows;
    if (!*row) {
      reject(row->error(), report);
      return true;
    }
    MappedRow mapped = mapper_.map(**row, reader_.raw());
    if (auto* const imported = std::get_if<ImportRow>(&mapped)) {
      if (auto const fault = fault_of_days(*imported)) {
        reject(bad_row(**row, *fault), report);
        return true;
      }
      writers.give(
          {.line = (*row)->line, .row = std::move(*imported), .raw = std::string(reader_.raw())});
    } else if (auto const* const skipped = std::get_if<SkippedRow>(&mapped)) {
      ++report.rows_skipped;
      ++report.skipped_by_reason[std::string(skipped->reason)];
    } else {
      reject(std::get<BadRow>(mapped), report);
    }
    return true;
  }

  void reject(BadRow const& row, ImportReport& report) {
    ++report.rows_rejected;
    ++report.rejected_by_reason[row.reason];
    if (report.faults.size() < faults_told_max) {
      report.faults.push_back({.line = row.line, .reason = row.reason, .message = row.message});
    }
    rejects_.add(row);
  }

  void close() { rejects_.close(); }
  std::uint64_t bytes_read() const { return reader_.bytes_read(); }

 private:
  std::optional<Failure> fault_of_days(ImportRow const& row) const {
    try {
      for (auto const& record : row.records) {
        for (auto const& [event, day] : record.events) {
          custody::vault::expect_has_happened(event, day, today_);
        }
      }
      return std::nullopt;
    } catch (Failure const& failure) {
      return failure;
    }
  }

  BadRow bad_row(CsvRow const& row, Failure const& failure) {
    return {.line = row.line,
            .reason = failure.code(),
            .message = failure.message(),
            .raw = std::string(reader_.raw())};
  }

  static RowMapper bind(Vault const& vault, ImportRequest& request,
                        std::vector<std::string> const& header) {
    auto const policy = vault.in_force().shown->history().current().policy;
    std::string const path = request.mapping.path;
    auto bound = RowMapper::bind(std::move(request.mapping), header, *policy->timezone);
    if (bound) {
      return std::move(*bound);
    }
    std::string text;
    for (Finding const& finding : bound.error()) {
      text += "\n  " + to_string(finding, path);
    }
    throw Failure(FailureKind::bad_input,
                  {.code = "mapping.columns",
                   .message = "the mapping names columns that the file lacks:" + text,
                   .remedy = "name the columns as the file's header line does"});
  }

  CsvReader reader_;
  ImportRejects rejects_;
  RowMapper mapper_;
  Day today_;
};

}  // namespace

ImportReport import_file(Vault& vault, ImportRequest request, ImportProgress const& progress) {
  constexpr std::uint64_t rows_between_looks = 1000;
  ImportReport report;
  Reading reading(vault, request);
  std::uint64_t const bytes_total = std::filesystem::file_size(request.file);
  Writers writers(vault, request);
  while (reading.next(writers, report)) {
    if (report.rows % rows_between_looks == 0) {
      writers.expect_sound();
      for (BadRow const& row : writers.take_bad()) {
        reading.reject(row, report);
      }
      if (progress) {
        progress(reading.bytes_read(), bytes_total);
      }
    }
  }
  writers.finish();
  for (BadRow const& row : writers.take_bad()) {
    reading.reject(row, report);
  }
  reading.close();
  writers.add_counts(report);
  std::ranges::sort(report.faults, {}, &RowFault::line);
  if (progress) {
    progress(bytes_total, bytes_total);
  }
  return report;
}

}  // namespace lofte::edge::import

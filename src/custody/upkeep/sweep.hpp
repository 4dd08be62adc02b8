// Going through all buckets, on several cores, and the facts of one bucket put together by subject.
#pragma once

#include <functional>
#include <vector>

#include "custody/vault/vault.hpp"

namespace lofte::custody::upkeep {

// Told how many of the 4096 buckets are done; returning false stops the work with Failure
// (unavailable, "stopped"). Called by one thread at a time.
using Progress = std::function<bool(unsigned buckets_done)>;

// For works that go through the buckets on one thread: tells how many are done.
void go_on(Progress const& progress, unsigned buckets_done);

// Calls `visit` once for every bucket, from several threads; each has a number below
// `sweep_workers()`. The first failure ends the sweep and is thrown here.
void sweep(vault::Vault const& vault, Progress const& progress,
           std::function<void(unsigned worker, Bucket bucket)> const& visit);
// As many as the vault's ground says.
unsigned sweep_workers(vault::Vault const& vault);

struct SubjectOutline {
  SubjectId id;
  Day created;
  promise::retention::SubjectFacts facts;
  std::vector<subjects::RecordOutline> records;
};

// All subjects of a bucket with the facts of their records; no record that is listed is opened.
std::vector<SubjectOutline> facts_of_bucket(vault::Vault const& vault, Bucket bucket);

// Calls `visit` with every record of the subject, and the subject's view in the record's version;
// leaves out what has been collected under a version published since the rules were made.
void each_record(promise::retention::Rules const& rules, SubjectOutline const& subject,
                 std::function<void(subjects::RecordOutline const&,
                                    promise::retention::SubjectView const&)> const& visit);

}  // namespace lofte::custody::upkeep

#include "custody/upkeep/sweep.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "base/failure.hpp"

namespace lofte::custody::upkeep {

unsigned sweep_workers(vault::Vault const& vault) {
  unsigned const wanted = vault.ground().sweep_workers;
  return wanted != 0 ? wanted : std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

void go_on(Progress const& progress, unsigned buckets_done) {
  if (progress && !progress(buckets_done)) {
    throw Failure(
        FailureKind::unavailable,
        {.code = "stopped", .message = "the work was stopped", .remedy = "start it again"});
  }
}

void sweep(vault::Vault const& vault, Progress const& progress,
           std::function<void(unsigned worker, Bucket bucket)> const& visit) {
  std::atomic<unsigned> next{0};
  struct Shared {
    unsigned done = 0;
    std::exception_ptr failure;
  };
  Guarded<Shared> shared;
  auto const work = [&](unsigned worker) {
    for (unsigned bucket = next++; bucket < bucket_count; bucket = next++) {
      try {
        visit(worker, static_cast<Bucket>(bucket));
        shared.with([&](Shared& state) {
          if (!state.failure) {
            go_on(progress, ++state.done);
          }
        });
      } catch (...) {
        next = bucket_count;
        shared.with([&](Shared& state) {
          state.failure = state.failure ? state.failure : std::current_exception();
        });
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned worker = 1; worker < sweep_workers(vault); ++worker) {
      threads.emplace_back(work, worker);
    }
    work(0);
  }
  if (auto const failure = shared.with([](Shared& state) { return state.failure; })) {
    std::rethrow_exception(failure);
  }
}

std::vector<SubjectOutline> facts_of_bucket(vault::Vault const& vault, Bucket bucket) {
  auto const& ground = vault.ground();
  auto const view = ground.store.read(bucket);
  keys::KeyTree tree(ground.ring, *view, bucket);
  std::vector<SubjectOutline> subjects;
  view->scan(
      store::Plane::keys, subjects::subjects_prefix(), {}, [&](BytesView key, BytesView row) {
        SubjectId const id = subjects::subject_of_key(key);
        auto const stored = subjects::StoredSubject::decode(row);
        crypto::Key const rows = subjects::row_key(tree.leaf(stored.person));
        auto standing = subjects::open_standing(rows, id, stored.sealed);
        std::vector<subjects::RecordOutline> records;
        vault::each_outline(*view, id, standing, rows, [&](subjects::RecordOutline const& record) {
          records.push_back(record);
        });
        subjects.push_back({.id = id,
                            .created = standing.created,
                            .facts = std::move(standing.facts),
                            .records = std::move(records)});
        return true;
      });
  return subjects;
}

void each_record(promise::retention::Rules const& rules, SubjectOutline const& subject,
                 std::function<void(subjects::RecordOutline const&,
                                    promise::retention::SubjectView const&)> const& visit) {
  promise::policy::Version version = 0;
  promise::retention::SubjectView view;
  for (subjects::RecordOutline const& record : subject.records) {
    if (record.facts.version > rules.history().editions.size()) {
      continue;
    }
    if (record.facts.version != version) {
      version = record.facts.version;
      view = rules.view(subject.facts, version);
    }
    visit(record, view);
  }
}

}  // namespace lofte::custody::upkeep

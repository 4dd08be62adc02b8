#include "edge/cli/served_backups.hpp"

#include <spdlog/spdlog.h>

#include <boost/json.hpp>
#include <condition_variable>

#include "base/failure.hpp"

namespace lofte::edge::cli {

ServedBackups::ServedBackups(custody::folder::DataFolder& folder, api::Metrics& metrics,
                             KeyCopySettings settings)
    : folder_(&folder), metrics_(&metrics), settings_(std::move(settings)) {
  door_.emplace(folder.directory(), [this](std::string_view question) {
    return answer_question(question, [this](BackupAct const& act) { return this->perform(act); });
  });
  if (!settings_.keys_into.empty()) {
    copying_ = std::jthread([this] { copy_again_and_again(stopping_.get_token()); });
  }
}

ServedBackups::~ServedBackups() {
  stopping_.request_stop();
  door_.reset();
}

boost::json::object ServedBackups::perform(BackupAct act) {
  if (!act.life_days) {
    act.life_days = static_cast<unsigned>(settings_.keys_life.count());
  }
  if (!act.recovery) {
    act.recovery = settings_.recovery;
  }
  std::lock_guard const lock(one_at_a_time_);
  auto const report =
      cli::perform(*folder_, act, [this](unsigned) { return !stopping_.stop_requested(); });
  spdlog::info("backup of the {}: {}", act.plane == BackupAct::Plane::data ? "data" : "keys",
               boost::json::serialize(report));
  return report;
}

void ServedBackups::copy_keys() {
  try {
    {
      // Before their life is over, if it will be by the next time.
      std::lock_guard const lock(one_at_a_time_);
      custody::folder::destroy_ended_copies(*folder_, settings_.keys_into, settings_.keys_interval);
    }
    perform({.plane = BackupAct::Plane::keys, .into = settings_.keys_into, .life_days = {}});
    metrics_->note_key_copy();
  } catch (Failure const& failure) {
    if (!stopping_.stop_requested()) {
      metrics_->note_failed_key_copy();
      spdlog::error("backup of the keys: {}: {}", failure.code(), failure.message());
    }
  }
}

void ServedBackups::copy_again_and_again(std::stop_token const& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  do {
    copy_keys();
  } while (!stopped.wait_for(lock, stop, settings_.keys_interval,
                             [&] { return stop.stop_requested(); }));
}

}  // namespace lofte::edge::cli

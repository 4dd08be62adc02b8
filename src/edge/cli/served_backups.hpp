// The backups of a folder that is served: those that commands ask for through its door, and the
// copies of the key plane that the server makes by itself.
#pragma once

#include <mutex>
#include <optional>
#include <thread>

#include "edge/api/metrics.hpp"
#include "edge/cli/backup_act.hpp"
#include "edge/control/control.hpp"

namespace lofte::edge::cli {

struct KeyCopySettings {
  std::filesystem::path keys_into;  // "": none by itself
  std::chrono::minutes keys_interval{60};
  std::chrono::days keys_life{custody::backup::copy_life_days_usual};
  // What copies are sealed to that don't name another; nullopt: their roots are
  // in the clear.
  std::optional<custody::backup::RecoveryPublicKey> recovery{};
};

// Works on threads of its own until it dies; what is under way then is stopped.
class ServedBackups {
 public:
  ServedBackups(custody::folder::DataFolder& folder, api::Metrics& metrics,
                KeyCopySettings settings);
  ~ServedBackups();
  ServedBackups(ServedBackups const&) = delete;
  ServedBackups& operator=(ServedBackups const&) = delete;

 private:
  boost::json::object perform(BackupAct act);
  void copy_again_and_again(std::stop_token const& stop);
  void copy_keys();

  custody::folder::DataFolder* folder_;
  api::Metrics* metrics_;
  KeyCopySettings settings_;
  std::mutex one_at_a_time_;
  std::stop_source stopping_;
  std::optional<control::Door> door_;
  std::jthread copying_;
};

}  // namespace lofte::edge::cli

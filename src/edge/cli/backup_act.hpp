// Backing up, by whoever has the data folder open: the command itself, or a server that it asks.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <optional>
#include <string_view>

#include "custody/folder/backups.hpp"

namespace lofte::edge::cli {

struct BackupAct {
  enum class Plane { data, keys } plane = Plane::data;
  std::filesystem::path into;
  std::optional<unsigned> life_days;                             // of a copy of the key plane
  std::optional<custody::backup::RecoveryPublicKey> recovery{};  // what its roots are sealed to
};

// What was done, as the command prints it. The one place where a backup of either plane is made.
boost::json::object perform(custody::folder::DataFolder& folder, BackupAct const& act,
                            custody::upkeep::Progress const& progress);

// On the data folder, by the server that has it open or else here. Throws Failure: what the act
// does, whoever does it.
boost::json::object perform_or_ask(std::filesystem::path const& data, BackupAct const& act,
                                   custody::upkeep::Progress const& progress);

// What a server answers to the question of another process. Throws nothing.
std::string answer_question(std::string_view question,
                            std::function<boost::json::object(BackupAct const&)> const& perform);

}  // namespace lofte::edge::cli

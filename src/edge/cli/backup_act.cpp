#include "edge/cli/backup_act.hpp"

#include <boost/json.hpp>

#include "base/failure.hpp"
#include "edge/control/control.hpp"

namespace lofte::edge::cli {

namespace json = boost::json;
using custody::folder::DataFolder;

namespace {

json::object to_json(custody::backup::DataBackupReport const& report) {
  return {{"rows_held", report.rows_held},
          {"rows_written", report.rows_written},
          {"bytes_written", report.bytes_written},
          {"layers", report.layers}};
}

json::object to_json(custody::backup::KeyCopyReport const& report) {
  return {{"copy", report.name},
          {"made", lofte::to_string(report.made)},
          {"ends", lofte::to_string(report.ends)},
          {"rows", report.rows},
          {"bytes", report.bytes},
          {"copies", report.copies},
          {"copies_destroyed", report.copies_destroyed}};
}

std::string to_question(BackupAct const& act) {
  json::object question{{"backup", act.plane == BackupAct::Plane::data ? "data" : "keys"},
                        // The server stands in another folder.
                        {"into", std::filesystem::absolute(act.into).string()}};
  if (act.life_days) {
    question.emplace("life_days", *act.life_days);
  }
  if (act.recovery) {
    question.emplace("recovery_key", act.recovery->text());
  }
  return json::serialize(question);
}

BackupAct to_act(json::value const& question) {
  BackupAct act{.plane = question.at("backup").as_string() == "data" ? BackupAct::Plane::data
                                                                     : BackupAct::Plane::keys,
                .into = std::string(question.at("into").as_string()),
                .life_days = {}};
  if (auto const* const days = question.as_object().if_contains("life_days")) {
    act.life_days = days->to_number<unsigned>();
  }
  if (auto const* const key = question.as_object().if_contains("recovery_key")) {
    act.recovery = custody::backup::parse_recovery_public_key(key->as_string());
  }
  return act;
}

json::object to_json(Failure const& failure) {
  return {{"kind", static_cast<int>(failure.kind())},
          {"code", failure.code()},
          {"message", failure.message()},
          {"remedy", failure.remedy()}};
}

Failure to_failure(json::value const& failure) {
  auto const text = [&](char const* key) { return std::string(failure.at(key).as_string()); };
  return {static_cast<FailureKind>(failure.at("kind").to_number<int>()),
          {.code = text("code"), .message = text("message"), .remedy = text("remedy")}};
}

}  // namespace

json::object perform(DataFolder& folder, BackupAct const& act,
                     custody::upkeep::Progress const& progress) {
  if (act.plane == BackupAct::Plane::data) {
    return to_json(custody::folder::back_up_data(folder, act.into, LOFTE_VERSION, progress));
  }
  custody::folder::KeyCopyWish wish{.into = act.into, .recovery = act.recovery};
  if (act.life_days) {
    wish.life = std::chrono::days{*act.life_days};
  }
  return to_json(custody::folder::copy_keys(folder, wish, LOFTE_VERSION, progress));
}

std::string answer_question(std::string_view question,
                            std::function<json::object(BackupAct const&)> const& perform) {
  try {
    return json::serialize(
        json::object{{"report", perform(to_act(json::parse(std::string(question))))}});
  } catch (Failure const& failure) {
    return json::serialize(json::object{{"failure", to_json(failure)}});
  } catch (std::exception const& error) {
    return json::serialize(json::object{
        {"failure",
         to_json(Failure(FailureKind::unavailable, {.code = "unforeseen",
                                                    .message = error.what(),
                                                    .remedy = "look at the server's log"}))}});
  }
}

json::object perform_or_ask(std::filesystem::path const& data, BackupAct const& act,
                            custody::upkeep::Progress const& progress) {
  auto const answer = control::ask(data, to_question(act));
  if (!answer) {
    return perform(*DataFolder::open(data), act, progress);
  }
  auto const told = json::parse(*answer);
  if (auto const* const failure = told.as_object().if_contains("failure")) {
    throw to_failure(*failure);
  }
  return told.at("report").as_object();
}

}  // namespace lofte::edge::cli

// The commands of `lofte`, one file each. Each may throw Failure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "edge/cli/console.hpp"

namespace lofte::edge::cli {

enum class Format { text, json };

struct CheckOptions {
  std::filesystem::path policy;
  Format format = Format::text;
};
Exit check(CheckOptions const& options);

struct PageOptions {
  std::filesystem::path policy;
  std::string language;  // "": the policy's first
};
Exit page(PageOptions const& options);

struct ServeOptions {
  std::filesystem::path policy;
  std::filesystem::path data;
  std::string listen = "127.0.0.1:8080";
  std::vector<std::string> hosts;
  std::string tls_certificate;  // "": plain HTTP
  std::string tls_key;
  std::optional<Day> virtual_clock;  // of a folder that is made
  unsigned tick_minutes = 15;
  std::filesystem::path keys_backup;  // "": no copies by itself
  unsigned keys_backup_minutes = 60;
  unsigned keys_life_days = 7;
};
Exit serve(ServeOptions const& options);

struct ImportOptions {
  std::filesystem::path file;
  std::filesystem::path mapping;
  std::filesystem::path policy;
  std::filesystem::path data;
  std::filesystem::path rejects;     // "": FILE.rejects.csv in the current directory
  std::optional<Day> virtual_clock;  // of a folder that is made
  Format format = Format::text;
};
Exit import_csv(ImportOptions const& options);

struct FolderOptions {
  std::filesystem::path data;
  Format format = Format::text;
};
Exit holdings(FolderOptions const& options);
Exit tick(FolderOptions const& options);

struct InspectOptions {
  std::filesystem::path data;
  std::string subject;    // an id
  std::string reference;  // instead of an id
  std::string purpose;
  Format format = Format::text;
};
Exit inspect(InspectOptions const& options);

struct PlanOptions {
  std::filesystem::path policy;
  std::filesystem::path data;
  Format format = Format::text;
};
Exit plan(PlanOptions const& options);

struct PublishOptions {
  std::filesystem::path policy;
  std::filesystem::path data;
  std::string plan;  // the hash of the plan that was seen
  enum class Run { real, dry } run = Run::real;
};
Exit publish(PublishOptions const& options);

struct BackupOptions {
  std::filesystem::path into;
  std::filesystem::path data;
  std::optional<unsigned> life_days;  // of a copy of the key plane
  Format format = Format::text;
};
Exit backup(BackupOptions const& options);
Exit keys_backup(BackupOptions const& options);

struct RestoreOptions {
  std::filesystem::path data;
  std::filesystem::path keys;  // "": the key plane that is there
  std::filesystem::path backup;
  std::optional<Day> virtual_clock;
  Format format = Format::text;
};
Exit restore(RestoreOptions const& options);

struct ClockOptions {
  std::filesystem::path data;
  Day day;
};
Exit set_clock(ClockOptions const& options);
Exit accept_clock(FolderOptions const& options);

}  // namespace lofte::edge::cli

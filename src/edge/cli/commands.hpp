// The commands of `lofte`, one file each. Each may throw Failure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "edge/cli/console.hpp"
#include "shop/forecast/settings.hpp"

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

enum class Report { html, json };

struct SimulateOptions {
  std::filesystem::path policy;
  shop::forecast::Wishes wishes{};
  std::vector<std::string> records;  // "shape=1000"
  std::string language;              // "": the policy's first
  Report report = Report::html;
  std::filesystem::path out;  // "": POLICY-simulation.html here, or stdout for JSON
  enum class Overwrite { own_reports, anything } overwrite = Overwrite::own_reports;
};
Exit simulate(SimulateOptions const& options);

struct ServeOptions {
  std::filesystem::path policy;
  std::filesystem::path data;
  std::string listen = "127.0.0.1:8080";
  std::vector<std::string> hosts;
  std::string tls_certificate;  // "": plain HTTP
  std::string tls_key;
  std::optional<Day> virtual_clock;  // of a folder that is made
  unsigned tick_minutes = 15;
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

struct ClockOptions {
  std::filesystem::path data;
  Day day;
};
Exit set_clock(ClockOptions const& options);
Exit accept_clock(FolderOptions const& options);

}  // namespace lofte::edge::cli

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
  std::string public_url;       // where the world reaches it; "": as it listens
  std::string tls_certificate;  // "": plain HTTP
  std::string tls_key;
  std::optional<Day> virtual_clock;  // of a folder that is made
  std::string root_token;            // of a folder that is made; "": the root key is in a file
  unsigned tick_minutes = 15;
  std::filesystem::path keys_backup;  // "": no copies by itself
  unsigned keys_backup_minutes = 60;
  unsigned keys_life_days = 7;
  std::filesystem::path mail;           // "": nothing can be sent by mail
  std::filesystem::path recipients_ca;  // PEM; "": the system's
  std::string recovery_key;             // public half, that copies are sealed to; "": in the clear
};
Exit serve(ServeOptions const& options);

struct ImportOptions {
  std::filesystem::path file;
  std::filesystem::path mapping;
  std::filesystem::path policy;
  std::filesystem::path data;
  std::filesystem::path rejects;     // "": FILE.rejects.csv in the current directory
  std::optional<Day> virtual_clock;  // of a folder that is made
  std::string root_token;            // of a folder that is made; "": the root key is in a file
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
  std::string recovery_key;           // public half, that a copy is sealed to; "": in the clear
  Format format = Format::text;
};
Exit backup(BackupOptions const& options);
Exit keys_backup(BackupOptions const& options);

struct RestoreOptions {
  std::filesystem::path data;
  std::filesystem::path keys;  // "": the key plane that is there
  std::filesystem::path backup;
  std::filesystem::path recovery_key;  // the file of its secret half; "": none
  std::optional<Day> virtual_clock;
  Format format = Format::text;
};
Exit restore(RestoreOptions const& options);

struct RecoveryKeyOptions {
  std::filesystem::path file;
};
Exit make_recovery_key(RecoveryKeyOptions const& options);

struct ClockOptions {
  std::filesystem::path data;
  Day day;
};
Exit set_clock(ClockOptions const& options);
Exit accept_clock(FolderOptions const& options);

struct LedgerOptions {
  std::filesystem::path data;
  std::uint64_t from = 0;
  std::uint64_t count = 20;
  Format format = Format::text;
};
Exit show_ledger(LedgerOptions const& options);
Exit show_ledger_key(FolderOptions const& options);

struct LedgerExportOptions {
  std::filesystem::path data;
  std::filesystem::path to;
};
Exit export_ledger(LedgerExportOptions const& options);

struct LedgerVerifyOptions {
  std::string source;  // a data folder, a folder that `ledger export` has filled, or a URL
  std::filesystem::path ca_file;  // of a URL; "": the system's
  std::string key;                // as the shop publishes it; "": the data folder's own
  std::filesystem::path since;    // "": or an older checkpoint, which must be its beginning
  std::filesystem::path seen;     // "": or where what was seen is kept
  Format format = Format::text;
};
Exit verify_ledger(LedgerVerifyOptions const& options);

struct WitnessKeyOptions {
  std::string name;
  std::filesystem::path file;
};
Exit make_witness_key(WitnessKeyOptions const& options);

struct CosignOptions {
  std::string source;
  std::filesystem::path ca_file;
  std::string key;
  std::filesystem::path witness_key;
  std::filesystem::path seen;
};
Exit cosign_ledger(CosignOptions const& options);

struct ReceiptOptions {
  std::filesystem::path file;
  std::string key;
  Format format = Format::text;
};
Exit verify_receipt(ReceiptOptions const& options);

struct MailTestOptions {
  std::string address;
  std::filesystem::path mail;  // settings: the letter is sent now
  std::filesystem::path data;  // or a data folder: it is queued
};
Exit send_test_letter(MailTestOptions const& options);

struct MoveRootOptions {
  std::filesystem::path data;
  std::string place;  // "file", or the PKCS#11 URI of a token
};
Exit move_root(MoveRootOptions const& options);

}  // namespace lofte::edge::cli

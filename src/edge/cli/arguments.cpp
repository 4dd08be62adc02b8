#include "edge/cli/arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "custody/backup/key_copy.hpp"
#include "edge/cli/commands.hpp"

namespace lofte::edge::cli {
namespace {

template <typename Options>
using Shared = std::shared_ptr<Options>;

// A command with its own options; `act` becomes what is to be run when the command is given.
template <typename Options>
struct Command {
  CLI::App* app;
  Shared<Options> options;
};

struct Line {
  CLI::App app{"Löfte keeps what a web shop's privacy policy promises.", "lofte"};
  std::function<Exit()> chosen{};

  template <typename Options>
  Command<Options> add(CLI::App& under, std::string const& name, std::string const& meaning,
                       Exit (*act)(Options const&), std::string const& examples) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = under.add_subcommand(name, meaning);
    command->footer("Examples:\n" + examples);
    command->callback([this, act, options] { chosen = [act, options] { return act(*options); }; });
    return {.app = command, .options = options};
  }
};

void add_policy(CLI::App& app, std::filesystem::path& policy) {
  app.add_option("POLICY", policy, "the policy file (TOML)")->required();
}

void add_data(CLI::App& app, std::filesystem::path& data) {
  app.add_option("--data", data, "the data folder")->required()->type_name("DIR");
}

void add_json(CLI::App& app, Format& format) {
  app.add_flag_callback("--json", [&format] { format = Format::json; }, "print JSON");
}

std::string fault_of_day(std::string const& text) {
  return parse_day(text) ? ""
                         : "a date between 1900-01-01 and 2999-12-31 is asked for, as 2026-12-31";
}

void add_virtual_clock(CLI::App& app, std::optional<Day>& day) {
  app.add_option_function<std::string>(
         "--virtual-clock", [&day](std::string const& text) { day = parse_day(text); },
         "if the data folder is made: its clock stands at this day, and moves by lofte clock set")
      ->type_name("DATE")
      ->check(CLI::Validator(fault_of_day, "", "date"));
}

void add_check(Line& line) {
  auto const [app, options] = line.add<CheckOptions>(
      line.app, "check", "Say what is wrong with a policy, and how to fix it", check,
      "  lofte check policies/usbstars.toml\n"
      "  lofte check policy.toml --json | jq '.findings[].code'\n"
      "Exit status: 0 nothing stops the policy, 1 an error or a clause that "
      "is not executed, 2 it can't be read.");
  add_policy(*app, options->policy);
  add_json(*app, options->format);
}

void add_page(Line& line) {
  auto const [app, options] =
      line.add<PageOptions>(line.app, "page", "Print the policy page as HTML", page,
                            "  lofte page policies/usbstars.toml --language en > policy.html");
  add_policy(*app, options->policy);
  app->add_option("--language", options->language, "a language of the policy; its first otherwise");
}

void add_serve(Line& line) {
  auto const [app, options] = line.add<ServeOptions>(
      line.app, "serve", "Serve the API and the policy page, and tick", serve,
      "  lofte serve policy.toml --data /var/lib/lofte --listen 127.0.0.1:8080\n"
      "  lofte serve policy.toml --data demo --virtual-clock 2026-01-01\n"
      "The first start makes the data folder and the owner's API key, and says where it is.\n"
      "SIGTERM and SIGINT end it once every request that has begun is answered.");
  add_policy(*app, options->policy);
  add_data(*app, options->data);
  app->add_option("--listen", options->listen, "where to listen; port 0 is any free one")
      ->type_name("ADDR:PORT")
      ->capture_default_str();
  app->add_option("--host", options->hosts,
                  "a name that requests may be for (again for more); otherwise the listening "
                  "address and localhost")
      ->type_name("NAME");
  app->add_option("--tls-certificate", options->tls_certificate, "the certificate chain, PEM")
      ->type_name("FILE");
  app->add_option("--tls-key", options->tls_key, "its private key, PEM")->type_name("FILE");
  app->add_option("--tick-minutes", options->tick_minutes, "how often keys are destroyed")
      ->check(CLI::Range(1U, 1440U))
      ->capture_default_str();
  app->add_option("--keys-backup", options->keys_backup,
                  "copy the key plane to this folder, again and again")
      ->type_name("DIR");
  app->add_option("--keys-backup-minutes", options->keys_backup_minutes, "how often")
      ->check(CLI::Range(1U, 1440U))
      ->capture_default_str();
  app->add_option("--keys-life-days", options->keys_life_days,
                  "how long such a copy lives; erasure is complete when the last one is gone")
      ->check(CLI::Range(1, custody::backup::copy_life_days_max))
      ->capture_default_str();
  add_virtual_clock(*app, options->virtual_clock);
}

void add_import(Line& line) {
  auto const [app, options] = line.add<ImportOptions>(
      line.app, "import", "Import a shop's history from a CSV file", import_csv,
      "  lofte import orders.csv --mapping mapping.toml --policy policy.toml --data data\n"
      "Importing a file again adds nothing. Rows that can't be imported are reported by line and "
      "written\nto the rejects file; exit status 1 says that there were some.");
  app->add_option("FILE", options->file, "the CSV file")->required();
  app->add_option("--mapping", options->mapping, "how its columns become records (TOML)")
      ->required()
      ->type_name("FILE");
  app->add_option("--policy", options->policy, "the policy file (TOML)")
      ->required()
      ->type_name("FILE");
  add_data(*app, options->data);
  app->add_option("--rejects", options->rejects,
                  "where rejected rows go; FILE.rejects.csv in this folder otherwise")
      ->type_name("FILE");
  add_virtual_clock(*app, options->virtual_clock);
  add_json(*app, options->format);
}

void add_folder_commands(Line& line) {
  auto const held =
      line.add<FolderOptions>(line.app, "holdings", "Say what is held, and in which year it ends",
                              holdings, "  lofte holdings --data data --json");
  add_data(*held.app, held.options->data);
  add_json(*held.app, held.options->format);
  auto const ticked = line.add<FolderOptions>(
      line.app, "tick", "Destroy the keys of what is past its time, and delete the bytes", tick,
      "  lofte tick --data data\n"
      "Exit status 1 says that the clock has jumped and nothing was destroyed.");
  add_data(*ticked.app, ticked.options->data);
  add_json(*ticked.app, ticked.options->format);
}

void add_inspect(Line& line) {
  auto const [app, options] = line.add<InspectOptions>(
      line.app, "inspect", "Say what a purpose can read of a subject now, and until when", inspect,
      "  lofte inspect 0f3a… --purpose contract --data data\n"
      "  lofte inspect --reference 17850 --purpose bookkeeping --data data");
  auto* const subject = app->add_option("SUBJECT", options->subject, "the subject's id");
  auto* const reference = app->add_option("--reference", options->reference,
                                          "the shop's own reference, instead of an id");
  subject->excludes(reference);
  app->add_option("--purpose", options->purpose, "a purpose of the policy")->required();
  add_data(*app, options->data);
  add_json(*app, options->format);
}

void add_publication(Line& line) {
  auto const planned = line.add<PlanOptions>(
      line.app, "plan", "Say what publishing a policy would do to the data held", plan,
      "  lofte plan policy-2.toml --data data");
  add_policy(*planned.app, planned.options->policy);
  add_data(*planned.app, planned.options->data);
  add_json(*planned.app, planned.options->format);
  auto const published = line.add<PublishOptions>(
      line.app, "publish", "Put a new version of the policy in force", publish,
      "  lofte publish policy-2.toml --data data --plan 3fd2…\n"
      "  lofte publish policy-2.toml --data data --dry-run\n"
      "It is refused when the plan is no longer what would happen. Data that the policy ends\n"
      "earlier is hidden at once, and destroyed after seven days.");
  add_policy(*published.app, published.options->policy);
  add_data(*published.app, published.options->data);
  published.app->add_option("--plan", published.options->plan, "the plan that was seen")
      ->type_name("HASH");
  published.app->add_flag_callback(
      "--dry-run", [options = published.options] { options->run = PublishOptions::Run::dry; },
      "show the plan and publish nothing");
}

void add_life(CLI::App& app, std::optional<unsigned>& days) {
  app.add_option_function<unsigned>(
         "--life-days", [&days](unsigned count) { days = count; },
         "how long the copy lives; 7 otherwise, or as the server was told")
      ->check(CLI::Range(1, custody::backup::copy_life_days_max));
}

void add_backup(Line& line) {
  auto const data = line.add<BackupOptions>(
      line.app, "backup", "Back up the data plane: what is new since the last time", backup,
      "  lofte backup /mnt/backup/data --data data\n"
      "Also while a server has the data folder open. The backup can be read only with the key "
      "plane,\nand may be any age.");
  data.app->add_option("DIR", data.options->into, "the backup's folder")->required();
  add_data(*data.app, data.options->data);
  add_json(*data.app, data.options->format);
  CLI::App* const keys_app = line.app.add_subcommand("keys", "Copy the key plane");
  keys_app->require_subcommand(1);
  auto const keys = line.add<BackupOptions>(
      *keys_app, "backup", "Copy the key plane with its root keys, and destroy old copies",
      keys_backup,
      "  lofte keys backup /mnt/keys --data data --life-days 7\n"
      "Whoever has a copy can read all that was held: keep it apart from the data's backups, and\n"
      "nowhere that keeps it for longer than its life.");
  keys.app->add_option("DIR", keys.options->into, "the copies' folder")->required();
  add_data(*keys.app, keys.options->data);
  add_life(*keys.app, keys.options->life_days);
  add_json(*keys.app, keys.options->format);
}

void add_restore(Line& line) {
  auto const [app, options] = line.add<RestoreOptions>(
      line.app, "restore", "Restore a data folder from backups of both planes", restore,
      "  lofte restore --data new --keys /mnt/keys --backup /mnt/backup/data\n"
      "  lofte restore --data data --backup /mnt/backup/data\n"
      "Without --keys the key plane of the folder stays, and data that it lacks is put back.\n"
      "Exit status 1 says that some of what is held was in no backup.");
  add_data(*app, options->data);
  app->add_option("--keys", options->keys, "the folder of copies of the key plane")
      ->type_name("DIR");
  app->add_option("--backup", options->backup, "the backup of the data plane")
      ->required()
      ->type_name("DIR");
  add_virtual_clock(*app, options->virtual_clock);
  add_json(*app, options->format);
}

void add_clock(Line& line) {
  CLI::App* const clock = line.app.add_subcommand("clock", "Move or accept a data folder's clock");
  clock->require_subcommand(1);
  auto const set = line.add<ClockOptions>(*clock, "set", "Move a virtual clock forward", set_clock,
                                          "  lofte clock set 2027-01-01 --data demo");
  set.app
      ->add_option_function<std::string>(
          "DATE",
          [options = set.options](std::string const& text) {
            options->day = parse_day(text).value_or(day_min);
          },
          "the day that it is to be")
      ->required()
      ->check(CLI::Validator(fault_of_day, "", "date"));
  add_data(*set.app, set.options->data);
  auto const accept = line.add<FolderOptions>(
      *clock, "accept", "Believe a clock that has jumped, so that keys are destroyed again",
      accept_clock, "  lofte clock accept --data data");
  add_data(*accept.app, accept.options->data);
}

}  // namespace

Parsed parse_arguments(int count, char const* const* arguments) {
  Line line;
  line.app.set_version_flag("--version", "lofte " LOFTE_VERSION);
  line.app.require_subcommand(1);
  line.app.footer(
      "`lofte COMMAND --help` says more, with examples.\n"
      "Exit status: 0 done, 1 done but look, 2 can't be done as asked, 3 refused, 4 try again, "
      "5 damaged.");
  add_check(line);
  add_page(line);
  add_serve(line);
  add_import(line);
  add_folder_commands(line);
  add_inspect(line);
  add_publication(line);
  add_backup(line);
  add_restore(line);
  add_clock(line);
  try {
    line.app.parse(count, arguments);
  } catch (CLI::ParseError const& error) {
    return {.command = {}, .exit = line.app.exit(error) == 0 ? Exit::done : Exit::cannot};
  }
  return {.command = std::move(line.chosen), .exit = Exit::done};
}

}  // namespace lofte::edge::cli

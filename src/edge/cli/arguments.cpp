#include "edge/cli/arguments.hpp"

#include <fmt/format.h>

#include "custody/backup/key_copy.hpp"
#include "edge/cli/command_line.hpp"

namespace lofte::edge::cli {
namespace {

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

void add_amounts(CLI::App& app, SimulateOptions& options) {
  auto& wishes = options.wishes;
  app.add_option("--years", wishes.years, "how many years")
      ->check(CLI::Range(1, shop::forecast::years_max))
      ->capture_default_str();
  app.add_option("--from", wishes.first_year, "the first year; that of the policy otherwise")
      ->type_name("YEAR");
  app.add_option("--customers", wishes.customers, "new customers in the first year")
      ->check(CLI::Range(0U, shop::forecast::records_of_shape_per_year_max))
      ->type_name("N");
  app.add_option(
         "--orders", wishes.orders,
         "orders in the first year, or records of the policy's first shape; 1000 otherwise, "
         "and of other shapes as many as is usual")
      ->check(CLI::Range(0U, shop::forecast::records_of_shape_per_year_max))
      ->type_name("N");
  app.add_option("--records-per-year", options.records,
                 "records of one shape in the first year (again for more)")
      ->type_name("SHAPE=N");
  app.add_option("--growth", wishes.growth_percent, "how much more each year, in percent")
      ->check(CLI::Range(shop::forecast::growth_percent_min, shop::forecast::growth_percent_max))
      ->capture_default_str();
  app.add_option("--seed", wishes.seed, "the same seed makes the same report")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
}

void add_simulate(Line& line) {
  auto const [app, options] = line.add<SimulateOptions>(
      line.app, "simulate", "Show what a shop would hold under a policy after some years", simulate,
      "  lofte simulate policies/usbstars.toml --years 10\n"
      "  lofte simulate policy.toml --orders 20000 --growth 10 --language sv --out report.html\n"
      "  lofte simulate policy.toml --format json | jq .peak\n"
      "Customers and all they do are invented; the code that keeps what they leave is the server's "
      "own.\nNothing is stored but the report.");
  add_policy(*app, options->policy);
  add_amounts(*app, *options);
  app->add_option("--language", options->language, "a language of the policy; its first otherwise");
  app->add_option("--format", options->report, "html or json")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Report>{{"html", Report::html}, {"json", Report::json}}))
      ->type_name("FORMAT");
  app->add_option("--out", options->out,
                  "where the report goes; POLICY-simulation.html in this folder otherwise, and "
                  "JSON to stdout")
      ->type_name("FILE");
  app->add_flag_callback(
      "--force", [chosen = options] { chosen->overwrite = SimulateOptions::Overwrite::anything; },
      "overwrite the file even if it is not an earlier report");
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
  app->add_option("--public-url", options->public_url,
                  "where the world reaches the server, as https://shop.example: links in letters "
                  "lead there")
      ->type_name("URL");
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
  app->add_option("--mail", options->mail,
                  "how mail is sent (TOML); otherwise what needs mail can't be done")
      ->type_name("FILE");
  app->add_option("--recipients-ca", options->recipients_ca,
                  "who vouches for the webhooks of recipients (PEM); otherwise the system's")
      ->type_name("FILE");
  app->add_option("--recovery-key", options->recovery_key,
                  "what copies of the keys are sealed to, as lofte keys "
                  "recovery-key prints it")
      ->type_name("PUBLIC");
  add_virtual_clock(*app, options->virtual_clock);
  add_root_token(*app, options->root_token);
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
  add_root_token(*app, options->root_token);
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
  add_simulate(line);
  add_serve(line);
  add_import(line);
  add_folder_commands(line);
  add_inspect(line);
  add_publication(line);
  add_clock(line);
  add_key_commands(line);
  add_ledger_commands(line);
  add_mail_commands(line);
  try {
    line.app.parse(count, arguments);
  } catch (CLI::ParseError const& error) {
    return {.command = {}, .exit = line.app.exit(error) == 0 ? Exit::done : Exit::cannot};
  }
  return {.command = std::move(line.chosen), .exit = Exit::done};
}

}  // namespace lofte::edge::cli

// lofte simulate: what a shop would hold under a policy after some years.
#include <fmt/format.h>

#include <charconv>
#include <fstream>

#include "base/failure.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/report/report.hpp"

namespace lofte::edge::cli {

namespace fs = std::filesystem;
using promise::policy::Policy;
using shop::forecast::Settings;
using shop::forecast::Wishes;

namespace {

[[noreturn]] void not_an_amount(std::string const& text) {
  throw Failure(
      FailureKind::bad_input,
      {.code = "simulation.records",
       .message = fmt::format("\"{}\" does not say how many records of which shape", text),
       .remedy = fmt::format("write SHAPE=N, with N from 0 to {}, as order=5000",
                             shop::forecast::records_of_shape_per_year_max)});
}

void add_amount(Wishes& wishes, std::string const& text) {
  auto const sign = text.find('=');
  if (sign == std::string::npos || sign == 0) {
    not_an_amount(text);
  }
  std::uint32_t count = 0;
  char const* const end = text.data() + text.size();
  auto const read = std::from_chars(text.data() + sign + 1, end, count);
  if (read.ec != std::errc{} || read.ptr != end ||
      count > shop::forecast::records_of_shape_per_year_max) {
    not_an_amount(text);
  }
  wishes.records[text.substr(0, sign)] = count;
}

// As a shell takes it for one word.
std::string quoted(std::string const& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=+,:@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
    return word;
  }
  std::string text = "'";
  for (char const letter : word) {
    text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return text + "'";
}

// Every number is said, so that it makes the same report even when the usual ones have changed.
std::string command_of(SimulateOptions const& options, Policy const& policy,
                       Settings const& settings, std::string const& language) {
  std::string command = fmt::format("lofte simulate {} --years {} --from {} --customers {}",
                                    quoted(options.policy.string()), settings.years,
                                    settings.first_year, settings.customers);
  for (std::size_t i = 0; i < policy.shapes.size(); ++i) {
    command +=
        fmt::format(" --records-per-year {}",
                    quoted(fmt::format("{}={}", policy.shapes[i].name, settings.records[i])));
  }
  command += fmt::format(" --growth {} --seed {} --language {}", settings.growth_percent,
                         settings.seed, quoted(language));
  return command + (options.report == Report::json ? " --format json" : "");
}

fs::path file_of(SimulateOptions const& options) {
  return options.out.empty() && options.report == Report::html
             ? fs::path(options.policy.stem().string() + "-simulation.html")
             : options.out;
}

bool is_own_report(fs::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::string head(4096, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head.starts_with(report::json_mark) || head.contains(report::html_mark);
}

void require_free(fs::path const& file, SimulateOptions const& options) {
  require_writable(file);
  std::error_code error;
  if (options.overwrite == SimulateOptions::Overwrite::own_reports && fs::exists(file, error) &&
      !is_own_report(file)) {
    throw Failure(FailureKind::conflict,
                  {.code = "file.exists",
                   .message = file.string() + " is there already, and is no report of lofte's",
                   .remedy = "name another file with --out, or overwrite it with --force"});
  }
}

shop::forecast::Forecast run(PolicyFile const& file, Settings const& settings) {
  ProgressBar bar("simulating");
  return shop::forecast::forecast(
      {.policy = file.policy, .policy_text = file.text, .settings = settings},
      [&](unsigned done, unsigned all) {
        bar.show(done, all);
        return true;
      });
}

void tell(shop::forecast::Forecast const& forecast, fs::path const& out) {
  note(fmt::format("{} records of {} people in {} year{}; {} held on {}, at most {} on {}",
                   forecast.happened.records, forecast.customers, forecast.settings.years,
                   forecast.settings.years == 1 ? "" : "s", forecast.end().records,
                   lofte::to_string(forecast.end().day), forecast.peak().records,
                   lofte::to_string(forecast.peak().day)));
  note("wrote " + out.string());
}

}  // namespace

Exit simulate(SimulateOptions const& options) {
  Wishes wishes = options.wishes;
  for (std::string const& text : options.records) {
    add_amount(wishes, text);
  }
  PolicyFile const file = read_policy(options.policy);
  std::string const language = choose_language(file.policy, options.language);
  Settings const settings = shop::forecast::settle(file.policy, wishes);
  fs::path const out = file_of(options);
  if (!out.empty()) {
    require_free(out, options);
  }
  auto const forecast = run(file, settings);
  report::ReportContext const context{
      .policy = file.policy,
      .forecast = forecast,
      .policy_file = options.policy.string(),
      .language = language,
      .command = command_of(options, file.policy, settings, language),
      .program = "lofte " LOFTE_VERSION};
  std::string const text = options.report == Report::json ? report::report_json(context) + "\n"
                                                          : report::report_page(context);
  if (out.empty()) {
    say(std::string_view(text).substr(0, text.size() - 1));
    return Exit::done;
  }
  write_whole(out, text);
  tell(forecast, out);
  return Exit::done;
}

}  // namespace lofte::edge::cli

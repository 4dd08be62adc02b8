#include "edge/cli/command_line.hpp"

namespace lofte::edge::cli {

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

void add_root_token(CLI::App& app, std::string& uri) {
  app.add_option(
         "--root-token", uri,
         "if the data folder is made: its root key is sealed by this PKCS#11 token; the PIN "
         "is in a file that the URI names, or in LOFTE_TOKEN_PIN")
      ->type_name("URI");
}

}  // namespace lofte::edge::cli

// Internal to edge/cli: what the parts of the command line's declaration share.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

#include "edge/cli/commands.hpp"

namespace lofte::edge::cli {

// A command with its own options; `act` becomes what is to be run when the command is given.
template <typename Options>
struct Command {
  CLI::App* app;
  std::shared_ptr<Options> options;
};

// The line as it is put together: what is given on it, and what is to be run then.
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

// Options that several commands share.
void add_policy(CLI::App& app, std::filesystem::path& policy);
void add_data(CLI::App& app, std::filesystem::path& data);
void add_json(CLI::App& app, Format& format);
void add_virtual_clock(CLI::App& app, std::optional<Day>& day);
void add_root_token(CLI::App& app, std::string& uri);
std::string fault_of_day(std::string const& text);  // "" when it is one

// Groups of commands that have a file of their own.
void add_ledger_commands(Line& line);
void add_key_commands(Line& line);
void add_mail_commands(Line& line);

}  // namespace lofte::edge::cli

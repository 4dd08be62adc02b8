// What several commands need of files: policies read and data folders opened.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "custody/folder/data_folder.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::edge::cli {

// The file's text. Throws Failure: not_found ("file.missing"), bad_input ("file.unreadable"),
// too_large ("file.too_large").
std::string read_text(std::filesystem::path const& file, std::size_t bytes_max);

struct PolicyFile {
  std::string text;
  promise::policy::Policy policy;
};
// A policy without errors of the language; else they are told on stderr, and Failure (bad_input,
// "policy.errors").
PolicyFile read_policy(std::filesystem::path const& file);

// The wanted language of the policy, its first when none is wanted. Throws Failure (bad_input,
// "language.unknown") when the policy is not written in it.
std::string choose_language(promise::policy::Policy const& policy, std::string const& wanted);

// Throws Failure (bad_input, "file.unwritable") unless a file can be made in its folder. So that it
// is said before the work that is to be written.
void require_writable(std::filesystem::path const& file);
// Whole or not at all: beside it first, then renamed over it. Throws Failure (unavailable,
// "file.unwritable").
void write_whole(std::filesystem::path const& file, std::string_view text);
// A key that nobody else may read, with mode 0600. Throws Failure: conflict ("file.exists"), since
// a key is not replaced, and unavailable ("file.unwritable").
void write_secret(std::filesystem::path const& file, std::string_view text);

struct FolderRequest {
  std::filesystem::path directory;
  std::filesystem::path policy_file;  // for messages
  std::string const& policy_text;
  std::optional<Day> virtual_clock;
  std::string root_token;
};
// The data folder, made with the policy if there is none. Throws Failure (conflict):
// "policy.differs" when another policy is in force in it, "folder.root_elsewhere" when a token is
// asked for and its root key is not there.
std::unique_ptr<custody::folder::DataFolder> open_or_create(FolderRequest const& request);

}  // namespace lofte::edge::cli

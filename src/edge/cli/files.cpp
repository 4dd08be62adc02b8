#include "edge/cli/files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "base/failure.hpp"
#include "custody/upkeep/editions.hpp"
#include "edge/cli/console.hpp"

namespace lofte::edge::cli {

namespace fs = std::filesystem;
using custody::folder::DataFolder;

std::string read_text(fs::path const& file, std::size_t bytes_max) {
  std::error_code error;
  if (!fs::exists(file, error)) {
    throw Failure(FailureKind::not_found, {.code = "file.missing",
                                           .message = "there is no file " + file.string(),
                                           .remedy = "check the path"});
  }
  std::ifstream in(file, std::ios::binary);
  std::string text(bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (fs::is_directory(file, error) || !in.is_open() || in.bad()) {
    throw Failure(FailureKind::bad_input, {.code = "file.unreadable",
                                           .message = file.string() + " can't be read",
                                           .remedy = "check that it is a file that this user may "
                                                     "read"});
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > bytes_max) {
    throw Failure(FailureKind::too_large,
                  {.code = "file.too_large",
                   .message = fmt::format("{} has more than {} bytes", file.string(), bytes_max),
                   .remedy = "check that it is the file that was meant"});
  }
  return text;
}

PolicyFile read_policy(fs::path const& file) {
  std::string text = read_text(file, promise::policy::policy_bytes_max);
  auto parsed = promise::policy::parse(text, file.string());
  if (!parsed.policy) {
    for (auto const& finding : parsed.findings) {
      note(to_string(finding, file.string()));
    }
    throw Failure(FailureKind::bad_input,
                  {.code = "policy.errors",
                   .message = file.string() + " is not a policy yet",
                   .remedy = "mend what is said above; lofte check says it again"});
  }
  return {.text = std::move(text), .policy = std::move(*parsed.policy)};
}

std::string choose_language(promise::policy::Policy const& policy, std::string const& wanted) {
  auto const& languages = policy.languages;
  if (wanted.empty()) {
    return policy.language;
  }
  if (std::ranges::find(languages, wanted) == languages.end()) {
    std::string known;
    for (auto const& language : languages) {
      known += (known.empty() ? "" : ", ") + language;
    }
    throw Failure(FailureKind::bad_input,
                  {.code = "language.unknown",
                   .message = "the policy is not written in \"" + wanted + "\"",
                   .remedy = "its languages are: " + known});
  }
  return wanted;
}

void require_writable(fs::path const& file) {
  fs::path const folder = fs::absolute(file).parent_path();
  std::error_code error;
  if (fs::is_directory(file, error) || ::access(folder.c_str(), W_OK | X_OK) != 0) {
    throw Failure(FailureKind::bad_input,
                  {.code = "file.unwritable",
                   .message = file.string() + " can't be written",
                   .remedy = "name a file in a folder that is there, and that this user may write "
                             "to"});
  }
}

void write_secret(fs::path const& file, std::string_view text) {
  if (fs::exists(file)) {
    throw Failure(FailureKind::conflict, {.code = "file.exists",
                                          .message = file.string() + " is there already",
                                          .remedy = "name a new file: a key is not replaced"});
  }
  auto const mask = ::umask(0077);
  try {
    write_whole(file, text);
  } catch (Failure const&) {
    ::umask(mask);
    throw;
  }
  ::umask(mask);
}

void write_whole(fs::path const& file, std::string_view text) {
  fs::path beside = file;
  beside += ".new";
  std::error_code error;
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (out) {
      fs::rename(beside, file, error);
      if (!error) {
        return;
      }
    }
  }
  fs::remove(beside, error);
  throw Failure(FailureKind::unavailable,
                {.code = "file.unwritable",
                 .message = file.string() + " could not be written",
                 .remedy = "check that the disk is not full, and that this user may write there"});
}

namespace {

// Whoever asks for a token must not believe that the key is in one when it is not.
void expect_root_token(FolderRequest const& request, DataFolder const& folder) {
  if (!request.root_token.empty() && request.root_token != folder.root_token()) {
    throw Failure(
        FailureKind::conflict,
        {.code = "folder.root_elsewhere",
         .message = fmt::format(
             "the root key of {} is {}, not where --root-token says", request.directory.string(),
             folder.root_token().empty() ? "in its file"
                                         : "in the token of " + folder.root_token()),
         .remedy = fmt::format("move it: lofte keys move-root '{}' --data {}", request.root_token,
                               request.directory.string())});
  }
}

}  // namespace

std::unique_ptr<DataFolder> open_or_create(FolderRequest const& request) {
  if (!DataFolder::is_one(request.directory)) {
    DataFolder::create(request.directory, request.policy_text, request.virtual_clock,
                       {.root_slot = {}, .root_token = request.root_token});
    note(fmt::format("made the data folder {}", request.directory.string()));
  }
  auto folder = DataFolder::open(request.directory);
  expect_root_token(request, *folder);
  auto const current = folder->vault().in_force().shown->history().current().number;
  if (custody::upkeep::edition_text(folder->store(), current) != request.policy_text) {
    throw Failure(
        FailureKind::conflict,
        {.code = "policy.differs",
         .message = fmt::format("version {} of the policy, which is in force in {}, is not {}",
                                current, request.directory.string(), request.policy_file.string()),
         .remedy = fmt::format("see what {0} would change with `lofte plan {0} --data {1}`, then "
                               "publish it with `lofte publish {0} --data {1} --plan HASH`",
                               request.policy_file.string(), request.directory.string())});
  }
  return folder;
}

}  // namespace lofte::edge::cli

#include "custody/folder/settings_file.hpp"

#include <charconv>
#include <fstream>
#include <map>
#include <string>

#include "base/failure.hpp"
#include "custody/folder/durable_file.hpp"

namespace lofte::custody::folder {

namespace fs = std::filesystem;

namespace {

fs::path file_of(fs::path const& directory) {
  return directory / "lofte.toml";
}

[[noreturn]] void damaged(fs::path const& file, std::string const& what) {
  throw Failure(FailureKind::damaged, {.code = "folder.damaged",
                                       .message = file.string() + ": " + what,
                                       .remedy = "put the file back from a backup"});
}

// The file is ours alone: `key = value` lines, written by save().
std::map<std::string, std::string> read_lines(fs::path const& file) {
  std::map<std::string, std::string> values;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    auto const equals = line.find(" = ");
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (equals == std::string::npos) {
      damaged(file, "a line is not of the form key = value");
    }
    values.emplace(line.substr(0, equals), line.substr(equals + 3));
  }
  return values;
}

}  // namespace

bool FolderFile::exists(fs::path const& directory) {
  return fs::exists(file_of(directory));
}

FolderFile FolderFile::load(fs::path const& directory) {
  fs::path const file = file_of(directory);
  auto const values = read_lines(file);
  auto const format = values.find("format");
  if (format == values.end()) {
    damaged(file, "the format is missing");
  }
  int number = 0;
  auto const parsed =
      std::from_chars(format->second.data(), format->second.data() + format->second.size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != format->second.data() + format->second.size() ||
      number < 1) {
    damaged(file, "the format is not a number");
  }
  if (number > folder_format) {
    throw Failure(
        FailureKind::too_new,
        {.code = "folder.too_new",
         .message = "the data folder " + directory.string() +
                    " was made by a newer version of lofte (format " + std::to_string(number) +
                    "; this one knows up to " + std::to_string(folder_format) + ")",
         .remedy = "start the version that made it; nothing has been changed"});
  }
  FolderFile loaded;
  if (auto const clock = values.find("virtual_today"); clock != values.end()) {
    loaded.virtual_today = parse_day(clock->second);
    if (!loaded.virtual_today) {
      damaged(file, "virtual_today is not a date");
    }
  }
  return loaded;
}

void FolderFile::save(fs::path const& directory) const {
  std::string text = "# A data folder of lofte. Not to be edited by hand.\nformat = " +
                     std::to_string(folder_format) + "\n";
  if (virtual_today) {
    text += "virtual_today = " + to_string(*virtual_today) + "\n";
  }
  write_durably(file_of(directory), text);
}

}  // namespace lofte::custody::folder

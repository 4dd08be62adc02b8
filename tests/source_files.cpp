#include "source_files.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace lofte::tests {

namespace {

constexpr std::array<std::string_view, 16> text_endings{
    ".cpp", ".hpp", ".txt", ".cmake", ".md",  ".toml", ".sh",   ".supp",
    ".ts",  ".js",  ".css", ".html",  ".tpl", ".yaml", ".json", ".scenario"};

bool is_ours(std::filesystem::path const& folder) {
  std::string const name = folder.filename().string();
  return name != "build" && name != "node_modules" && (!name.starts_with('.') || name == ".ci");
}

bool is_text(std::filesystem::path const& file) {
  return std::ranges::find(text_endings, file.extension().string()) != text_endings.end() ||
         file.parent_path().filename() == "script" || file.parent_path().filename() == ".ci";
}

}  // namespace

std::vector<SourceFile> source_files(std::string const& root) {
  std::vector<SourceFile> files;
  std::filesystem::recursive_directory_iterator walk(root);
  for (auto at = begin(walk); at != end(walk); ++at) {
    if (at->is_directory()) {
      if (!is_ours(at->path())) {
        at.disable_recursion_pending();
      }
    } else if (at->is_regular_file() && is_text(at->path())) {
      std::ifstream in(at->path(), std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      files.push_back({std::filesystem::relative(at->path(), root).generic_string(), text.str()});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

namespace {

// The end of what begins at `at`: a comment, or a literal between quotes; npos when nothing of that
// kind begins there.
std::size_t end_of_prose(std::string_view code, std::size_t at) {
  auto const after = [&](std::string_view mark, std::size_t from) {
    std::size_t const found = code.find(mark, from);
    return found == code.npos ? code.size() : found + mark.size();
  };
  std::string_view const rest = code.substr(at);
  bool const in_number = at > 0 && std::isxdigit(static_cast<unsigned char>(code[at - 1])) != 0;
  if (rest.starts_with("//")) {
    return std::min(code.find('\n', at), code.size());
  }
  if (rest.starts_with("/*")) {
    return after("*/", at + 2);
  }
  if (rest.starts_with("R\"")) {
    std::size_t const open = std::min(code.find('(', at), code.size());
    return after(")" + std::string(code.substr(at + 2, open - at - 2)) + "\"", open);
  }
  if (rest[0] != '"' && (rest[0] != '\'' || in_number)) {
    return code.npos;
  }
  std::size_t end = at + 1;
  while (end < code.size() && code[end] != rest[0] && code[end] != '\n') {
    end += code[end] == '\\' ? 2 : 1;
  }
  return std::min(end + 1, code.size());
}

}  // namespace

std::string without_comments_and_strings(std::string_view code) {
  std::string kept;
  for (std::size_t at = 0; at < code.size();) {
    std::size_t const end = end_of_prose(code, at);
    if (end == code.npos) {
      kept += code[at++];
      continue;
    }
    kept += ' ';
    kept.append(static_cast<std::size_t>(std::ranges::count(code.substr(at, end - at), '\n')),
                '\n');
    at = end;
  }
  return kept;
}

}  // namespace lofte::tests

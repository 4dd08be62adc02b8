// The files of web/, and what they use from npm, inside the program.
#pragma once

#include <span>
#include <string_view>

namespace lofte::edge::pages {

struct EmbeddedFile {
  std::string_view path;    // "styles/lofte.css"; from npm: "uplot/dist/uPlot.min.css"
  std::string_view digest;  // the first 16 hexadecimal digits of the content's SHA-256
  std::string_view sha256;  // all of them
  std::string_view content;
};

std::span<EmbeddedFile const> embedded_files();

// Aborts when there is no such file: the build embeds them all.
EmbeddedFile const& embedded_file(std::string_view path);

}  // namespace lofte::edge::pages

#include "edge/pages/embedded.hpp"

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::edge::pages {

EmbeddedFile const& embedded_file(std::string_view path) {
  auto const found = std::ranges::find(embedded_files(), path, &EmbeddedFile::path);
  require(found != embedded_files().end(), "a file of web/ is in the program");
  return *found;
}

}  // namespace lofte::edge::pages

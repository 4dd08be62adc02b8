#include "edge/pages/assets.hpp"

#include "edge/pages/embedded.hpp"

namespace lofte::edge::pages {
namespace {

EmbeddedFile const& style() {
  return embedded_file("styles/lofte.css");
}

std::string style_file() {
  return "lofte-" + std::string(style().digest) + ".css";
}

}  // namespace

std::string style_url() {
  return "/assets/" + style_file();
}

std::optional<Asset> find_asset(std::string_view file) {
  if (file != style_file()) {
    return std::nullopt;
  }
  return Asset{.content_type = "text/css; charset=utf-8",
               .content = style().content,
               .etag = '"' + std::string(style().digest) + '"'};
}

}  // namespace lofte::edge::pages

#include "edge/pages/assets.hpp"

#include "edge/pages/embedded.hpp"

namespace lofte::edge::pages {
namespace {

// Sheets by their names in addresses.
struct Sheet {
  std::string_view name;
  std::string_view path;
};
constexpr Sheet lofte{.name = "lofte", .path = "styles/lofte.css"};
constexpr Sheet customer{.name = "customer", .path = "styles/customer.css"};

std::string file_of(Sheet const& sheet) {
  return std::string(sheet.name) + "-" + std::string(embedded_file(sheet.path).digest) + ".css";
}

}  // namespace

std::string style_url() {
  return "/assets/" + file_of(lofte);
}

std::string customer_style_url() {
  return "/assets/" + file_of(customer);
}

std::optional<Asset> find_asset(std::string_view file) {
  for (Sheet const& sheet : {lofte, customer}) {
    if (file == file_of(sheet)) {
      EmbeddedFile const& style = embedded_file(sheet.path);
      return Asset{.content_type = "text/css; charset=utf-8",
                   .content = style.content,
                   .etag = '"' + std::string(style.digest) + '"'};
    }
  }
  return std::nullopt;
}

}  // namespace lofte::edge::pages

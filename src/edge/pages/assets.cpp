#include "edge/pages/assets.hpp"

#include "edge/pages/embedded.hpp"

namespace lofte::edge::pages {
namespace {

// Files by their names in addresses.
struct Served {
  std::string_view name;
  std::string_view ending;
  std::string_view path;
  std::string_view content_type;
};
constexpr std::string_view css_type = "text/css; charset=utf-8";
constexpr Served lofte{
    .name = "lofte", .ending = ".css", .path = "styles/lofte.css", .content_type = css_type};
constexpr Served customer{
    .name = "customer", .ending = ".css", .path = "styles/customer.css", .content_type = css_type};
constexpr Served passkeys{.name = "passkeys",
                          .ending = ".js",
                          .path = "scripts/passkeys.js",
                          .content_type = "text/javascript; charset=utf-8"};

constexpr Served icon{
    .name = "icon", .ending = ".svg", .path = "images/icon.svg", .content_type = "image/svg+xml"};

std::string file_of(Served const& served) {
  return std::string(served.name) + "-" + std::string(embedded_file(served.path).digest) +
         std::string(served.ending);
}

}  // namespace

std::string style_url() {
  return "/assets/" + file_of(lofte);
}

std::string customer_style_url() {
  return "/assets/" + file_of(customer);
}

std::string passkeys_script_url() {
  return "/assets/" + file_of(passkeys);
}

std::string icon_url() {
  return "/assets/" + file_of(icon);
}

std::optional<Asset> find_asset(std::string_view file) {
  for (Served const& served : {lofte, customer, passkeys, icon}) {
    if (file == file_of(served)) {
      EmbeddedFile const& embedded = embedded_file(served.path);
      return Asset{.content_type = served.content_type,
                   .content = embedded.content,
                   .etag = '"' + std::string(embedded.digest) + '"'};
    }
  }
  return std::nullopt;
}

}  // namespace lofte::edge::pages

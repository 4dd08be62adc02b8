// The files that pages link to, at addresses that change with their content.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lofte::edge::pages {

struct Asset {
  std::string_view content_type;
  std::string_view content;
  std::string etag;  // quoted
};

// Every asset may be kept for ever by its address.
inline constexpr std::string_view asset_cache_control = "public, max-age=31536000, immutable";

// "/assets/lofte-0123456789abcdef.css"
std::string style_url();
// The sheet that a customer's pages load besides.
std::string customer_style_url();

// The script of forms that ask for a passkey.
std::string passkeys_script_url();

// The small picture that a browser shows beside the page's title.
std::string icon_url();

// What is served at /assets/{file}; nullopt for any other file.
std::optional<Asset> find_asset(std::string_view file);

}  // namespace lofte::edge::pages

// Internal to edge/pages: what every page has around its content.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "edge/pages/render.hpp"
#include "edge/pages/view.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// The wanted language when the policy is written in it, else the policy's first.
std::string shown_language(promise::policy::Policy const& policy, std::string_view wanted);

struct Frame {
  std::string title;
  std::string style_url;
  // The address of this page in another language.
  std::function<std::string(std::string_view language)> in_language;
  // Links to the other pages; none when customers can't sign in.
  std::optional<Navigation> navigation{};
  std::string_view here{};  // the address in paths.hpp that the navigation marks
};

// "/me?language=sv", "/me/data?page=2&language=sv"
std::string address(std::string_view path, std::string_view language);

// Fills title, style, texts and the links to other languages.
void fill_frame(Filling& page, promise::policy::Policy const& policy, Phrases const& phrases,
                Frame const& frame);

}  // namespace lofte::edge::pages

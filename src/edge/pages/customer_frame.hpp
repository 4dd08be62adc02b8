// Internal to edge/pages: what every page of a customer has around its content.
#pragma once

#include <string>
#include <string_view>

#include "edge/pages/page_frame.hpp"
#include "edge/pages/policy_words.hpp"
#include "edge/pages/render.hpp"
#include "edge/pages/view.hpp"

namespace lofte::edge::pages {

// One page while it is filled: its texts in the reader's language, the policy's words, the frame.
class CustomerFrame {
 public:
  CustomerFrame(promise::policy::Policy const& policy, View const& view)
      : phrases_(Phrases::of(shown_language(policy, view.language))),
        words_(policy, phrases_),
        view_(view),
        dictionary_("customer") {}
  CustomerFrame(CustomerFrame const&) = delete;
  CustomerFrame& operator=(CustomerFrame const&) = delete;

  // Fills the frame of the page at `here`, which is in paths.hpp; `title` is its heading, too.
  Filling begin(std::string_view title, std::string_view here);
  // A link or a form's address in the reader's language.
  std::string to(std::string_view path) const { return address(path, phrases_.language()); }
  // Of a list at `path`; nothing when all of it is on one page.
  void pager(Filling& page, std::string_view path, Pager const& pager) const;

  PolicyWords const& words() const { return words_; }
  Phrases const& phrases() const { return phrases_; }
  View const& view() const { return view_; }
  ctemplate::TemplateDictionary& dictionary() { return dictionary_; }

 private:
  void fill_told(Filling& page, std::string_view here) const;
  void fill_rooms(Filling& page, std::string_view here) const;

  Phrases phrases_;
  PolicyWords words_;
  View const& view_;
  ctemplate::TemplateDictionary dictionary_;
};

}  // namespace lofte::edge::pages

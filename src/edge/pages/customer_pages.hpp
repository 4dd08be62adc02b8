// The pages of a shop's customer, made from what is held of them and the policy that is enforced.
//
// Values come from people: every one is escaped for the place where it stands. Pages are UTF-8,
// need a script for passkeys alone, and load only what assets.hpp has. Forms are sent by POST as
// application/x-www-form-urlencoded to the addresses of paths.hpp.
#pragma once

#include <memory>
#include <string>

#include "edge/pages/account_pages.hpp"
#include "edge/pages/contact_pages.hpp"
#include "edge/pages/mailing_pages.hpp"
#include "edge/pages/me_pages.hpp"
#include "edge/pages/paths.hpp"
#include "edge/pages/publication_pages.hpp"
#include "edge/pages/right_pages.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// Any thread, once made. Every page is a whole document; names that the policy doesn't know are
// shown as they are.
class CustomerPages {
 public:
  using Policy = promise::policy::Policy;

  CustomerPages();
  ~CustomerPages();

  std::string sign_in(Policy const& policy, View const& view, SignInPage const& page) const;
  std::string registering(Policy const& policy, View const& view, RegisterPage const& page) const;
  std::string notice(Policy const& policy, View const& view, NoticePage const& page) const;
  std::string press(Policy const& policy, View const& view, PressPage const& page) const;
  std::string problem(Policy const& policy, View const& view, ProblemPage const& page) const;

  std::string newsletter(Policy const& policy, View const& view, NewsletterPage const& page) const;
  std::string unsubscribe(Policy const& policy, View const& view,
                          UnsubscribePage const& page) const;
  std::string contact(Policy const& policy, View const& view, ContactPage const& page) const;
  std::string enquiry_case(Policy const& policy, View const& view, CasePage const& page) const;

  std::string reviews(Policy const& policy, View const& view, ReviewsPage const& page) const;
  std::string write_review(Policy const& policy, View const& view,
                           WriteReviewPage const& page) const;
  std::string own_publication(Policy const& policy, View const& view,
                              OwnPublication const& page) const;
  std::string own_publications(Policy const& policy, View const& view,
                               OwnPublicationsPage const& page) const;

  std::string overview(Policy const& policy, View const& view, OverviewPage const& page) const;
  std::string data(Policy const& policy, View const& view, DataPage const& page) const;
  std::string choices(Policy const& policy, View const& view, ChoicesPage const& page) const;
  std::string orders(Policy const& policy, View const& view, OrdersPage const& page) const;
  std::string trail(Policy const& policy, View const& view, TrailPage const& page) const;
  std::string rights(Policy const& policy, View const& view, RightsPage const& page) const;
  std::string security(Policy const& policy, View const& view, SecurityPage const& page) const;

  std::string correct(Policy const& policy, View const& view, CorrectPage const& page) const;
  std::string erase_preview(Policy const& policy, View const& view, ErasePreview const& page) const;
  std::string erase_pending(Policy const& policy, View const& view, ErasePending const& page) const;
  std::string access_package(Policy const& policy, View const& view,
                             AccessPackage const& page) const;

 private:
  struct Templates;
  std::unique_ptr<Templates> templates_;
};

}  // namespace lofte::edge::pages

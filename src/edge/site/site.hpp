// The shop's pages for its customers: registering and signing in, My pages, and every right, in a
// browser. What they show is in edge/pages; what they do is in shop/.
//
// Any thread, once made. Pages need no script, but to use a passkey. A GET changes nothing; a POST
// comes from a page of this server and, once somebody has signed in, from a page of theirs. Nothing
// tells whether there is a customer of some address.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "custody/crypto/password.hpp"
#include "custody/folder/data_folder.hpp"
#include "edge/http/request.hpp"
#include "edge/http/response.hpp"
#include "edge/mail/mail.hpp"
#include "edge/pages/pages.hpp"
#include "edge/site/trail.hpp"
#include "shop/publications/shelf.hpp"
#include "shop/rights/requests.hpp"

namespace lofte::edge::site {

struct SiteSettings {
  // Where the world reaches the server, without a path: links in letters begin with it, and over
  // https the cookie is for https alone.
  std::string public_url = "http://127.0.0.1:8080";
  mail::Mail* mail = nullptr;  // borrowed; nullptr: none is set up, and what needs it says so
  NameOfActor name_of_actor{};
  // Told of each letter that could not be written, on a thread of the site's.
  std::function<void(std::exception const&)> errand_failed{};
  custody::crypto::PasswordCost password_cost{};
  // Which the API has, too; nullptr: one of its own.
  std::shared_ptr<shop::publications::Shelf> shelf{};
};

class Site {
 public:
  // Borrows the folder.
  Site(custody::folder::DataFolder& folder, SiteSettings const& settings);
  ~Site();

  // Whether it has a page at this path; others are not its own.
  bool knows(http::Request const& request) const;
  http::Response respond(http::Request const& request) const;

  // Why a request was refused before it was a visit, as a page.
  http::Response refuse(http::Request const& request, http::Problem const& problem) const;

  // An event has been added to a record by the shop: an answer to an enquiry goes to its sender by
  // mail, soon after, and word of what has been published to whoever sent it in. The same again
  // sends it again.
  void tell_of(SubjectId const& subject, RecordId const& record, std::string_view event);

  // The shop has said something to a request: it goes to the person by mail, soon after. False when
  // there is no mail, or no address by which the person is found here.
  bool tell_reply(SubjectId const& subject, RecordId const& record);

  // Writes the letters of the mailings that are under way, soon after, on a thread of its own.
  // Nothing without mail.
  void send_mailings();

  // What the policy page shows of who reads it.
  struct Reader {
    std::optional<pages::Navigation> navigation;
    std::vector<pages::YourHolding> yours;
  };
  Reader reader_of(http::Request const& request) const;

  // Does what nobody has to ask for: erasures that can't be undone any more, and letters that tell
  // of a new version of the policy; has the mailings that are under way go on; and lets go of what
  // the public page has in memory of contributions that are held no longer. With every tick that
  // believes its clock, after it. What fails is left to the next.
  struct Due {
    std::size_t erased = 0;
    std::size_t failed = 0;
    std::size_t told_of_version = 0;
    shop::rights::Tally requests{};  // what waits for the shop
  };
  Due do_what_is_due();

  // Returns when the letters that visitors have asked for, and those of mailings, are on their way.
  void finish_errands();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace lofte::edge::site

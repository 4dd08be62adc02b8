// The API and the public pages, on one vault.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "custody/folder/data_folder.hpp"
#include "edge/api/routes.hpp"
#include "edge/mail/counts.hpp"
#include "edge/pages/pages.hpp"
#include "edge/webhooks/notifier.hpp"
#include "shop/publications/shelf.hpp"

namespace lofte::edge::api {

// What the policy page shows of who reads it.
struct PolicyReader {
  std::optional<pages::Navigation> navigation;
  std::vector<pages::YourHolding> yours;
};

struct ApiSettings {
  std::chrono::seconds figures_age_max;
  // What the server has counted; may be empty. Called on any thread.
  std::function<http::Counts()> counts;
  // What the policy page says of it; empty: nothing. Called on any thread.
  std::function<pages::ErasureBound()> erasure_bound{};
  // What the sending of mail has counted; empty where none is sent. Called on any thread.
  std::function<mail::Counts()> mail_counts{};
  // Who reads the policy page; empty: nobody can sign in. Called on any thread.
  std::function<PolicyReader(http::Request const&)> reader{};
  // After each tick that is asked for and believes its clock; empty: nothing.
  std::function<void()> after_tick{};
  // An event was added to a record through the API; empty: nothing. Called on any thread.
  std::function<void(SubjectId const& subject, RecordId const& record, std::string_view event)>
      event_added{};
  // The shop has said something to a request; whether a letter about it goes to the person. Empty:
  // none does. Called on any thread.
  std::function<bool(SubjectId const& subject, RecordId const& record)> replied{};
  // A mailing has begun; empty where no mail can be sent. Called on any thread.
  std::function<void()> mailing_begun{};
  // Who tells recipients, and what that is signed with; null: they are told of nothing. Borrowed.
  webhooks::Notifier* notifier = nullptr;
  webhooks::Secrets* secrets = nullptr;
  // Which the site has, too; nullptr: one of its own.
  std::shared_ptr<shop::publications::Shelf> shelf{};
};

// Any thread, once made. Borrows the folder.
class Api {
 public:
  // Makes the owner's key when the folder has none. Throws what ApiKeys does.
  Api(custody::folder::DataFolder& folder, ApiSettings settings);
  ~Api();

  http::Response respond(http::Request const& request) const;
  // The policy's page from memory, to whoever sends no cookie; nullopt: respond() answers. Does not
  // wait.
  std::optional<http::Response> respond_at_once(http::Request const& request) const;
  std::vector<Routes::Listed> const& routes() const;

  // For whoever ticks beside the API.
  Metrics& metrics();

  // Of the API key of that number, or of the public page; "" when there is none, or no longer.
  std::string name_of(std::uint32_t actor) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace lofte::edge::api

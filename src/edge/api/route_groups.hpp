// The routes, one file for each group. What they borrow lives as long as the routes. Each route:
// docs/openapi.json.
#pragma once

#include "custody/agenda/agenda.hpp"
#include "custody/upkeep/upkeep.hpp"
#include "edge/api/api.hpp"
#include "edge/api/figures.hpp"
#include "edge/api/routes.hpp"
#include "edge/pages/pages.hpp"

namespace lofte::edge::api {

void add_subject_routes(Routes& routes, custody::vault::Vault& vault);
// Told of an event that was added to a record; may be empty.
using EventAdded =
    std::function<void(SubjectId const& subject, RecordId const& record, std::string_view event)>;
struct RecordGround {
  custody::vault::Vault& vault;
  shop::publications::Shelf& shelf;  // told of each record that changes
  EventAdded event_added;            // may be empty
};
void add_record_routes(Routes& routes, RecordGround const& ground);
void add_review_routes(Routes& routes, custody::vault::Vault& vault,
                       shop::publications::Shelf& shelf);
void add_rights_routes(Routes& routes, custody::vault::Vault& vault);

// Told of what the shop has said to a request; whether a letter goes to the person. May be empty.
using Replied = std::function<bool(SubjectId const& subject, RecordId const& record)>;
struct RequestGround {
  custody::vault::Vault& vault;
  custody::agenda::Agenda& agenda;
  Replied replied;
};
void add_request_routes(Routes& routes, RequestGround const& ground);

// Null: recipients are told of nothing.
struct RecipientGround {
  custody::vault::Vault& vault;
  webhooks::Notifier* notifier;
  webhooks::Secrets* secrets;
};
void add_recipient_routes(Routes& routes, RecipientGround const& ground);

struct MailingGround {
  custody::vault::Vault& vault;
  std::function<void()> mailing_begun;  // empty where no mail can be sent
};
void add_mailing_routes(Routes& routes, MailingGround const& ground);

void add_hold_routes(Routes& routes, custody::vault::Vault& vault);
void add_key_routes(Routes& routes, ApiKeys& keys, custody::vault::Vault& vault);

struct UpkeepGround {
  custody::vault::Vault& vault;
  custody::upkeep::Upkeep& upkeep;
  Figures& figures;
  Metrics& metrics;
  std::function<void()> after_tick;  // may be empty
};
void add_upkeep_routes(Routes& routes, UpkeepGround ground);

struct PageGround {
  custody::vault::Vault& vault;
  Clock const& machine_clock;
  Figures& figures;
  pages::Pages const& pages;
  std::function<pages::ErasureBound()> erasure_bound;        // may be empty
  std::function<PolicyReader(http::Request const&)> reader;  // may be empty
};
void add_page_routes(Routes& routes, PageGround const& ground);

void add_ledger_routes(Routes& routes, custody::vault::Vault& vault);

struct WatchGround {
  custody::vault::Vault& vault;
  Figures& figures;
  Metrics& metrics;
  std::function<http::Counts()> counts;  // may be empty
  std::function<std::optional<Failure>()> ledger_failure;
  std::function<mail::Counts()> mail_counts;  // may be empty
  webhooks::Notifier const* notifier;         // may be null
};
void add_watch_routes(Routes& routes, WatchGround const& ground);

}  // namespace lofte::edge::api

// What the API's answers look like: docs/openapi.json, "components".
#pragma once

#include <boost/json/value.hpp>
#include <span>

#include "custody/upkeep/upkeep.hpp"
#include "edge/api/caller.hpp"
#include "edge/http/response.hpp"
#include "shop/rights/answer.hpp"

namespace lofte::edge::api {

http::Response answer(int status, boost::json::value const& value);

// {"kind": "dated", "last": "2026-12-31"}, {"kind": "open"} or {"kind": "gone"}
boost::json::value to_json(promise::retention::Until const& until);
boost::json::value to_json(custody::vault::Opened const& opened);
boost::json::value to_json(custody::vault::RecordSummary const& record);
boost::json::value to_json(custody::vault::Accessed const& accessed);
boost::json::value to_json(custody::vault::Added const& added);
boost::json::value to_json(promise::retention::SubjectFacts const& standing,
                           promise::policy::Policy const& policy);
boost::json::value to_json(shop::rights::Answer const& answer);
// Where the person fetches a receipt: "/receipts/…"; null when none was promised.
boost::json::value receipt_path(custody::ledger::ReceiptLink const& link);
boost::json::value to_json(custody::upkeep::Holdings const& holdings);
boost::json::value to_json(custody::upkeep::Plan const& plan);
boost::json::value to_json(custody::upkeep::TickReport const& tick,
                           custody::upkeep::ReclaimReport const& reclaim);
boost::json::value to_json(Caller const& caller);

// What the policy promises, for machines: purposes, terms, recipients, cookies.
boost::json::value to_json(promise::policy::Policy const& policy);

}  // namespace lofte::edge::api

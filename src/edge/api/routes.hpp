// The routes of the server: who may call each, and what answers. Around every answer: the caller is
// known by its key, failures and denials become problem details, and the answer is counted.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "edge/api/api_keys.hpp"
#include "edge/api/body.hpp"
#include "edge/api/metrics.hpp"
#include "edge/http/router.hpp"
#include "edge/http/server.hpp"

namespace lofte::edge::api {

// Who may call a route. What the caller may then do is the gate's to say.
enum class Access {
  open,   // anyone, without a key
  key,    // any key
  owner,  // the owner's key alone
};

struct Call {
  http::Request const& request;
  http::PathParameters const& path;
  Caller const& caller;  // of an open route: a caller that may do nothing

  // The ids in the path. Throw Failure (bad_input, "subject.malformed", "record.malformed").
  SubjectId subject() const;
  RecordId record() const;

  // Throws Failure (refused, "key.power_missing").
  void expect(Power power) const;
  // Throws Failure (refused, "denied.purpose_not_the_actors").
  void expect_bound_to(std::string_view purpose) const;

  // The parameter of the query; throws Failure (bad_input, "query.missing").
  std::string parameter(std::string_view name) const;
};

using Act = std::function<http::Response(Call const&)>;

// Filled once, then read from any thread. Borrows keys and metrics.
class Routes {
 public:
  Routes(ApiKeys const& keys, Metrics& metrics) : keys_(&keys), metrics_(&metrics) {}

  void add(Access access, http::Method method, std::string pattern, Act act);

  http::Response respond(http::Request const& request) const { return router_.respond(request); }

  // For an open GET route without parameters that has been added: asked first, on the thread that
  // reads requests (http::RespondAtOnce).
  void add_at_once(std::string const& path, http::RespondAtOnce act);
  std::optional<http::Response> respond_at_once(http::Request const& request) const;

  struct Listed {
    http::RouteName name;
    Access access;
  };
  // In the order they were added. A test holds the OpenAPI file against it.
  std::vector<Listed> const& list() const { return listed_; }

 private:
  http::Response answer(Access access, Act const& act, http::Request const& request,
                        http::PathParameters const& path) const;
  std::shared_ptr<Caller const> authenticate(Access access, http::Request const& request) const;

  ApiKeys const* keys_;
  Metrics* metrics_;
  http::Router router_;
  std::vector<Listed> listed_;
  struct AtOnce {
    http::RespondAtOnce act;
    RouteMetrics* metrics;
  };
  std::map<std::string, AtOnce> at_once_;  // by path
};

}  // namespace lofte::edge::api

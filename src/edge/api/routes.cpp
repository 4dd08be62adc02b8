#include "edge/api/routes.hpp"

#include <fmt/format.h>

#include "edge/api/problems.hpp"

namespace lofte::edge::api {
namespace {

constexpr std::string_view bearer = "Bearer ";

Failure unauthenticated(std::string message) {
  return {FailureKind::unauthenticated,
          {.code = "key.missing",
           .message = std::move(message),
           .remedy = "send the header \"Authorization: Bearer KEY\""}};
}

http::Response refuse(http::Problem const& problem) {
  http::Response response = http::problem_response(problem);
  if (problem.status == 401) {
    response.with("WWW-Authenticate", "Bearer realm=\"lofte\"");
  }
  return response;
}

Failure malformed(std::string_view what) {
  return {FailureKind::bad_input,
          {.code = std::string(what) + ".malformed",
           .message = "the " + std::string(what) + " in the path is not an id",
           .remedy = "an id is 32 lower-case hexadecimal digits"}};
}

}  // namespace

SubjectId Call::subject() const {
  auto const id = parse_uuid(path.at("subject"));
  return id ? SubjectId{*id} : throw malformed("subject");
}

RecordId Call::record() const {
  auto const id = parse_uuid(path.at("record"));
  return id ? RecordId{*id} : throw malformed("record");
}

void Call::expect(Power power) const {
  if (!caller.may(power)) {
    throw Failure(FailureKind::refused,
                  {.code = "key.power_missing",
                   .message = fmt::format("this key lacks the power \"{}\"", name_of(power)),
                   .remedy = "use the owner's key, or have the owner make a key with that power"});
  }
}

void Call::expect_bound_to(std::string_view purpose) const {
  if (!caller.is_bound_to(purpose) && !caller.may(Power::rights)) {
    throw Failure(FailureKind::refused, {.code = "denied.purpose_not_the_actors",
                                         .message = "this key is not bound to the purpose",
                                         .remedy = "use a key that is bound to it"});
  }
}

std::string Call::parameter(std::string_view name) const {
  auto const value = request.parameter(name);
  if (!value || value->empty()) {
    throw Failure(FailureKind::bad_input,
                  {.code = "query.missing",
                   .message = fmt::format("the query lacks \"{}\"", name),
                   .remedy = fmt::format("add ?{}=… to the address", name)});
  }
  return std::string(*value);
}

void Routes::add(Access access, http::Method method, std::string pattern, Act act) {
  listed_.push_back({.name = {.method = method, .pattern = pattern}, .access = access});
  RouteMetrics& metrics = metrics_->of_route(http::name_of(method), pattern);
  router_.add(method, std::move(pattern),
              [this, access, &metrics, act = std::move(act)](http::Request const& request,
                                                             http::PathParameters const& path) {
                http::Response response = answer(access, act, request, path);
                metrics.count(response.status);
                return response;
              });
}

void Routes::add_at_once(std::string const& path, http::RespondAtOnce act) {
  RouteMetrics& metrics = metrics_->of_route(http::name_of(http::Method::get), path);
  at_once_.emplace(path, AtOnce{.act = std::move(act), .metrics = &metrics});
}

std::optional<http::Response> Routes::respond_at_once(http::Request const& request) const {
  auto const found = at_once_.find(request.path);
  if (found == at_once_.end() || request.method != http::Method::get) {
    return std::nullopt;
  }
  auto response = found->second.act(request);
  if (response) {
    found->second.metrics->count(response->status);
  }
  return response;
}

http::Response Routes::answer(Access access, Act const& act, http::Request const& request,
                              http::PathParameters const& path) const {
  try {
    auto const caller = authenticate(access, request);
    return act({.request = request, .path = path, .caller = *caller});
  } catch (Failure const& failure) {
    return refuse(problem_of(failure));
  }
}

std::shared_ptr<Caller const> Routes::authenticate(Access access,
                                                   http::Request const& request) const {
  static auto const nobody = std::make_shared<Caller const>();
  if (access == Access::open) {
    return nobody;
  }
  if (!request.authorization.starts_with(bearer)) {
    throw unauthenticated("the request carries no API key");
  }
  auto caller = keys_->find(std::string_view(request.authorization).substr(bearer.size()));
  if (!caller) {
    throw unauthenticated("there is no such API key, or it has been revoked");
  }
  if (access == Access::owner && !caller->is_owner) {
    throw Failure(FailureKind::refused, {.code = "key.not_the_owner",
                                         .message = "only the owner's key may do this",
                                         .remedy = "use the key in the data folder's owner.key"});
  }
  return caller;
}

}  // namespace lofte::edge::api

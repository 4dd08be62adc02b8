#include "edge/api/problems.hpp"

#include <utility>

namespace lofte::edge::api {

using promise::gate::Reason;

namespace {

int status_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::bad_input:
      return 400;
    case FailureKind::unauthenticated:
      return 401;
    case FailureKind::refused:
      return 403;
    case FailureKind::not_found:
      return 404;
    case FailureKind::conflict:
      return 409;
    case FailureKind::too_large:
      return 413;
    case FailureKind::unavailable:
      return 503;
    case FailureKind::damaged:
    case FailureKind::unknown_outcome:
    case FailureKind::too_new:
      return 500;
  }
  std::unreachable();
}

std::string_view why(Reason reason) {
  switch (reason) {
    case Reason::purpose_unknown:
      return "the policy version that the record belongs to has no such purpose";
    case Reason::purpose_not_the_actors:
      return "this key is not bound to the purpose";
    case Reason::field_not_held:
      return "the purpose does not hold what is asked for";
    case Reason::restricted:
      return "the person's data is restricted: stored, and not used";
    case Reason::no_consent:
      return "the purpose rests on consent, and there is none";
    case Reason::ended:
      return "the person has ended the purpose, by objection, withdrawal or erasure";
    case Reason::lapsed:
      return "the time for which the purpose may hold this is over";
    case Reason::not_restored:
      return "the purpose may hold this, but it was lost, and in no backup that was restored";
  }
  std::unreachable();
}

}  // namespace

http::Problem problem_of(Failure const& failure) {
  return {.status = status_of(failure.kind()),
          .code = failure.code(),
          .detail = failure.message(),
          .remedy = failure.remedy()};
}

http::Problem problem_of(Reason reason) {
  return {.status = 403,
          .code = std::string(promise::gate::code_of(reason)),
          .detail = std::string(why(reason)),
          .remedy = {}};
}

}  // namespace lofte::edge::api

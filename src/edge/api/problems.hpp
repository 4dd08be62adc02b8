// What is told to a client when something can't be done: failures and denials as problem details.
#pragma once

#include "base/failure.hpp"
#include "edge/http/problem.hpp"
#include "promise/gate/gate.hpp"

namespace lofte::edge::api {

// The one place that turns a failure into a status.
http::Problem problem_of(Failure const& failure);

// 403 with the reason's code.
http::Problem problem_of(promise::gate::Reason reason);

}  // namespace lofte::edge::api

#include "custody/vault/failures.hpp"

namespace lofte::custody::vault {

void unknown(FailureKind kind, std::string_view what, std::string_view name,
             std::string_view remedy) {
  throw Failure(kind,
                {.code = std::string(what) + ".unknown",
                 .message = "there is no " + std::string(what) + " \"" + std::string(name) + "\"",
                 .remedy = std::string(remedy)});
}

Failure subject_unknown() {
  return {FailureKind::not_found,
          {.code = "subject.unknown",
           .message = "there is no such subject",
           .remedy = "it may never have existed, or nothing is held about it any more"}};
}

Failure record_unknown() {
  return {FailureKind::not_found,
          {.code = "record.unknown",
           .message = "the subject has no such record",
           .remedy = "it may never have existed, or nothing of it is held any more"}};
}

}  // namespace lofte::custody::vault

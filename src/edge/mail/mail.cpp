#include "edge/mail/mail.hpp"

namespace lofte::edge::mail {

Failure not_set_up() {
  return {FailureKind::unavailable,
          {.code = "mail.not_set_up",
           .message = "no mail server has been named, so nothing can be sent by mail",
           .remedy = "start lofte serve with --mail FILE: docs/operations.md, Mail"}};
}

}  // namespace lofte::edge::mail

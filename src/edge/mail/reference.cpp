#include "edge/mail/reference.hpp"

#include "base/failure.hpp"
#include "custody/suppression/addresses.hpp"
#include "edge/mail/letter.hpp"

namespace lofte::edge::mail {

std::optional<std::string> canonical_reference(std::string reference) {
  constexpr std::string_view scheme = "mailto:";
  if (!reference.starts_with(scheme)) {
    return reference;
  }
  auto const address = address_in_ascii(std::string_view(reference).substr(scheme.size()));
  return address ? std::optional(custody::suppression::email_address(*address).text) : std::nullopt;
}

std::string expect_reference(std::string reference) {
  auto canonical = canonical_reference(std::move(reference));
  if (!canonical) {
    throw Failure(FailureKind::bad_input,
                  {.code = "reference.address",
                   .message = "what stands after \"mailto:\" is no e-mail address",
                   .remedy = "write one as mailto:anna@example.com"});
  }
  return *std::move(canonical);
}

}  // namespace lofte::edge::mail

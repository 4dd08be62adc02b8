#include "shop/mailings/reach.hpp"

#include <algorithm>
#include <tuple>

#include "promise/gate/gate.hpp"

namespace lofte::shop::mailings {

using custody::vault::RecordSummary;
using custody::vault::Vault;

std::vector<AddressHeld> addresses_held(Vault const& vault, SubjectId const& subject,
                                        std::span<std::string const> purposes) {
  std::vector<AddressHeld> held;
  for (RecordSummary const& record : vault.summary(subject)) {
    for (RecordSummary::Hold const& hold : record.holds) {
      bool const has_email = std::ranges::find(hold.fields, email_field) != hold.fields.end();
      if (has_email && std::ranges::find(purposes, hold.purpose) != purposes.end()) {
        held.push_back(
            {.record = record.record, .purpose = hold.purpose, .collected = record.collected});
      }
    }
  }
  std::ranges::sort(held, [](AddressHeld const& one, AddressHeld const& other) {
    return std::tie(other.collected, one.record) < std::tie(one.collected, other.record);
  });
  return held;
}

std::optional<Addressee> read_address(Vault const& vault, SubjectId const& subject,
                                      std::span<AddressHeld const> held) {
  std::string const field(email_field);
  for (AddressHeld const& one : held) {
    auto const read =
        vault.read(promise::gate::the_shop, subject, one.record, one.purpose, std::span(&field, 1));
    if (read && !read->fields.empty()) {
      return Addressee{.subject = subject,
                       .email = read->fields.front().value.reveal(read->permit),
                       .purpose = one.purpose};
    }
  }
  return std::nullopt;
}

}  // namespace lofte::shop::mailings

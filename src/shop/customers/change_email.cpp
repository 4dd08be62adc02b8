#include "shop/customers/change_email.hpp"

#include "shop/customers/sign_in.hpp"

namespace lofte::shop::customers {

using promise::gate::the_person;

namespace {

constexpr custody::tickets::Kind link_kind = "address";

}  // namespace

std::string begin_address_change(Ground const& ground, SubjectId const& subject,
                                 std::string_view address) {
  return ground.tickets.issue(
      link_kind, ground.vault.ground().clock.now() + address_link_hours_max,
      Writer{}.uuid(subject.value).text(email_of(ground, subject)).text(address).view());
}

std::optional<AddressChanged> complete_address_change(Ground const& ground,
                                                      std::string_view token) {
  auto const content = ground.tickets.show(link_kind, token);
  if (!content) {
    return std::nullopt;
  }
  Reader reader(*content);
  SubjectId const subject{reader.uuid()};
  AddressChanged changed{.subject = subject, .before = std::string(reader.text()), .after = {}};
  changed.after = reader.text();
  auto const account = find_account(ground.vault, subject);
  if (!account) {
    return std::nullopt;
  }
  ground.vault.add_reference(subject, reference_of(changed.after));
  ground.vault.replace_fields(the_person, subject, *account,
                              {{std::string(email_field), PersonalText(changed.after)}});
  if (!changed.before.empty() && reference_of(changed.before) != reference_of(changed.after)) {
    ground.vault.remove_reference(subject, reference_of(changed.before));
  }
  // Last: after a crash the same link does the same again.
  ground.tickets.redeem(link_kind, token);
  return changed;
}

}  // namespace lofte::shop::customers

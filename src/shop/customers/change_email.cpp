#include "shop/customers/change_email.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "shop/customers/sign_in.hpp"

namespace lofte::shop::customers {

using promise::gate::the_person;

namespace {

constexpr custody::tickets::Kind link_kind = "address";

struct Asked {
  AddressChanged change;
  Uuid sign_in;
};

Asked decode(BytesView content) {
  Reader reader(content);
  Asked asked{.change = {.subject = {reader.uuid()}, .before = {}, .after = {}},
              .sign_in = reader.uuid()};
  asked.change.before = reader.text();
  asked.change.after = reader.text();
  return asked;
}

bool still_counts(Ground const& ground, Asked const& asked) {
  auto const sign_ins = ground.vault.sign_ins(asked.change.subject);
  return std::ranges::find(sign_ins, asked.sign_in, &custody::subjects::SignIn::id) !=
             sign_ins.end() &&
         email_of(ground, asked.change.subject) == asked.change.before;
}

void expect_free(Ground const& ground, AddressChanged const& change) {
  auto const other = ground.vault.find_subject(reference_of(change.after));
  if (other && *other != change.subject) {
    throw Failure(FailureKind::conflict,
                  {.code = "reference.taken",
                   .message = "something is held under the new address already",
                   .remedy = "sign in with that address, and erase it first"});
  }
}

}  // namespace

std::string begin_address_change(Ground const& ground, custody::subjects::SignIn const& asked_by,
                                 SubjectId const& subject, std::string_view address) {
  return ground.tickets.issue(link_kind, ground.vault.ground().clock.now() + address_link_hours_max,
                              Writer{}
                                  .uuid(subject.value)
                                  .uuid(asked_by.id)
                                  .text(email_of(ground, subject))
                                  .text(address)
                                  .view());
}

std::optional<AddressChanged> complete_address_change(Ground const& ground,
                                                      std::string_view token) {
  auto const content = ground.tickets.show(link_kind, token);
  if (!content) {
    return std::nullopt;
  }
  Asked const asked = decode(*content);
  AddressChanged const& change = asked.change;
  auto const account = find_account(ground.vault, change.subject);
  if (!account || !still_counts(ground, asked)) {
    return std::nullopt;
  }
  expect_free(ground, change);
  // First what only one can have: another may be about to take the same address.
  ground.vault.add_reference(change.subject, reference_of(change.after));
  ground.vault.replace_fields(the_person, change.subject, *account,
                              {{std::string(email_field), PersonalText(change.after)}});
  if (!change.before.empty() && reference_of(change.before) != reference_of(change.after)) {
    ground.vault.remove_reference(change.subject, reference_of(change.before));
  }
  ground.tickets.redeem(link_kind, token);
  ground.vault.sign_out_everywhere(change.subject, asked.sign_in);
  return change;
}

}  // namespace lofte::shop::customers

// Signing in, by password or by a mailed link.
#pragma once

#include "shop/customers/customers.hpp"

namespace lofte::shop::customers {

inline constexpr std::chrono::minutes sign_in_link_minutes_max{30};

// Whose account it is; nullopt when there is no such account, or the password is not its. A digest
// is computed for either. What is refused leaves no entry in the ledger, whose size is public: it
// would tell that there is somebody.
std::optional<SubjectId> check_password(Ground const& ground, std::string_view email,
                                        std::string_view password);
// The same for somebody who is known already.
bool is_password_of(Ground const& ground, SubjectId const& subject, std::string_view password);

// The token of a link that lets in once, for whoever something is held of under the address, with
// an account or without; nullopt when nothing is held under it: then there is nobody to mail to.
std::optional<std::string> issue_sign_in_link(Ground const& ground, std::string_view email);
// Whom the link lets in, which it does once; nullopt when there is no such link, or no longer.
std::optional<SubjectId> redeem_sign_in_link(Ground const& ground, std::string_view token);
// Whether it would.
bool is_sign_in_link(Ground const& ground, std::string_view token);

// The address that the person's account has; "" without one.
std::string email_of(Ground const& ground, SubjectId const& subject);

// An address to write to the person at about their own data: the account's, or else one by which
// they are found and so could sign in; "" when there is none.
std::string address_for_letters(Ground const& ground, SubjectId const& subject);

// Replaces the password of an account, and signs out all but `here`. Throws Failure (not_found,
// "account.unknown").
void change_password(Ground const& ground, SubjectId const& subject, std::string_view password,
                     Uuid const& here);

}  // namespace lofte::shop::customers

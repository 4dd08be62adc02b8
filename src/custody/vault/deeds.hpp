// What an act on a person's data concerns, for whoever is told of it. Internal to the vault.
#pragma once

#include "custody/vault/vault.hpp"

namespace lofte::custody::vault {

using Concerned = std::map<std::string, std::set<std::string>>;

// By purpose, the categories that it holds of the subject today, of all its records or of one.
Concerned held_now(SubjectSession& session);
struct Touched {
  RecordId record;
  promise::policy::FieldSet fields;  // present or not
};
Concerned held_now(SubjectSession& session, Touched const& touched);

// What of `before` is not in `after`.
Concerned without(Concerned before, Concerned const& after);

}  // namespace lofte::custody::vault

// What a browser that is signed in holds: the token of a ticket that says who it is, and when they
// last proved it. It counts while the subject lists the sign-in, and a day after it was last used.
//
// Any thread. Borrows everything.
#pragma once

#include "shop/customers/customers.hpp"

namespace lofte::shop::customers {

// A browser that has not been used for this long is signed out.
inline constexpr std::chrono::hours session_idle_hours_max{24};
// Use is noted no oftener than this.
inline constexpr std::chrono::hours session_renewal_hours{1};
// Acts that can't be undone ask who it is when the proof is older than this.
inline constexpr std::chrono::minutes proof_minutes_max{10};

struct Session {
  SubjectId subject;
  Uuid sign_in;
  Instant begun;
  Instant proven;  // when the person last showed password or link
  Instant seen;    // as noted

  bool has_fresh_proof(Instant now) const {
    return proven <= now && now <= proven + proof_minutes_max;
  }
};

class Sessions {
 public:
  Sessions(custody::vault::Vault& vault, custody::tickets::Tickets& tickets)
      : vault_(&vault), tickets_(&tickets) {}

  // Signs in; the token, which is a fresh one each time.
  std::string begin(SubjectId const& subject, custody::vault::Vault::Proof proof);
  // Nullopt when the token is of no browser that is signed in.
  std::optional<Session> find(std::string_view token);
  // The person has shown who they are again.
  void prove(std::string_view token, Session const& session);
  void end(std::string_view token);

 private:
  void note(std::string_view token, Session session);

  custody::vault::Vault* vault_;
  custody::tickets::Tickets* tickets_;
};

}  // namespace lofte::shop::customers

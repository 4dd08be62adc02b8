// How a person is reached and let in: channels, sign-ins.
#include <algorithm>

#include "custody/vault/failures.hpp"
#include "custody/vault/subject_sight.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::custody::vault {

using promise::retention::ChannelAnswer;

namespace {

std::string_view name_of(Vault::Proof proof) {
  switch (proof) {
    case Vault::Proof::password:
      return "password";
    case Vault::Proof::link:
      return "link";
    case Vault::Proof::passkey:
      return "passkey";
  }
  std::unreachable();
}

bool is_over(subjects::SignIn const& sign_in, Instant now) {
  return sign_in.begun + subjects::sign_in_days_max < now;
}

}  // namespace

void Vault::answer_channel(SubjectId const& subject, Channel const& channel,
                           ChannelAnswer::Answer answer) {
  auto const shown = in_force().shown;
  auto const& policy = *shown->history().current().policy;
  auto const purpose = policy.find_purpose(channel.purpose);
  if (!purpose || std::ranges::find(policy.purposes[*purpose].channels, channel.name) ==
                      policy.purposes[*purpose].channels.end()) {
    unknown(FailureKind::not_found, "channel", channel.name,
            "use a channel that the policy in force states for the purpose");
  }
  ChannelAnswer const fresh{.purpose = promise::retention::name_hash(channel.purpose),
                            .channel = promise::retention::name_hash(channel.name),
                            .answer = answer,
                            .given = ground_.clock.now()};
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    auto& answers = session.standing_for_update().facts.channels;
    std::erase_if(answers, [&](ChannelAnswer const& known) {
      return known.purpose == fresh.purpose && known.channel == fresh.channel;
    });
    answers.push_back(fresh);
    bool const refused = answer == ChannelAnswer::Answer::refused;
    session.note(session.statement(refused ? "channel_refused" : "channel_agreed")
                     .say("purpose", channel.purpose)
                     .say("channel", channel.name));
    return true;
  });
}

subjects::SignIn Vault::sign_in(SubjectId const& subject, Proof proof) {
  subjects::SignIn const fresh{.id = random_uuid(ground_.ring.random()),
                               .begun = ground_.clock.now()};
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    auto& sign_ins = session.standing_for_update().sign_ins;
    std::erase_if(sign_ins, [&](auto const& known) { return is_over(known, fresh.begun); });
    if (sign_ins.size() >= subjects::sign_ins_max) {
      sign_ins.erase(sign_ins.begin());
    }
    sign_ins.push_back(fresh);
    session.note(session.statement("signed_in").say("by", name_of(proof)));
    return true;
  });
  return fresh;
}

bool Vault::sign_out(SubjectId const& subject, Uuid const& sign_in) {
  bool listed = false;
  act(subject, store::Durability::synced, [&](SubjectSession& session) {
    listed = std::erase_if(session.standing_for_update().sign_ins,
                           [&](auto const& known) { return known.id == sign_in; }) > 0;
    if (listed) {
      session.note(session.statement("signed_out"));
    }
    return listed;
  });
  return listed;
}

void Vault::sign_out_everywhere(SubjectId const& subject, std::optional<Uuid> const& except) {
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    std::erase_if(session.standing_for_update().sign_ins,
                  [&](auto const& known) { return known.id != except; });
    session.note(session.statement("signed_out_everywhere"));
    return true;
  });
}

std::vector<subjects::SignIn> Vault::sign_ins(SubjectId const& subject) const {
  InForce const in_force = this->in_force();
  auto const sight = see(in_force, subject);
  if (!sight) {
    return {};
  }
  std::vector<subjects::SignIn> sign_ins = sight->standing().sign_ins;
  std::erase_if(sign_ins, [&](auto const& known) { return is_over(known, ground_.clock.now()); });
  return sign_ins;
}

}  // namespace lofte::custody::vault

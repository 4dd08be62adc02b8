#include "promise/gate/channels.hpp"

#include <gtest/gtest.h>

namespace lofte::promise::gate {
namespace {

using policy::Basis;
using policy::ChannelGround;
using retention::ChannelAnswer;
using retention::ConsentState;
using retention::name_hash;

class Channels : public testing::Test {
 protected:
  Channels() {
    policy_.purposes.push_back({.name = "marketing", .at = {}});
    purpose().basis = Basis::legitimate_interests;
    purpose().channels = {"email", "phone", "post", "sms"};
    purpose().channel_grounds = {ChannelGround::soft_opt_in, ChannelGround::opt_out,
                                 ChannelGround::of_purpose, ChannelGround::consent};
  }
  policy::Purpose& purpose() { return policy_.purposes.front(); }
  void stands(retention::PurposeStanding standing) {
    standing.purpose = name_hash("marketing");
    facts_.purposes = {standing};
  }
  void answers(std::string_view channel, ChannelAnswer::Answer answer) {
    facts_.channels.push_back({.purpose = name_hash("marketing"),
                               .channel = name_hash(channel),
                               .answer = answer,
                               .given = {}});
  }
  ChannelState state(std::string_view channel) const {
    return decide_channel(
        {.policy = policy_, .purpose = 0, .channel = channel, .facts = facts_, .custom = custom_});
  }

  policy::Policy policy_;
  retention::SubjectFacts facts_;
  ChannelQuestion::Custom custom_ = ChannelQuestion::Custom::has_not;
};

TEST_F(Channels, RestOnTheirGround) {
  EXPECT_EQ(state("email"), ChannelState::no_sale);
  EXPECT_EQ(state("phone"), ChannelState::no_sale);
  EXPECT_EQ(state("post"), ChannelState::open);
  EXPECT_EQ(state("sms"), ChannelState::no_consent);
  EXPECT_EQ(state("telex"), ChannelState::not_a_channel);
}

TEST_F(Channels, ASaleOpensSoftOptInAndOptOutAndNothingElse) {
  custom_ = ChannelQuestion::Custom::has_bought;
  EXPECT_EQ(state("email"), ChannelState::open);
  EXPECT_EQ(state("phone"), ChannelState::open);
  EXPECT_EQ(state("sms"), ChannelState::no_consent);
}

TEST_F(Channels, AnAgreementOpensWhatNeedsOne) {
  answers("email", ChannelAnswer::Answer::agreed);
  answers("sms", ChannelAnswer::Answer::agreed);
  EXPECT_EQ(state("email"), ChannelState::open);
  EXPECT_EQ(state("sms"), ChannelState::open);
}

TEST_F(Channels, ARefusalClosesEveryKind) {
  custom_ = ChannelQuestion::Custom::has_bought;
  for (std::string const& channel : purpose().channels) {
    answers(channel, ChannelAnswer::Answer::refused);
    EXPECT_FALSE(may_reach(state(channel))) << channel;
  }
  EXPECT_EQ(state("phone"), ChannelState::refused);
}

TEST_F(Channels, ARefusalOfOneIsNotOneOfTheOthers) {
  custom_ = ChannelQuestion::Custom::has_bought;
  answers("phone", ChannelAnswer::Answer::refused);
  EXPECT_EQ(state("phone"), ChannelState::refused);
  EXPECT_EQ(state("post"), ChannelState::open);
}

TEST_F(Channels, AnObjectionEndsThemAll) {
  custom_ = ChannelQuestion::Custom::has_bought;
  answers("email", ChannelAnswer::Answer::agreed);
  stands({.objected = true, .changed = {}});
  EXPECT_EQ(state("email"), ChannelState::ended);
  EXPECT_EQ(state("post"), ChannelState::ended);
}

TEST_F(Channels, APurposeOnConsentNeedsIt) {
  purpose().basis = Basis::consent;
  answers("email", ChannelAnswer::Answer::agreed);
  EXPECT_EQ(state("email"), ChannelState::no_consent);
  stands({.consent = ConsentState::given, .changed = {}});
  EXPECT_EQ(state("email"), ChannelState::open);
  EXPECT_EQ(state("sms"), ChannelState::open);
  stands({.consent = ConsentState::withdrawn, .changed = {}});
  EXPECT_EQ(state("email"), ChannelState::ended);
}

TEST_F(Channels, ARestrictionSuspendsThem) {
  facts_.restricted = true;
  EXPECT_EQ(state("post"), ChannelState::restricted);
}

}  // namespace
}  // namespace lofte::promise::gate

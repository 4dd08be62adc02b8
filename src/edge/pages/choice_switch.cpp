#include "edge/pages/choice_switch.hpp"

#include "edge/pages/paths.hpp"

namespace lofte::edge::pages {

namespace {

void fill_said(Filling& shown, CustomerFrame const& frame, Choice const& choice) {
  PolicyWords const& words = frame.words();
  for (auto const& said : choice.said) {
    bool const yes = said.answer == Choice::Said::Answer::yes;
    shown.section("SAID").set("TEXT",
                              frame.phrases().filled(yes ? "choice.said_yes" : "choice.said_no",
                                                     {{"date", words.day(said.on)}}));
  }
  if (choice.said.empty()) {
    bool const consent = choice.kind == Choice::Kind::consent;
    std::string const ground = consent ? "" : words.channel_ground(choice.purpose, choice.channel);
    std::string const unsaid(words.text(consent ? "choice.unasked" : "choice.unopposed"));
    shown.section("SAID").set("TEXT", ground.empty() ? unsaid : capitalised(ground) + ".");
  }
}

}  // namespace

void fill_switch(Filling shown, CustomerFrame const& frame, ChoiceSwitch const& its) {
  Choice const& choice = its.choice;
  PolicyWords const& words = frame.words();
  shown.set("SWITCH_PATH", frame.to(its.path))
      .set("CHOICE_ID",
           paths::choice_anchor({.purpose = choice.purpose, .channel = choice.channel}))
      .set("CHOICE_PURPOSE", choice.purpose)
      .set("CHOICE_CHANNEL", choice.channel)
      .set("CHOICE_NAME", capitalised(choice.channel.empty() ? std::string(words.text("choice.all"))
                                                             : words.channel(choice.channel)));
  if (its.reach == ChoiceSwitch::Reach::shut) {
    shown.section("IS_SHUT");
    shown.section("SAID").set("TEXT", words.text("choice.shut"));
    return;
  }
  shown.section(choice.state == Choice::State::on ? "IS_ON" : "IS_OFF");
  fill_said(shown, frame, choice);
}

}  // namespace lofte::edge::pages

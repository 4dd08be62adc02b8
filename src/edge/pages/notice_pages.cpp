// CustomerPages: pages that only say something, and what went wrong.
#include <array>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/forms.hpp"

namespace lofte::edge::pages {
namespace {

enum class Next { none, sign_in, me, reviews };

struct Said {
  std::string_view key;  // of web/texts: KEY.title, KEY.text, and KEY.more if there is more
  Next next = Next::none;
};

Said said_by(NoticePage::Kind kind) {
  constexpr std::array<Said, 16> all{{{"notice.look_in_your_mail", Next::sign_in},
                                      {"notice.confirm_your_email", Next::none},
                                      {"notice.link_expired", Next::sign_in},
                                      {"notice.confirm_new_email", Next::me},
                                      {"notice.email_changed", Next::me},
                                      {"notice.erase_link_sent", Next::me},
                                      {"notice.erased", Next::none},
                                      {"notice.confirm_subscription", Next::none},
                                      {"notice.subscribed", Next::none},
                                      {"notice.unsubscribe_unknown", Next::none},
                                      {"notice.enquiry_sent", Next::none},
                                      {"notice.case_gone", Next::none},
                                      {"notice.confirm_publication", Next::reviews},
                                      {"notice.publication_sent", Next::reviews},
                                      {"notice.publication_withdrawn", Next::reviews},
                                      {"notice.publication_gone", Next::reviews}}};
  return all.at(static_cast<std::size_t>(kind));
}

void fill_next(Filling& filling, Next next, CustomerFrame const& frame) {
  auto const door = [&](std::string_view path, std::string_view key) {
    filling.section("DOOR").set("HREF", frame.to(path)).set("NAME", frame.phrases().text(key));
  };
  switch (next) {
    case Next::none:
      door(paths::policy, "notice.to_policy");
      return;
    case Next::sign_in:
      door(paths::sign_in, "notice.to_sign_in");
      return;
    case Next::reviews:
      door(paths::reviews, "notice.to_reviews");
      return;
    case Next::me:
      door(paths::me, "notice.to_me");
      return;
  }
}

// The most telling text that there is: of the code, of the status, of any problem.
std::string_view about(ProblemPage const& page, std::string_view part, Phrases const& phrases) {
  for (std::string const& name : {page.code, std::to_string(page.status)}) {
    std::string_view const found = phrases.find("problem." + name + "." + std::string(part));
    if (!found.empty()) {
      return found;
    }
  }
  return phrases.text("problem." + std::string(part));
}

}  // namespace

std::string CustomerPages::notice(Policy const& policy, View const& view,
                                  NoticePage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Said const said = said_by(page.kind);
  std::string const key(said.key);
  Filling filling = frame.begin(phrases.text(key + ".title"), "");
  filling.set("HEADING", phrases.text(key + ".title"));
  filling.section("PARAGRAPH").set("TEXT", phrases.text(key + ".text"));
  if (!page.email.empty()) {
    filling.section("SENT_TO").set("EMAIL", page.email);
  }
  if (page.link_minutes > 0) {
    filling.section("PARAGRAPH")
        .set("TEXT",
             phrases.filled("notice.link_minutes",
                            {{"time", frame.words().counted("unit.minutes", page.link_minutes)}}));
  }
  if (std::string_view const more = phrases.find(key + ".more"); !more.empty()) {
    filling.section("PARAGRAPH").set("TEXT", more);
  }
  if (!page.receipt.empty()) {
    filling.section("DOOR")
        .set("HREF", page.receipt)
        .set("NAME", phrases.text("notice.to_receipt"));
  }
  if (!page.own.empty()) {
    filling.section("DOOR")
        .set("HREF", frame.to(page.own))
        .set("NAME", phrases.text("notice.to_own_publication"));
  }
  if (!page.enquiry.empty()) {
    filling.section("DOOR")
        .set("HREF", frame.to(page.enquiry))
        .set("NAME", phrases.text("notice.to_enquiry"));
  } else {
    fill_next(filling, said.next, frame);
  }
  return templates_->notice.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::press(Policy const& policy, View const& view,
                                 PressPage const& page) const {
  constexpr std::array<std::string_view, 6> keys{"press.sign_in",           "press.registration",
                                                 "press.registered_before", "press.new_address",
                                                 "press.subscription",      "press.publication"};
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  std::string const key(keys.at(static_cast<std::size_t>(page.kind)));
  Filling filling =
      frame.begin(faulty_title(phrases.text(key + ".title"), page.faults, phrases), "");
  filling.set("HEADING", phrases.text(key + ".title"));
  filling.section("PARAGRAPH").set("TEXT", phrases.text(key + ".text"));
  Filling press = filling.section("PRESS");
  press.set("PATH", frame.to(page.path)).set("NAME", phrases.text(key + ".button"));
  if (page.kind == PressPage::Kind::registration) {
    Form form(press, {.prefix = "press", .faults = page.faults, .phrases = phrases});
    form.input({.name = std::string(fields::new_password),
                .label = std::string(phrases.text("input.new_password")),
                .type = "password",
                .autocomplete = "new-password",
                .hint = phrases.filled("password.rule",
                                       {{"count", std::to_string(page.password_characters_min)}})});
    form.summary(press);
  }
  return templates_->notice.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::problem(Policy const& policy, View const& view,
                                   ProblemPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling = frame.begin(about(page, "title", phrases), "");
  filling.set("HEADING", about(page, "title", phrases));
  filling.section("PARAGRAPH").set("TEXT", about(page, "what", phrases));
  filling.section("PARAGRAPH").set("TEXT", about(page, "remedy", phrases));
  filling.section("CODE").set("STATUS", std::to_string(page.status)).set("NAME", page.code);
  fill_next(filling, view.visitor ? Next::me : Next::none, frame);
  return templates_->notice.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages

// The newsletter, and the link that ends a mailing without signing in.
#include <algorithm>

#include "base/failure.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/person.hpp"
#include "edge/site/typed.hpp"
#include "shop/customers/customers.hpp"
#include "shop/mailings/unsubscribe.hpp"
#include "shop/newsletter/subscription.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace newsletter = shop::newsletter;
namespace paths = pages::paths;
using pages::Choice;
using pages::Fault;
using pages::NoticePage;
using shop::mailings::Subscribed;

namespace {

newsletter::Ground shop_of(Ground const& ground) {
  return {.vault = ground.vault, .tickets = ground.tickets};
}

// --- Subscribing

http::Response show_newsletter(Visit const& visit, Ground const& ground,
                               pages::NewsletterPage newsletter) {
  auto purpose = newsletter::newsletter_purpose(ground.vault);
  if (!purpose) {
    throw Failure(FailureKind::not_found, {.code = "newsletter.none",
                                           .message = "the policy has no newsletter",
                                           .remedy = "there is nothing to subscribe to"});
  }
  newsletter.purpose = *std::move(purpose);
  int const status = newsletter.faults.empty() ? 200 : 422;
  return page(ground.pages.newsletter(visit.policy(), visit.view(std::string(paths::newsletter)),
                                      newsletter),
              status);
}

// The same answer for everybody: a link goes to the address, whatever is known of it.
http::Response subscribe(Visit const& visit, Ground const& ground) {
  expect_mail(ground);
  pages::NewsletterPage shown{.typed = {.email = visit.form.trimmed(fields::email),
                                        .name = visit.form.trimmed(fields::name),
                                        .interests = visit.form.trimmed(fields::interests)}};
  check_email(fields::email, shown.typed.email, shown.faults);
  check_length(fields::name, shown.typed.name, shown.faults);
  check_length(fields::interests, shown.typed.interests, shown.faults);
  auto const address = address_of(shown.typed.email);
  if (shown.faults.empty() &&
      !may_write(ground.limits.registrations, ground, shop::customers::reference_of(*address))) {
    shown.faults.push_back({.field = {}, .fault = Fault::too_often});
  }
  if (!shown.faults.empty()) {
    return show_newsletter(visit, ground, std::move(shown));
  }
  std::string const token = newsletter::begin_subscription(
      shop_of(ground),
      {.email = *address, .name = shown.typed.name, .interests = shown.typed.interests});
  ground.mail->post(letter_of(visit, ground,
                              {.kind = LinkLetter::Kind::subscription,
                               .to_address = *address,
                               .path = std::string(paths::confirm) + "/" + token}));
  return show_notice(visit, ground,
                     {.kind = NoticePage::Kind::confirm_subscription, .email = shown.typed.email});
}

http::Response show_confirmation(Visit const& visit, Ground const& ground) {
  if (!newsletter::is_subscription_link(shop_of(ground), visit.path.at("token"))) {
    return show_notice(visit, ground, {.kind = NoticePage::Kind::link_expired});
  }
  return page(ground.pages.press(
      visit.policy(), visit.view(),
      {.kind = pages::PressPage::Kind::subscription, .path = visit.request.path}));
}

http::Response confirm(Visit const& visit, Ground const& ground) {
  bool const is_confirmed =
      newsletter::confirm_subscription(shop_of(ground), visit.path.at("token")).has_value();
  return show_notice(
      visit, ground,
      {.kind = is_confirmed ? NoticePage::Kind::subscribed : NoticePage::Kind::link_expired});
}

// --- Ending it

std::vector<Choice> channels_of(Ground const& ground, Subscribed const& subscribed) {
  auto choices = choices_of(ground.vault, subscribed.subject);
  std::erase_if(choices, [&](Choice const& choice) {
    return choice.purpose != subscribed.purpose || choice.channel.empty();
  });
  return choices;
}

http::Response show_subscribed(Visit const& visit, Ground const& ground,
                               Subscribed const& subscribed) {
  std::string const& token = visit.path.at("token");
  return page(ground.pages.unsubscribe(visit.policy(), visit.view(),
                                       {.purpose = subscribed.purpose,
                                        .channel = subscribed.channel,
                                        .path = std::string(paths::unsubscribe) + "/" + token,
                                        .choices_path = paths::unsubscribe_choices(token),
                                        .choices = channels_of(ground, subscribed)}));
}

// Does `act` for whom the link is of; a link that is nobody's is told so, and no more.
http::Response with_link(Visit const& visit, Ground const& ground,
                         std::function<http::Response(Subscribed const&)> const& act) {
  auto const subscribed =
      shop::mailings::unsubscribe_token_of(ground.vault, visit.path.at("token"));
  return subscribed ? act(*subscribed)
                    : show_notice(visit, ground, {.kind = NoticePage::Kind::unsubscribe_unknown});
}

http::Response end_mailing(Visit const& visit, Ground const& ground) {
  return with_link(visit, ground, [&](Subscribed const& subscribed) {
    shop::mailings::unsubscribe(ground.vault, subscribed);
    return show_subscribed(visit, ground, subscribed);
  });
}

// One channel of the link's own purpose, and nothing else.
http::Response choose(Visit const& visit, Ground const& ground) {
  return with_link(visit, ground, [&](Subscribed const& subscribed) {
    auto const channels = channels_of(ground, subscribed);
    Subscribed chosen = subscribed;
    chosen.channel = visit.form.text(fields::channel);
    if (std::ranges::find(channels, chosen.channel, &Choice::channel) == channels.end()) {
      throw choice_unknown();
    }
    if (answer_of(visit.form) == Answer::yes) {
      shop::mailings::resubscribe(ground.vault, chosen);
    } else {
      shop::mailings::unsubscribe(ground.vault, chosen);
    }
    return go_to(visit, std::string(paths::unsubscribe) + "/" + visit.path.at("token"),
                 pages::Flash::choice_saved);
  });
}

}  // namespace

void add_mailing_acts(Pathways& pathways, Ground const& ground) {
  std::string const newsletter_path(paths::newsletter);
  pathways.get(Door::open, newsletter_path,
               [ground](Visit& visit) { return show_newsletter(visit, ground, {}); });
  pathways.post(Door::open, newsletter_path,
                [ground](Visit& visit) { return subscribe(visit, ground); });
  std::string const confirm_path = std::string(paths::confirm) + "/{token}";
  pathways.get(Door::open, confirm_path,
               [ground](Visit& visit) { return show_confirmation(visit, ground); });
  pathways.post(Door::open, confirm_path,
                [ground](Visit& visit) { return confirm(visit, ground); });
  std::string const unsubscribe_path = std::string(paths::unsubscribe) + "/{token}";
  pathways.get(Door::letter, unsubscribe_path, [ground](Visit& visit) {
    return with_link(visit, ground, [&](Subscribed const& subscribed) {
      return show_subscribed(visit, ground, subscribed);
    });
  });
  pathways.post(Door::letter, unsubscribe_path,
                [ground](Visit& visit) { return end_mailing(visit, ground); });
  pathways.post(Door::open, paths::unsubscribe_choices("{token}"),
                [ground](Visit& visit) { return choose(visit, ground); });
}

}  // namespace lofte::edge::site

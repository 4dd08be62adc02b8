#include "shop/forecast/values.hpp"

#include <fmt/format.h>

#include <array>

#include "shop/invented/goods.hpp"

namespace lofte::shop::forecast {

using invented::Dice;
using invented::Person;
using namespace std::string_view_literals;

namespace {

template <std::size_t Count>
std::string one_of(Dice& dice, std::array<std::string_view, Count> const& words) {
  return std::string(words[dice.below(Count)]);
}

constexpr std::array browsers{"Firefox 140"sv, "Safari 19.1"sv, "Chrome 138"sv, "Edge 138"sv};
constexpr std::array systems{"Windows 11"sv, "macOS 15"sv, "Android 16"sv, "iOS 19"sv, "Linux"sv};
constexpr std::array places{"SE, Värmland"sv, "SE, Skåne"sv, "SE, Stockholm"sv, "NO, Oslo"sv};
constexpr std::array sites{"https://search.example/"sv, "https://news.example/a/1"sv, "none"sv};
constexpr std::array licences{"with my name, until I withdraw it"sv, "without my name"sv};
constexpr std::array ways{"/, /usb-c, /basket"sv, "/"sv, "/news, /usb-a, /basket, /pay"sv};
constexpr std::array anything{"yes"sv, "as agreed"sv, "see the enclosed note"sv};

using Invent = std::string (*)(Person const& person, Dice& dice);
struct Known {
  std::string_view kind;
  Invent invent;
};
constexpr std::array known{
    Known{"name", [](Person const& person, Dice&) { return person.name(); }},
    Known{"address", [](Person const& person, Dice&) { return person.address(); }},
    Known{"email", [](Person const& person, Dice&) { return person.email(); }},
    Known{"phone", [](Person const& person, Dice&) { return person.phone_number(); }},
    Known{"birth_date", [](Person const& person, Dice&) { return to_string(person.born); }},
    Known{"ip_address",
          [](Person const&, Dice& dice) { return invented::invent_ip_address(dice); }},
    Known{"password",
          [](Person const& person, Dice& dice) {
            return fmt::format("$argon2id$v=19$m=65536,t=3,p=4${:032x}${:064x}", person.number,
                               dice.below(1U << 31U));
          }},
    Known{"passkey",
          [](Person const& person, Dice&) {
            return fmt::format(
                "passkey;id={0:032x};key={0:0128x};user={0:032x};counter=0;"
                "backup=done;added=2026-01-01;name=phone",
                person.number);
          }},
    Known{"order_history", [](Person const&, Dice& dice) { return invented::invent_lines(dice); }},
    Known{"payment_option",
          [](Person const&, Dice& dice) {
            return std::string(invented::invent_payment_option(dice));
          }},
    Known{"message",
          [](Person const&, Dice& dice) { return std::string(invented::invent_question(dice)); }},
    Known{"interest",
          [](Person const&, Dice& dice) { return std::string(invented::invent_interests(dice)); }},
    Known{"licence", [](Person const&, Dice& dice) { return one_of(dice, licences); }},
    Known{"registration_number",
          [](Person const& person, Dice&) { return std::to_string(100'000 + person.number); }},
    Known{"location", [](Person const&, Dice& dice) { return one_of(dice, places); }},
    Known{"browser", [](Person const&, Dice& dice) { return one_of(dice, browsers); }},
    Known{"operating_system", [](Person const&, Dice& dice) { return one_of(dice, systems); }},
    Known{"referrer", [](Person const&, Dice& dice) { return one_of(dice, sites); }},
    Known{"visit_length",
          [](Person const&, Dice& dice) { return fmt::format("{} s", 5 + dice.below(900)); }},
    Known{"page_views",
          [](Person const&, Dice& dice) { return std::to_string(1 + dice.below(20)); }},
    Known{"navigation", [](Person const&, Dice& dice) { return one_of(dice, ways); }},
};

}  // namespace

std::string invent_value(promise::policy::Category const& category, Person const& person,
                         Dice& dice) {
  std::string_view const kind = category.kind.empty() ? category.name : category.kind;
  for (Known const& one : known) {
    if (one.kind == kind) {
      return one.invent(person, dice);
    }
  }
  return one_of(dice, anything);
}

}  // namespace lofte::shop::forecast

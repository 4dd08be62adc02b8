#include "shop/invented/people.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace lofte::shop::invented {

namespace {

constexpr std::array<std::string_view, 48> given_names{
    "Anna",  "Erik",   "Maria",  "Lars",    "Karin",  "Anders", "Sara",  "Johan",
    "Emma",  "Karl",   "Lena",   "Nils",    "Eva",    "Mikael", "Ida",   "Oskar",
    "Elin",  "Peter",  "Linnéa", "Gustav",  "Ingrid", "Åke",    "Maja",  "Björn",
    "Hanna", "Sven",   "Astrid", "Fredrik", "Alva",   "Magnus", "Ebba",  "Olof",
    "Signe", "Jonas",  "Märta",  "Viktor",  "Amina",  "Yusuf",  "Leila", "Ali",
    "Tuva",  "Rasmus", "Siiri",  "Mohamed", "Agnes",  "Hugo",   "Freja", "Östen"};
constexpr std::array<std::string_view, 48> family_names{
    "Andersson",   "Johansson", "Karlsson",   "Nilsson",    "Eriksson",  "Larsson",  "Olsson",
    "Persson",     "Svensson",  "Gustafsson", "Pettersson", "Jonsson",   "Jansson",  "Hansson",
    "Bengtsson",   "Lindberg",  "Jönsson",    "Lindström",  "Lindqvist", "Berg",     "Lindgren",
    "Axelsson",    "Bergström", "Lundberg",   "Lind",       "Lundgren",  "Mattsson", "Berglund",
    "Fredriksson", "Sandberg",  "Henriksson", "Forsberg",   "Sjöberg",   "Wallin",   "Engström",
    "Danielsson",  "Håkansson", "Eklund",     "Lundin",     "Ali",       "Björk",    "Holm",
    "Åberg",       "Öberg",     "Hassan",     "Nyström",    "Virtanen",  "Söderlund"};
constexpr std::array<std::string_view, 24> streets{
    "Storgatan",   "Skolgatan", "Kungsgatan",     "Drottninggatan",  "Ringvägen",
    "Björkvägen",  "Parkvägen", "Kyrkogatan",     "Järnvägsgatan",   "Strandvägen",
    "Granvägen",   "Åsgatan",   "Lingonstigen",   "Hantverkargatan", "Nygatan",
    "Bergsgatan",  "Ängsvägen", "Trädgårdsgatan", "Fabriksgatan",    "Tallvägen",
    "Östra Vägen", "Hamngatan", "Slottsgatan",    "Blåbärsvägen"};
// Postal codes and towns that don't belong together, so that no address is anybody's.
constexpr std::array<std::string_view, 24> towns{
    "111 00 Umeå",      "211 00 Lund",        "411 00 Kiruna",    "581 00 Visby",
    "651 00 Malmö",     "701 00 Gävle",       "751 00 Ystad",     "801 00 Borås",
    "851 00 Kalmar",    "901 00 Karlstad",    "971 00 Örebro",    "331 00 Luleå",
    "351 00 Falun",     "371 00 Östersund",   "391 00 Uppsala",   "431 00 Växjö",
    "461 00 Sundsvall", "501 00 Skövde",      "541 00 Halmstad",  "551 00 Nyköping",
    "601 00 Västerås",  "621 00 Trollhättan", "721 00 Linköping", "781 00 Stockholm"};
constexpr std::array<std::string_view, 4> mail_domains{"example.se", "example.com",
                                                       "mail.example.org", "example.net"};

struct PhoneSeries {
  std::string_view area;
  std::uint16_t first;  // of the last four digits
  std::uint16_t count;
};
constexpr std::array<PhoneSeries, 5> phone_series{{{"070-174 ", 605, 95},
                                                   {"031-390 ", 600, 100},
                                                   {"040-628 ", 400, 100},
                                                   {"08-4650 ", 400, 100},
                                                   {"0980-31 ", 9200, 100}}};

constexpr int age_min = 18;
constexpr std::uint32_t ages = 62;

// Lower case, without the marks that e-mail addresses avoid.
std::string folded(std::string_view name) {
  struct Fold {
    std::string_view from;
    std::string_view to;
  };
  static constexpr std::array<Fold, 8> folds{{{"å", "a"},
                                              {"ä", "a"},
                                              {"ö", "o"},
                                              {"Å", "a"},
                                              {"Ä", "a"},
                                              {"Ö", "o"},
                                              {"é", "e"},
                                              {"É", "e"}}};
  std::string text;
  while (!name.empty()) {
    Fold const* folded = nullptr;
    for (Fold const& fold : folds) {
      if (name.starts_with(fold.from)) {
        folded = &fold;
      }
    }
    if (folded) {
      text += folded->to;
      name.remove_prefix(folded->from.size());
      continue;
    }
    char const letter = name[0];
    text += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    name.remove_prefix(1);
  }
  return text;
}

std::uint16_t place_in(Dice& dice, std::size_t count) {
  return static_cast<std::uint16_t>(dice.below(count));
}

}  // namespace

std::string Person::name() const {
  return fmt::format("{} {}", given_names[given_name], family_names[family_name]);
}

std::string Person::address() const {
  return fmt::format("{} {}, {}", streets[street], house, towns[town]);
}

std::string Person::email() const {
  return fmt::format("{}.{}.{}@{}", folded(given_names[given_name]),
                     folded(family_names[family_name]), number, mail_domains[mail_domain]);
}

std::string Person::phone_number() const {
  PhoneSeries const& series = phone_series[phone % phone_series.size()];
  return fmt::format("{}{:04}", series.area,
                     series.first + phone / phone_series.size() % series.count);
}

Person invent_person(Dice& dice, std::uint32_t number, Day today) {
  Person person;
  person.number = number;
  person.given_name = place_in(dice, given_names.size());
  person.family_name = place_in(dice, family_names.size());
  person.street = place_in(dice, streets.size());
  person.house = static_cast<std::uint16_t>(1 + dice.below(98));
  person.town = place_in(dice, towns.size());
  person.mail_domain = place_in(dice, mail_domains.size());
  person.phone = place_in(dice, 10'000);
  auto const days_old = std::chrono::days{dice.below(ages * 365)};
  person.born = today - std::chrono::days{age_min * 366} - days_old;
  return person;
}

std::string invent_ip_address(Dice& dice) {
  static constexpr std::array<std::string_view, 3> ranges{"192.0.2", "198.51.100", "203.0.113"};
  if (dice.chance(30)) {
    return fmt::format("2001:db8:{:x}:{:x}::{:x}", dice.below(0x10000), dice.below(0x10000),
                       1 + dice.below(0xFFFF));
  }
  return fmt::format("{}.{}", ranges[dice.below(ranges.size())], 1 + dice.below(254));
}

}  // namespace lofte::shop::invented

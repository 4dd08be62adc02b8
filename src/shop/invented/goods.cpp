#include "shop/invented/goods.hpp"

#include <fmt/format.h>

#include <array>

namespace lofte::shop::invented {

namespace {

constexpr std::array<std::string_view, 8> models{"Norrsken",   "Fjäll",        "Skärgård",
                                                 "Midsommar",  "Lucia",        "Kardemumma",
                                                 "Tomtebloss", "Vinterstjärna"};
struct Size {
  std::string_view name;
  unsigned price;  // kronor
};
constexpr std::array<Size, 6> sizes{{{"16 GB", 79},
                                     {"32 GB", 99},
                                     {"64 GB", 149},
                                     {"128 GB", 229},
                                     {"256 GB", 349},
                                     {"512 GB", 599}}};
constexpr std::array<std::string_view, 3> plugs{"USB-A", "USB-C", "USB-A/C"};
// Swish and card most often.
constexpr std::array<std::string_view, 10> payment_options{
    "swish", "swish", "swish",   "swish",   "kort",
    "kort",  "kort",  "faktura", "faktura", "delbetalning"};
constexpr std::array<std::string_view, 4> interests{"nyheter", "erbjudanden",
                                                    "nyheter och erbjudanden", "för företag"};
constexpr std::array<std::string_view, 8> questions{
    "Hej! När kommer min beställning?",
    "Stickan känns inte igen av datorn. Vad gör jag?",
    "Kan jag byta till en med USB-C?",
    "Jag råkade beställa två, går det att ändra?",
    "Får man kvittot som PDF?",
    "Finns den i rött?\nOch i så fall, när?",
    "Hur lång är garantin?",
    "Asken var öppnad när paketet kom, men \"Norrsken\" fungerar."};
constexpr std::array<std::string_view, 8> reviews{"Snabb leverans, fin sticka.",
                                                  "Liten som en knapp. Tappade den nästan direkt.",
                                                  "Fungerar precis som den ska.",
                                                  "Vackrare än på bilden!",
                                                  "Lite långsam på stora filer, men billig.",
                                                  "Tredje jag köper, de andra lever än.",
                                                  "Locket är löst. I övrigt bra.",
                                                  "Perfekt present till farfar."};

}  // namespace

std::string invent_lines(Dice& dice) {
  std::string lines;
  std::uint32_t const kinds = dice.chance(70) ? 1 : 2 + dice.below(3);
  for (std::uint32_t i = 0; i < kinds; ++i) {
    std::uint32_t const count = dice.chance(80) ? 1 : 2 + dice.below(9);
    Size const& size = sizes[dice.below(sizes.size())];
    lines += fmt::format("{}{} × {} {} {} à {} kr", i == 0 ? "" : "; ", count,
                         models[dice.below(models.size())], size.name,
                         plugs[dice.below(plugs.size())], size.price);
  }
  return lines;
}

std::string_view invent_payment_option(Dice& dice) {
  return payment_options[dice.below(payment_options.size())];
}
std::string_view invent_interests(Dice& dice) {
  return interests[dice.below(interests.size())];
}
std::string_view invent_question(Dice& dice) {
  return questions[dice.below(questions.size())];
}
std::string_view invent_review(Dice& dice) {
  return reviews[dice.below(reviews.size())];
}

}  // namespace lofte::shop::invented

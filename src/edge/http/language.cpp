#include "edge/http/language.hpp"

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::edge::http {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::string_view cut(std::string_view& rest, char mark) {
  auto const end = std::min(rest.find(mark), rest.size());
  std::string_view const part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return trimmed(part);
}

// "q=0.8" → 800; 1000 without a weight, 0 when it can't be read.
int weight_thousandths(std::string_view parameter) {
  if (parameter.empty()) {
    return 1000;
  }
  if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) {
    return 0;
  }
  parameter.remove_prefix(2);
  std::string_view const whole = cut(parameter, '.');
  if (whole == "1") {
    return 1000;
  }
  if (whole != "0" || parameter.size() > 3) {
    return 0;
  }
  int weight = 0;
  for (int place = 100; place > 0; place /= 10) {
    if (!parameter.empty()) {
      int const digit = parameter[0] - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      weight += digit * place;
      parameter.remove_prefix(1);
    }
  }
  return weight;
}

bool asks_for(std::string_view range, std::string_view language) {
  std::string_view const primary = range.substr(0, range.find('-'));
  return range == "*" || std::ranges::equal(primary, language, {}, [](char letter) {
           return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
         });
}

}  // namespace

std::string preferred_language(std::string_view accept_language,
                               std::vector<std::string> const& available) {
  require(!available.empty(), "a page is written in at least one language");
  std::string best = available[0];
  int best_weight = 0;
  while (!accept_language.empty()) {
    std::string_view entry = cut(accept_language, ',');
    std::string_view const range = cut(entry, ';');
    int const weight = weight_thousandths(entry);
    auto const found = std::ranges::find_if(
        available, [&](std::string const& language) { return asks_for(range, language); });
    if (found != available.end() && weight > best_weight) {
      best = *found;
      best_weight = weight;
    }
  }
  return best;
}

}  // namespace lofte::edge::http

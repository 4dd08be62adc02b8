#include "promise/policy/errors.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace lofte::promise::policy {
namespace {

constexpr std::size_t shown_bytes_max = 64;

// Edits: a letter put in, left out, exchanged, or two neighbours swapped.
std::size_t edits_between(std::string_view one, std::string_view other) {
  std::vector<std::size_t> before_last(other.size() + 1);
  std::vector<std::size_t> last(other.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::vector<std::size_t> row(other.size() + 1);
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      std::size_t const exchange = last[j - 1] + (one[i - 1] == other[j - 1] ? 0U : 1U);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, exchange});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last.back();
}

}  // namespace

void Errors::add(Finding finding) {
  if (findings_.size() < errors_max) {
    findings_.push_back(std::move(finding));
  } else {
    ++untold_;
  }
}

std::vector<Finding> Errors::take() {
  std::ranges::sort(findings_, {}, [](Finding const& finding) {
    return std::tie(finding.at, finding.code, finding.message);
  });
  auto const same = [](Finding const& one, Finding const& other) {
    return one.at == other.at && one.code == other.code && one.message == other.message;
  };
  // A phrase shared by several records says the same of each.
  auto const repeated = std::ranges::unique(findings_, same);
  findings_.erase(repeated.begin(), repeated.end());
  if (untold_ > 0) {
    findings_.push_back({.code = "limit.errors",
                         .at = findings_.back().at,
                         .message = std::to_string(untold_) + " more errors are not shown",
                         .remedy = "correct those above first"});
  }
  return std::move(findings_);
}

std::string quoted(std::string_view word) {
  std::string text = "\"";
  for (char const letter : word) {
    // Cut between characters, never within one.
    bool const begins = (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U;
    if (begins && text.size() >= shown_bytes_max) {
      return text + "…\"";
    }
    text += static_cast<unsigned char>(letter) < 0x20U || letter == 0x7F ? ' ' : letter;
  }
  return text + "\"";
}

std::string listed(std::vector<std::string> const& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += i == 0 ? "" : i + 1 == words.size() ? " and " : ", ";
    text += quoted(words[i]);
  }
  return text;
}

std::optional<std::string> nearest(std::string_view word, std::vector<std::string> const& known) {
  if (word.size() > name_characters_max) {
    return std::nullopt;
  }
  std::optional<std::string> best;
  std::size_t fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (std::string const& candidate : known) {
    if (candidate.size() > name_characters_max) {
      continue;
    }
    std::size_t const edits = edits_between(word, candidate);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::vector<std::string> const& known) {
  if (auto const meant = nearest(word, known)) {
    return "did you mean " + quoted(*meant) + "?";
  }
  if (known.empty()) {
    return "there is none yet: declare it";
  }
  return "there is " + listed(known);
}

}  // namespace lofte::promise::policy

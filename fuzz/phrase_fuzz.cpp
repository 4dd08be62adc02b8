// Any text as a retention phrase: a phrase or its errors, each of which points into the text.
#include <cstdint>
#include <string_view>

#include "base/failure.hpp"
#include "promise/policy/phrase.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace lofte::promise::policy;
  using lofte::require;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const phrase = parse_phrase(text);
  if (phrase) {
    require(!phrase->clauses.empty(), "a phrase has a clause");
    for (PhraseClause const& clause : phrase->clauses) {
      require(clause.record.text.empty() == clause.event.text.empty(), "an event has its record");
    }
  } else {
    require(!phrase.error().empty(), "what is no phrase has an error");
    for (PhraseError const& error : phrase.error()) {
      require(error.offset <= size, "an error points into the text");
    }
  }
  if (auto const duration = parse_duration(text)) {
    auto const again = parse_duration(to_string(*duration));
    require(again && *again == *duration, "a duration reads as it is written");
  }
  return 0;
}

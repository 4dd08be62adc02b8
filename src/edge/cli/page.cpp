// lofte page: the policy page as HTML.
#include "base/failure.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/pages/pages.hpp"

namespace lofte::edge::cli {

Exit page(PageOptions const& options) {
  auto const file = read_policy(options.policy);
  auto const& languages = file.policy.languages;
  if (!options.language.empty() &&
      std::ranges::find(languages, options.language) == languages.end()) {
    std::string known;
    for (auto const& language : languages) {
      known += (known.empty() ? "" : ", ") + language;
    }
    throw Failure(FailureKind::bad_input,
                  {.code = "language.unknown",
                   .message = "the policy is not written in \"" + options.language + "\"",
                   .remedy = "its languages are: " + known});
  }
  pages::PageContext context;
  context.language = options.language.empty() ? file.policy.language : options.language;
  say(pages::Pages().policy_page(file.policy, context));
  return Exit::done;
}

}  // namespace lofte::edge::cli

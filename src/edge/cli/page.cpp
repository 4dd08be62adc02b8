// lofte page: the policy page as HTML.
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/pages/pages.hpp"

namespace lofte::edge::cli {

Exit page(PageOptions const& options) {
  auto const file = read_policy(options.policy);
  pages::PageContext context;
  context.language = choose_language(file.policy, options.language);
  say(pages::Pages().policy_page(file.policy, context));
  return Exit::done;
}

}  // namespace lofte::edge::cli

#include "edge/api/page_cache.hpp"

namespace lofte::edge::api {

PageCache::Page PageCache::find(Source const& source, Which const& which) const {
  return pages_.with([&](Pages const& pages) -> Page {
    auto const found = pages.made.find(which);
    return pages.source == source && found != pages.made.end() ? found->second : nullptr;
  });
}

PageCache::Page PageCache::get(Source const& source, Which const& which,
                               std::function<std::string()> const& make) {
  if (Page page = find(source, which)) {
    return page;
  }
  Page page = std::make_shared<std::string const>(make());
  pages_.with([&](Pages& pages) {
    if (pages.source != source) {
      pages = {.source = source, .made = {}};
    }
    pages.made.insert_or_assign(which, page);
  });
  return page;
}

}  // namespace lofte::edge::api

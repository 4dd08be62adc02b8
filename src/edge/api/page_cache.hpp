// Pages that everybody sees alike, made once for as long as what they show is the same.
#pragma once

#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/guarded.hpp"
#include "custody/upkeep/holdings.hpp"
#include "edge/pages/pages.hpp"
#include "promise/retention/rules.hpp"

namespace lofte::edge::api {

// Any thread.
class PageCache {
 public:
  // What all of them are made from; pages of another one are forgotten.
  struct Source {
    std::shared_ptr<promise::retention::Rules const> rules;
    std::shared_ptr<custody::upkeep::Holdings const> holdings;
    pages::ErasureBound bound{};
    friend bool operator==(Source const& one, Source const& other) {
      return one.rules == other.rules && one.holdings == other.holdings &&
             one.bound.tick_minutes == other.bound.tick_minutes &&
             one.bound.copy_days == other.bound.copy_days;
    }
  };
  // As many as the policy has of both.
  struct Which {
    promise::policy::Version edition = 0;
    std::string language;
    friend auto operator<=>(Which const&, Which const&) = default;
  };
  using Page = std::shared_ptr<std::string const>;

  // Nullptr when it has not been made.
  Page find(Source const& source, Which const& which) const;
  // `make` is called without a lock, now and then by several threads at once. Throws what it does.
  Page get(Source const& source, Which const& which, std::function<std::string()> const& make);

 private:
  struct Pages {
    Source source;
    std::map<Which, Page> made;
  };
  Guarded<Pages> pages_;
};

}  // namespace lofte::edge::api

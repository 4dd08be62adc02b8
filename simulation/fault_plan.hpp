// What goes wrong in the store or in the root slot while the shop does one thing: the nth call of
// one kind fails, or the process dies there.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "simulation/shop.hpp"

namespace lofte::simulation {

enum class Site : std::uint8_t { begin, read, get, scan, commit, sync, root_slot };

struct Trouble {
  Site site = Site::commit;
  std::size_t calls_before = 0;  // of the same kind, that go well
  custody::store::Fault fault = custody::store::Fault::none;
};
std::string told(Trouble const& trouble);
// "commit: crash after"
std::string kind_of(Trouble const& trouble);

// Sees to it for as long as it lives. After the process has died in it, every further call dies,
// too.
class FaultPlan {
 public:
  FaultPlan(Shop& shop, std::optional<Trouble> const& trouble);
  FaultPlan(FaultPlan const&) = delete;
  FaultPlan& operator=(FaultPlan const&) = delete;
  ~FaultPlan();

  bool has_struck() const { return has_struck_; }
  // Store::commits() just after the first commit that was made in the bucket, whatever was
  // answered.
  std::optional<std::size_t> commit_in(Bucket bucket) const;
  std::size_t commits() const { return commits_; }  // tried

 private:
  custody::store::Fault ask(Site site, Bucket bucket);

  Shop& shop_;
  std::optional<Trouble> trouble_;
  std::size_t calls_left_ = 0;
  bool has_struck_ = false;
  bool is_dead_ = false;
  std::size_t commits_ = 0;
  std::map<Bucket, std::size_t> made_;
};

}  // namespace lofte::simulation

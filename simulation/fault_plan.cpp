#include "simulation/fault_plan.hpp"

namespace lofte::simulation {

using custody::store::Call;
using custody::store::Fault;

namespace {

char const* name_of(Site site) {
  static constexpr char const* names[] = {"begin",  "read", "get",      "scan",
                                          "commit", "sync", "root slot"};
  return names[static_cast<std::size_t>(site)];
}

char const* name_of(Fault fault) {
  static constexpr char const* names[] = {"none",          "error before", "unknown, not done",
                                          "unknown, done", "crash before", "crash after"};
  return names[static_cast<std::size_t>(fault)];
}

Site site_of(Call call) {
  return static_cast<Site>(call);
}
static_assert(static_cast<int>(Site::sync) == static_cast<int>(Call::sync));

bool is_made(Fault fault) {
  return fault == Fault::none || fault == Fault::after_commit_unknown ||
         fault == Fault::crash_after;
}

}  // namespace

std::string kind_of(Trouble const& trouble) {
  return std::string(name_of(trouble.site)) + ": " + name_of(trouble.fault);
}

std::string told(Trouble const& trouble) {
  return kind_of(trouble) + ", call " + std::to_string(trouble.calls_before + 1);
}

FaultPlan::FaultPlan(Shop& shop, std::optional<Trouble> const& trouble)
    : shop_(shop), trouble_(trouble), calls_left_(trouble ? trouble->calls_before : 0) {
  shop_.store().on_call([this](Call call, Bucket bucket) { return ask(site_of(call), bucket); });
  shop_.slot().on_replace([this] { return ask(Site::root_slot, 0); });
}

FaultPlan::~FaultPlan() {
  shop_.store().on_call({});
  shop_.slot().on_replace({});
}

Fault FaultPlan::ask(Site site, Bucket bucket) {
  if (is_dead_) {
    return Fault::crash_before;
  }
  Fault fault = Fault::none;
  if (trouble_ && !has_struck_ && site == trouble_->site && calls_left_-- == 0) {
    has_struck_ = true;
    fault = trouble_->fault;
    is_dead_ = fault == Fault::crash_before || fault == Fault::crash_after;
  }
  if (site == Site::commit) {
    ++commits_;
    if (is_made(fault)) {
      made_.try_emplace(bucket, shop_.store().commits() + 1);
    }
  }
  return fault;
}

std::optional<std::size_t> FaultPlan::commit_in(Bucket bucket) const {
  auto const found = made_.find(bucket);
  return found == made_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace lofte::simulation

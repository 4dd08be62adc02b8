#include "edge/api/api.hpp"

#include "edge/api/route_groups.hpp"
#include "edge/pages/paths.hpp"

namespace lofte::edge::api {

struct Api::Parts {
  SystemClock machine_clock;
  Metrics metrics;
  custody::agenda::Agenda agenda;
  ApiKeys keys;
  Figures figures;
  pages::Pages pages;
  std::shared_ptr<shop::publications::Shelf> shelf;
  Routes routes;

  Parts(custody::folder::DataFolder& folder, ApiSettings const& settings)
      : agenda(folder.store()),
        keys({.owner_key = folder.owner_key_file(), .keys = folder.directory() / "api-keys.json"},
             folder.vault().ground().ring.random()),
        figures(folder.vault(), machine_clock, settings.figures_age_max),
        shelf(settings.shelf ? settings.shelf
                             : std::make_shared<shop::publications::Shelf>(folder.vault())),
        routes(keys, metrics) {}
};

Api::Api(custody::folder::DataFolder& folder, ApiSettings settings)
    : parts_(std::make_unique<Parts>(folder, settings)) {
  auto& vault = folder.vault();
  Routes& routes = parts_->routes;
  add_subject_routes(routes, vault);
  add_record_routes(
      routes,
      {.vault = vault, .shelf = *parts_->shelf, .event_added = std::move(settings.event_added)});
  add_review_routes(routes, vault, *parts_->shelf);
  add_rights_routes(routes, vault);
  add_request_routes(
      routes, {.vault = vault, .agenda = parts_->agenda, .replied = std::move(settings.replied)});
  add_recipient_routes(
      routes, {.vault = vault, .notifier = settings.notifier, .secrets = settings.secrets});
  add_mailing_routes(routes, {.vault = vault, .mailing_begun = std::move(settings.mailing_begun)});
  add_hold_routes(routes, vault);
  add_key_routes(routes, parts_->keys, vault);
  add_upkeep_routes(routes, {.vault = vault,
                             .upkeep = folder.upkeep(),
                             .figures = parts_->figures,
                             .metrics = parts_->metrics,
                             .after_tick = std::move(settings.after_tick)});
  add_ledger_routes(routes, vault);
  add_page_routes(routes, {.vault = vault,
                           .machine_clock = parts_->machine_clock,
                           .figures = parts_->figures,
                           .pages = parts_->pages,
                           .erasure_bound = std::move(settings.erasure_bound),
                           .reader = std::move(settings.reader)});
  add_watch_routes(routes, {.vault = vault,
                            .figures = parts_->figures,
                            .metrics = parts_->metrics,
                            .counts = std::move(settings.counts),
                            .ledger_failure = [&folder] { return folder.ledger_failure(); },
                            .mail_counts = std::move(settings.mail_counts),
                            .notifier = settings.notifier});
}

Api::~Api() = default;

http::Response Api::respond(http::Request const& request) const {
  return parts_->routes.respond(request);
}

std::optional<http::Response> Api::respond_at_once(http::Request const& request) const {
  return parts_->routes.respond_at_once(request);
}

std::vector<Routes::Listed> const& Api::routes() const {
  return parts_->routes.list();
}

std::string Api::name_of(std::uint32_t actor) const {
  if (actor == owner_id) {
    return "owner";
  }
  if (actor == promise::gate::public_page_id) {
    return std::string(pages::paths::reviews);
  }
  for (auto const& caller : parts_->keys.all()) {
    if (caller->id == actor) {
      return caller->name;
    }
  }
  return {};
}

Metrics& Api::metrics() {
  return parts_->metrics;
}

}  // namespace lofte::edge::api

// lofte serve: the API and the policy page, and a tick at every interval.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <thread>

#include "base/failure.hpp"
#include "edge/api/api.hpp"
#include "edge/api/limits.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/cli/served_backups.hpp"

namespace lofte::edge::cli {

using custody::folder::DataFolder;

namespace {

// Ticks at once, and then at every interval until it is stopped. A tick that fails is mended by the
// next.
class Ticker {
 public:
  Ticker(DataFolder& folder, api::Metrics& metrics, std::chrono::minutes interval)
      : folder_(&folder), metrics_(&metrics), interval_(interval) {
    thread_ = std::jthread([this](std::stop_token const& stop) { run(stop); });
  }

 private:
  void run(std::stop_token const& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    do {
      tick(stop);
    } while (!stopped.wait_for(lock, stop, interval_, [&] { return stop.stop_requested(); }));
  }

  void tick(std::stop_token const& stop) {
    try {
      auto const go_on = [&](unsigned) { return !stop.stop_requested(); };
      auto const ticked = folder_->upkeep().tick();
      metrics_->note(ticked);
      if (ticked.frozen) {
        spdlog::warn("tick: nothing is destroyed: {}", ticked.frozen_because);
      } else {
        spdlog::info("tick: generation {}, {} term keys and {} other keys destroyed",
                     ticked.generation, ticked.terms_destroyed, ticked.leaves_destroyed);
      }
      metrics_->note(folder_->upkeep().reclaim(go_on));
    } catch (Failure const& failure) {
      metrics_->note_failed_tick();
      spdlog::error("tick: {}: {}", failure.code(), failure.message());
    }
  }

  DataFolder* folder_;
  api::Metrics* metrics_;
  std::chrono::minutes interval_;
  std::jthread thread_;  // last: it uses what stands above
};

pages::ErasureBound erasure_bound(ServeOptions const& options, DataFolder& folder) {
  auto const life = custody::backup::longest_copy_life(
      folder.store(),
      {.configured = std::chrono::days{options.keys_life_days}, .now = folder.clock().now()});
  return {.tick_minutes = options.tick_minutes, .copy_days = static_cast<unsigned>(life.count())};
}

void start_log() {
  auto const log = spdlog::stderr_color_st("lofte");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_default_logger(log);
}

http::Settings settings_of(ServeOptions const& options) {
  http::Settings settings;
  settings.listen = http::parse_listen_address(options.listen);
  settings.hosts = options.hosts;
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
    throw Failure(FailureKind::bad_input,
                  {.code = "serve.tls",
                   .message = "TLS needs a certificate and its key",
                   .remedy = "give both --tls-certificate and --tls-key, or neither"});
  }
  if (!options.tls_certificate.empty()) {
    settings.tls = http::TlsFiles{.certificate_chain_path = options.tls_certificate,
                                  .private_key_path = options.tls_key};
  }
  return settings;
}

void tell_where(ServeOptions const& options, DataFolder& folder, http::Server const& server) {
  auto const address = http::parse_listen_address(options.listen).address;
  bool const is_v6 = address.find(':') != std::string::npos;
  std::string const url = fmt::format("{}://{}{}{}:{}", options.tls_key.empty() ? "http" : "https",
                                      is_v6 ? "[" : "", address, is_v6 ? "]" : "", server.port());
  say(fmt::format("listening on {}", url));
  say(fmt::format("policy page  {}/policy", url));
  say(fmt::format("owner's key  {}", folder.owner_key_file().string()));
  std::fflush(stdout);
}

KeyCopySettings key_copies_of(ServeOptions const& options) {
  KeyCopySettings settings{.keys_into = options.keys_backup,
                           .keys_interval = std::chrono::minutes{options.keys_backup_minutes},
                           .keys_life = std::chrono::days{options.keys_life_days}};
  if (!options.recovery_key.empty()) {
    settings.recovery = custody::backup::parse_recovery_public_key(options.recovery_key);
  }
  return settings;
}

}  // namespace

Exit serve(ServeOptions const& options) {
  http::Settings settings = settings_of(options);
  auto const key_copies = key_copies_of(options);
  auto const policy = read_policy(options.policy);
  auto const folder = open_or_create({.directory = options.data,
                                      .policy_file = options.policy,
                                      .policy_text = policy.text,
                                      .virtual_clock = options.virtual_clock,
                                      .root_token = options.root_token});
  start_log();
  http::Server* counted = nullptr;
  api::Api api(*folder, {.figures_age_max = std::chrono::seconds{api::figures_age_seconds_max},
                         .counts = [&] { return counted ? counted->counts() : http::Counts{}; },
                         .erasure_bound = [&] { return erasure_bound(options, *folder); }});
  auto const server = http::Server::open(
      std::move(settings), [&](http::Request const& request) { return api.respond(request); });
  counted = server.get();
  server->stop_on_signals();
  tell_where(options, *folder, *server);
  Ticker const ticker(*folder, api.metrics(), std::chrono::minutes{options.tick_minutes});
  ServedBackups const backups(*folder, api.metrics(), key_copies);
  server->run();
  spdlog::info("stopping");
  return Exit::done;
}

}  // namespace lofte::edge::cli

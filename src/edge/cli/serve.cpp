// lofte serve: the API and the policy page, and a tick at every interval.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <regex>
#include <thread>

#include "base/failure.hpp"
#include "edge/api/api.hpp"
#include "edge/api/limits.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/cli/served_backups.hpp"
#include "edge/cli/served_mail.hpp"
#include "edge/pages/paths.hpp"
#include "edge/site/site.hpp"

namespace lofte::edge::cli {

using custody::folder::DataFolder;

namespace {

// With every tick, whoever asked for it.
void do_what_is_due(site::Site& site, api::Metrics& metrics) {
  auto const done = site.do_what_is_due();
  metrics.note(done.requests);
  if (done.requests.overdue > 0) {
    spdlog::warn("{} requests of people are past the day by which they are to be answered",
                 done.requests.overdue);
  }
  if (done.erased + done.failed > 0) {
    spdlog::info("erasures whose days were over: {} done, {} left to the next tick", done.erased,
                 done.failed);
  }
  if (done.told_of_version > 0) {
    spdlog::info("letters about the new version of the policy: {}", done.told_of_version);
  }
}

// Ticks at once, and then at every interval until it is stopped. A tick that fails is mended by the
// next.
class Ticker {
 public:
  struct Ground {
    DataFolder& folder;
    site::Site& site;
    api::Metrics& metrics;
  };
  Ticker(Ground const& ground, std::chrono::minutes interval)
      : folder_(&ground.folder),
        site_(&ground.site),
        metrics_(&ground.metrics),
        interval_(interval) {
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
      if (!ticked.frozen) {
        do_what_is_due(*site_, *metrics_);
      }
    } catch (Failure const& failure) {
      metrics_->note_failed_tick();
      spdlog::error("tick: {}: {}", failure.code(), failure.message());
    }
  }

  DataFolder* folder_;
  site::Site* site_;
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

std::function<mail::Counts()> mail_counts(mail::OutgoingMail const* mail) {
  return mail == nullptr ? std::function<mail::Counts()>() : [mail] { return mail->counts(); };
}

void start_log() {
  auto const log = spdlog::stderr_color_st("lofte");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_default_logger(log);
}

// "shop.example" of "https://shop.example". Throws Failure (bad_input, "serve.public_url").
std::string host_of_url(std::string const& url) {
  static std::regex const form(R"((https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?)");
  std::smatch match;
  if (!std::regex_match(url, match, form)) {
    throw Failure(FailureKind::bad_input,
                  {.code = "serve.public_url",
                   .message = "\"" + url + "\" is not where a server is reached",
                   .remedy = "write it as https://shop.example, in lower case, without a path"});
  }
  std::string const host = match[2];
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

http::Settings settings_of(ServeOptions const& options) {
  http::Settings settings;
  settings.listen = http::parse_listen_address(options.listen);
  settings.hosts = options.hosts;
  for (std::string_view const path : {pages::paths::contact, pages::paths::enquiry_case}) {
    settings.limits.upload_segments.emplace_back(path.substr(1));
  }
  if (!options.public_url.empty()) {
    if (settings.hosts.empty()) {
      settings.hosts = {settings.listen.address, "localhost", "127.0.0.1", "::1"};
    }
    settings.hosts.push_back(host_of_url(options.public_url));
  }
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

std::string listening_url(ServeOptions const& options, http::Server const& server) {
  auto const address = http::parse_listen_address(options.listen).address;
  bool const is_v6 = address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", options.tls_key.empty() ? "http" : "https", is_v6 ? "[" : "",
                     address, is_v6 ? "]" : "", server.port());
}

void tell_where(std::string const& url, DataFolder& folder) {
  say(fmt::format("listening on {}", url));
  say(fmt::format("policy page  {}/policy", url));
  say(fmt::format("My pages     {}/me", url));
  say(fmt::format("owner's key  {}", folder.owner_key_file().string()));
  std::fflush(stdout);
}

// Recipients are told while the folder is served.
struct ServedNotices {
  SystemClock machine_clock;
  shop::recipients::Notices notices;
  webhooks::Secrets secrets;
  webhooks::Notifier notifier;

  ServedNotices(DataFolder& folder, std::filesystem::path const& ca_file)
      : notices(folder.vault()),
        secrets(folder.directory() / "webhook-secrets.json", folder.vault().ground().ring.random()),
        notifier({.notices = notices,
                  .vault = folder.vault(),
                  .clock = folder.clock(),
                  .machine_clock = machine_clock,
                  .secrets = secrets,
                  .ca_file = ca_file}) {}
};

// Behind the one listening server: the customers' pages, and everything else.
struct Doors {
  api::Api* api = nullptr;
  site::Site* site = nullptr;

  http::Response respond(http::Request const& request) const {
    if (site->knows(request)) {
      return site->respond(request);
    }
    http::Response response = api->respond(request);
    if (response.status == 404 && is_for_a_reader(request)) {
      return site->refuse(request, {.status = 404, .code = "http.path_unknown"});
    }
    return response;
  }

 private:
  // Whoever has mistyped an address in a browser is told so by a page.
  static bool is_for_a_reader(http::Request const& request) {
    return request.accept.contains("text/html") && !request.path.starts_with("/v1/");
  }
};

// Answers nothing before run(): by then `doors` has both.
std::unique_ptr<http::Server> open_server(http::Settings settings, Doors const& doors) {
  settings.refuse = [&](http::Request const& request, http::Problem const& problem) {
    return doors.site->refuse(request, problem);
  };
  settings.at_once = [&](http::Request const& request) {
    return doors.api->respond_at_once(request);
  };
  return http::Server::open(std::move(settings),
                            [&](http::Request const& request) { return doors.respond(request); });
}

std::function<api::PolicyReader(http::Request const&)> reader_of(site::Site const& site) {
  return [&site](http::Request const& request) {
    auto reader = site.reader_of(request);
    return api::PolicyReader{.navigation = std::move(reader.navigation),
                             .yours = std::move(reader.yours)};
  };
}

// What pages and API share: where the server is reached, how it writes, and what is published.
struct Reach {
  std::string url;
  mail::OutgoingMail* mail;
  std::shared_ptr<shop::publications::Shelf> shelf;
};

site::SiteSettings site_settings(ServeOptions const& options, Reach const& reach,
                                 Doors const& doors) {
  return {.public_url = options.public_url.empty() ? reach.url : options.public_url,
          .mail = reach.mail,
          .name_of_actor = [&doors](std::uint32_t actor) { return doors.api->name_of(actor); },
          .errand_failed =
              [](std::exception const& error) {
                auto const* const failure = dynamic_cast<Failure const*>(&error);
                spdlog::error("a letter could not be put on its way: {}",
                              failure != nullptr ? failure->code() : "unforeseen");
              },
          .shelf = reach.shelf};
}

// `doors` has both by the time that anything is asked.
api::ApiSettings api_settings(Reach const& reach, Doors const& doors, ServedNotices& notices) {
  api::ApiSettings settings;
  settings.figures_age_max = std::chrono::seconds{api::figures_age_seconds_max};
  settings.mail_counts = mail_counts(reach.mail);
  settings.reader = reader_of(*doors.site);
  settings.after_tick = [&doors] { do_what_is_due(*doors.site, doors.api->metrics()); };
  settings.event_added = [&doors](SubjectId const& subject, RecordId const& record,
                                  std::string_view event) {
    doors.site->tell_of(subject, record, event);
  };
  settings.replied = [&doors](SubjectId const& subject, RecordId const& record) {
    return doors.site->tell_reply(subject, record);
  };
  if (reach.mail != nullptr) {
    settings.mailing_begun = [&doors] { doors.site->send_mailings(); };
  }
  settings.notifier = &notices.notifier;
  settings.secrets = &notices.secrets;
  settings.shelf = reach.shelf;
  return settings;
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
  auto const mail = serve_mail(options.mail, *folder);
  ServedNotices notices(*folder, options.recipients_ca);
  // The server first, as the pages are told where it listens.
  Doors doors;
  auto const server = open_server(std::move(settings), doors);
  Reach const reach{.url = listening_url(options, *server),
                    .mail = mail.get(),
                    .shelf = std::make_shared<shop::publications::Shelf>(folder->vault())};
  site::Site site(*folder, site_settings(options, reach, doors));
  doors.site = &site;
  auto api_terms = api_settings(reach, doors, notices);
  api_terms.counts = [&] { return server->counts(); };
  api_terms.erasure_bound = [&] { return erasure_bound(options, *folder); };
  api::Api api(*folder, api_terms);
  doors.api = &api;
  server->stop_on_signals();
  tell_where(reach.url, *folder);
  Ticker const ticker({.folder = *folder, .site = site, .metrics = api.metrics()},
                      std::chrono::minutes{options.tick_minutes});
  ServedBackups const backups(*folder, api.metrics(), key_copies);
  server->run();
  spdlog::info("stopping");
  return Exit::done;
}

}  // namespace lofte::edge::cli

#include "edge/api/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace lofte::edge::api {

void RouteMetrics::count(int status) {
  auto const digit = static_cast<std::size_t>(status / 100);
  if (digit < by_class_.size() && by_class_[digit] != nullptr) {
    by_class_[digit]->Increment();
  }
}

Metrics::Metrics() : registry_(std::make_unique<prometheus::Registry>()) {}
Metrics::~Metrics() = default;

RouteMetrics& Metrics::of_route(std::string_view method, std::string_view pattern) {
  auto& family = prometheus::BuildCounter()
                     .Name("lofte_answers_total")
                     .Help("Answers, by route and first digit of the status")
                     .Register(*registry_);
  RouteMetrics& route = routes_.emplace_back();
  for (std::size_t digit = 2; digit <= 5; ++digit) {
    route.by_class_[digit] = &family.Add({{"method", std::string(method)},
                                          {"route", std::string(pattern)},
                                          {"status", std::to_string(digit) + "xx"}});
  }
  return route;
}

prometheus::Counter& Metrics::counter(char const* name, char const* meaning) {
  return prometheus::BuildCounter().Name(name).Help(meaning).Register(*registry_).Add({});
}

prometheus::Gauge& Metrics::gauge(char const* name, char const* meaning) {
  return prometheus::BuildGauge().Name(name).Help(meaning).Register(*registry_).Add({});
}

void Metrics::note(custody::upkeep::TickReport const& tick) {
  counter("lofte_ticks_total", "Ticks that ended").Increment();
  counter("lofte_terms_destroyed_total", "Term keys destroyed")
      .Increment(static_cast<double>(tick.terms_destroyed));
  counter("lofte_leaves_destroyed_total", "Keys of persons and of undated leases destroyed")
      .Increment(static_cast<double>(tick.leaves_destroyed));
  gauge("lofte_generation", "Generation of the root key").Set(static_cast<double>(tick.generation));
  gauge("lofte_frozen", "1 while the clock has jumped and nothing is destroyed")
      .Set(tick.frozen ? 1 : 0);
}

void Metrics::note(custody::upkeep::ReclaimReport const& reclaim) {
  counter("lofte_records_gone_total", "Records reclaimed whole")
      .Increment(static_cast<double>(reclaim.records_gone));
  counter("lofte_records_narrowed_total", "Records of which some fields were reclaimed")
      .Increment(static_cast<double>(reclaim.records_narrowed));
  counter("lofte_subjects_gone_total", "Subjects of whom nothing is left")
      .Increment(static_cast<double>(reclaim.subjects_gone));
}

void Metrics::note_failed_tick() {
  counter("lofte_ticks_failed_total", "Ticks that failed, to be mended by the next").Increment();
}

void Metrics::note_key_copy() {
  counter("lofte_key_copies_total", "Copies of the key plane made").Increment();
}

void Metrics::note_failed_key_copy() {
  counter("lofte_key_copies_failed_total", "Copies of the key plane that failed").Increment();
}

void Metrics::note_ledger(std::optional<Failure> const& failure) {
  gauge("lofte_ledger_failing", "1 while acts wait, as the store does not take the ledger's log")
      .Set(failure ? 1 : 0);
}

void Metrics::note(custody::upkeep::Holdings const& holdings) {
  gauge("lofte_people", "People that something is held about")
      .Set(static_cast<double>(holdings.people));
  gauge("lofte_records", "Records held").Set(static_cast<double>(holdings.records));
  gauge("lofte_open_too_long", "Records without a date for longer than the policy warns of")
      .Set(static_cast<double>(holdings.open_too_long));
}

void Metrics::note(http::Counts const& counts) {
  gauge("lofte_connections_open", "Open connections")
      .Set(static_cast<double>(counts.connections_open));
  gauge("lofte_connections", "Connections since the start")
      .Set(static_cast<double>(counts.connections_total));
  gauge("lofte_requests_malformed", "Requests refused before a route saw them")
      .Set(static_cast<double>(counts.requests_malformed));
  gauge("lofte_requests_turned_away", "Requests refused as the queue was full")
      .Set(static_cast<double>(counts.requests_turned_away));
  gauge("lofte_requests_failed", "Requests that ended in an unforeseen failure")
      .Set(static_cast<double>(counts.requests_failed));
}

void Metrics::follow(char const* name, char const* meaning, std::uint64_t count) {
  auto& followed = counter(name, meaning);
  followed.Increment(static_cast<double>(count) - followed.Value());
}

void Metrics::note(mail::Counts const& counts) {
  gauge("lofte_mail_waiting", "Letters that wait to be sent")
      .Set(static_cast<double>(counts.waiting));
  gauge("lofte_mail_server_away", "1 while the mail server takes nothing")
      .Set(counts.is_away ? 1 : 0);
  follow("lofte_mail_sent_total", "Letters that the mail server has taken", counts.sent);
  follow("lofte_mail_refused_total", "Letters that the mail server has refused for good",
         counts.refused);
  follow("lofte_mail_failed_total", "Letters given up after five days", counts.failed);
  follow("lofte_mail_withdrawn_total", "Letters that were no longer to be sent when it came to it",
         counts.withdrawn);
}

void Metrics::note(shop::rights::Tally const& requests) {
  gauge("lofte_rights_requests_open", "Requests of people that wait for the shop, at the last tick")
      .Set(static_cast<double>(requests.open));
  gauge("lofte_rights_requests_due_soon", "Of these, to be answered within 7 days")
      .Set(static_cast<double>(requests.due_soon));
  gauge("lofte_rights_requests_overdue", "Of these, past the day of GDPR article 12(3)")
      .Set(static_cast<double>(requests.overdue));
}

void Metrics::note(webhooks::Counts const& counts) {
  gauge("lofte_notices_waiting", "Notices to recipients that nobody has acknowledged")
      .Set(static_cast<double>(counts.waiting));
  gauge("lofte_notices_for_staff", "Of these, for the shop's staff to pass on")
      .Set(static_cast<double>(counts.tasks));
  follow("lofte_notices_acknowledged_total", "Notices that have been acknowledged",
         counts.acknowledged);
  follow("lofte_notices_failed_total", "Attempts to tell a recipient that were not acknowledged",
         counts.failed);
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace lofte::edge::api

#include "simulation/shop.hpp"

#include "base/failure.hpp"

namespace lofte::simulation {

std::string const& shop_policy() {
  static std::string const text = R"(
language = "en"
timezone = "Europe/Stockholm"
fiscal_year_ends = "12-31"

[version]
number = "1"
date = 2020-01-01

[controller]
name = "Example Sticks AB"
organisation_number = "000000-0000"
address = "Storgatan 1, 000 00 Exempelstad"
email = "privacy@example.com"

[data.name]
label = { en = "name" }
[data.phone]
label = { en = "phone" }
[data.email]
label = { en = "e-mail" }
[data.order_history]
label = { en = "order history" }

[record.order]
label = { en = "order" }
fields = { name = "name", phone = "phone", lines = "order_history" }
events = ["placed", "completed"]

[record.account]
label = { en = "account" }
fields = { email = "email" }
events = ["registered"]

[record.subscription]
label = { en = "subscription" }
fields = { email = "email" }
events = ["subscribed"]

[record.enquiry]
label = { en = "enquiry" }
fields = { email = "email" }
events = ["received", "closed"]

[purpose.contract]
title = { en = "Deliver what you ordered" }
basis = "contract"
records = ["order"]
data = ["name", "phone", "order_history"]
keep = "2 calendar years after order completed"

[purpose.bookkeeping]
title = { en = "Keep the books" }
basis = "legal_obligation"
law = "Bokföringslagen 7 kap. 2 §"
records = ["order"]
data = ["name", "order_history"]
keep = "7 fiscal years after order completed"

[purpose.account]
title = { en = "Your account" }
basis = "contract"
records = ["account"]
data = ["email"]
keep = "3 calendar years after latest order completed, or 3 calendar years after account registered"

[purpose.newsletter]
title = { en = "Newsletter" }
basis = "consent"
records = ["subscription"]
data = ["email"]
keep = "until withdrawn"

[purpose.support]
title = { en = "Answer you" }
basis = "legitimate_interests"
records = ["enquiry"]
data = ["email"]
keep = "until enquiry closed, or 30 days after enquiry closed"
)";
  return text;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  require(at != std::string::npos, "the text to replace is there");
  return text.replace(at, from.size(), to);
}

namespace {

Instant noon_of(std::string_view day) {
  auto const parsed = parse_day(day);
  require(parsed.has_value(), "a day of a test is a day");
  return Instant{std::chrono::milliseconds{parsed->time_since_epoch()}} + std::chrono::hours{12};
}

}  // namespace

custody::upkeep::Custody::Ground Shop::ground() {
  return {.store = store_, .slot = slot_, .clock = clock_, .random = random_, .sweep_workers = 1};
}

Shop::Shop(std::string_view today, std::string_view policy, std::uint64_t seed)
    : clock_(noon_of(today)), random_(seed), slot_(random_) {
  custody::upkeep::Custody::prepare(ground(), policy);
  custody_ = std::make_unique<custody::upkeep::Custody>(ground());
}

void Shop::crash(std::size_t surviving) {
  custody_.reset();
  store_.crash(surviving);
  custody_ = std::make_unique<custody::upkeep::Custody>(ground());
}

custody::backup::Restored Shop::restore(custody::backup::RestoreSources const& from) {
  custody_.reset();
  store_.lose(custody::store::Plane::keys);
  store_.lose(custody::store::Plane::data);
  slot_.replace(slot_.load(), from.keys.roots());
  auto restored = custody::backup::restore_store(ground(), from);
  custody_ = std::make_unique<custody::upkeep::Custody>(ground());
  return restored;
}

void Shop::clock_at(std::string_view day) {
  clock_.set(noon_of(day));
}

custody::upkeep::TickReport Shop::tick() {
  return upkeep().tick();
}

void Shop::at(std::string_view day) {
  clock_at(day);
  tick();
  upkeep().reclaim();
}

SubjectId Shop::person(std::string_view reference) {
  return vault().create_subject(reference, custody::store::Durability::synced).subject;
}

custody::vault::Added Shop::add(SubjectId const& subject, std::string_view shape, Fields fields,
                                Events events, std::string_view reference) {
  custody::vault::NewRecord record{
      .shape = std::string(shape), .reference = std::string(reference), .fields = {}, .events = {}};
  for (auto const& [name, value] : fields) {
    record.fields.emplace_back(name, PersonalText(value));
  }
  for (auto const& [name, day] : events) {
    record.events.emplace_back(name, *parse_day(day));
  }
  return vault().add_record(owner_, subject, record, {});
}

void Shop::event(SubjectId const& subject, RecordId const& record, std::string_view event,
                 std::string_view day) {
  vault().append_event(owner_, subject, record, event, *parse_day(day),
                       custody::store::Durability::synced);
}

std::string Shop::read(SubjectId const& subject, RecordId const& record, std::string_view purpose,
                       std::string_view field) {
  try {
    std::string const wanted[] = {std::string(field)};
    auto const read = vault().read(owner_, subject, record, purpose, wanted);
    if (!read) {
      return std::string(promise::gate::code_of(read.error()));
    }
    return read->fields.empty() ? "gone" : read->fields.front().value.reveal(read->permit);
  } catch (Failure const& failure) {
    if (failure.kind() == FailureKind::not_found) {
      return "gone";
    }
    throw;
  }
}

custody::upkeep::Plan Shop::publish(std::string_view policy) {
  auto const plan = custody::upkeep::plan(vault(), policy);
  upkeep().publish(policy, plan.hash);
  return plan;
}

}  // namespace lofte::simulation

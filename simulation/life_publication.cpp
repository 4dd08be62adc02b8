// Another policy is published, and what the plan said of it is what happens.
#include <algorithm>

#include "custody/upkeep/editions.hpp"
#include "simulation/life.hpp"

namespace lofte::simulation {

using custody::upkeep::Plan;
using custody::upkeep::PlanRow;
using promise::policy::History;

std::string Life::change_draft() {
  switch (draws_.below(10)) {
    case 0:
      draft_.contract_years = 1 + static_cast<int>(draws_.below(3));
      break;
    case 1:
      draft_.contract_from_placed = !draft_.contract_from_placed;
      break;
    case 2:
      draft_.contract_has_phone = !draft_.contract_has_phone;
      break;
    case 3:
      draft_.bookkeeping_years = 2 + static_cast<int>(draws_.below(4));
      break;
    case 4:
      draft_.bookkeeping_has_name = !draft_.bookkeeping_has_name;
      break;
    case 5:
      draft_.bookkeeping_is_law = !draft_.bookkeeping_is_law;
      break;
    case 6:
      draft_.account_keep = draws_.one_in(2)
                                ? "2 years after account registered"
                                : "1 year after latest order completed, or 1 year after "
                                  "account registered";
      break;
    case 7:
      draft_.club_keep = draws_.one_in(2)
                             ? "1 year after latest order completed"
                             : "2 years after latest order completed, at most 4 years after "
                               "account registered";
      break;
    case 8:
      draft_.support_on_consent = !draft_.support_on_consent;
      break;
    default:
      draft_.has_quality = !draft_.has_quality;
      draft_.visit_days = draft_.visit_days == 60 ? 30 : 60;
      break;
  }
  return "contract for " + std::to_string(draft_.contract_years) + " years, bookkeeping for " +
         std::to_string(draft_.bookkeeping_years) + (draft_.bookkeeping_is_law ? " by law" : "") +
         ", club " + draft_.club_keep;
}

void Life::publish() {
  publish_draft(change_draft());
}

// In the last days of what the law holds, it comes to ask for longer.
void Life::lengthen_law() {
  if (settings_.weather == Weather::fair) {
    return;
  }
  auto const [subject, record] = any_record();
  std::chrono::days const left{draws_.below(7)};
  int const longer = 1 + static_cast<int>(draws_.below(2));
  if (record == nullptr) {
    return;
  }
  Day const last = model_.last_day(model_.history, *subject, *record, "bookkeeping");
  if (last == Day::min() || last == Day::max() || last - left <= model_.today) {
    return;
  }
  pass_time_until(last - left);
  draft_.bookkeeping_years += longer;
  publish_draft("bookkeeping for " + std::to_string(draft_.bookkeeping_years) + " years");
}

void Life::publish_draft(std::string const& what) {
  std::string const text = draft_.text();
  auto const current = model_.history.current().number;
  if (text == custody::upkeep::edition_text(shop_.store(), current)) {
    return;
  }
  // As a server does every few minutes. What has lapsed and still lies about would be counted again
  // by a policy that holds it longer, though its keys are gone with the next tick.
  shop_.tick();
  follow_policies();
  shop_.upkeep().reclaim();
  forget_the_gone();
  if (draft_.bookkeeping_is_law && model_.keeps_beyond_the_end_of("bookkeeping")) {
    tell("no law asks again for what has run out: whether it may is an open question");
    return;
  }
  History const before = model_.history;
  Plan const plan = custody::upkeep::plan(shop_.vault(), text);
  auto const outcome = attempt(std::nullopt, [&] { shop_.upkeep().publish(text, plan.hash); });
  tell("another policy is published: " + what + outcome.told);
  if (!outcome.struck && !outcome.failure.empty()) {
    complain("publishing fails with " + outcome.failure);
  }
  follow_policies();
  // When reading it back fails, too, it is followed with the next tick.
  if (outcome.failure == "store.unknown_outcome" &&
      custody::upkeep::load_editions(shop_.store()).editions.size() !=
          model_.history.editions.size()) {
    complain("the policy that is stored is not the one that is followed");
  }
  if (outcome.failure.empty() && model_.history.editions.size() != before.editions.size() + 1) {
    complain("what has been published is not in force");
  } else if (outcome.failure.empty()) {
    check_prediction(plan, before);
    check_reads();
  }
}

namespace {

// How one purpose holds one record: until when, and which of its fields.
struct Held {
  Model::Last last;
  std::set<std::string> fields;
};

Held held_by(Model const& model, History const& history, ModelSubject const& subject,
             ModelRecord const& record, std::string const& purpose) {
  Held held{.last = model.last_day(history, subject, record, purpose), .fields = {}};
  for (auto const& [field, value] : record.values) {
    if (promise::retention::naive::holds_field(
            history, {.purpose = purpose, .shape = record.shape, .collected = record.version},
            field)) {
      held.fields.insert(field);
    }
  }
  return held;
}

void count(PlanRow& row, Held const& before, Held const& after, Day today) {
  bool const loses = !std::ranges::includes(after.fields, before.fields) && after.last >= today;
  row.fields_taken += loses ? 1 : 0;
  if (after.last < before.last) {
    ++row.shorter;
    row.gone_at_once += after.last < today ? 1 : 0;
  } else if (after.last > before.last) {
    ++row.longer_by_law;
  }
}

std::string told(PlanRow const& row) {
  return std::to_string(row.shorter) + " shorter, " + std::to_string(row.gone_at_once) +
         " gone at once, " + std::to_string(row.longer_by_law) + " longer, " +
         std::to_string(row.fields_taken) + " lose fields";
}

}  // namespace

void Life::check_prediction(Plan const& plan, History const& before) {
  std::map<std::pair<std::string, std::string>, PlanRow> happened;
  for (ModelSubject const& subject : model_.subjects) {
    for (ModelRecord const& record : subject.records) {
      for (auto const& purpose : model_.policy_of(record).purposes) {
        Held const held = held_by(model_, before, subject, record, purpose.name);
        if (held.fields.empty() || held.last < model_.today) {
          continue;
        }
        Held const now = held_by(model_, model_.history, subject, record, purpose.name);
        count(happened[{purpose.name, record.shape}], held, now, model_.today);
      }
    }
  }
  for (PlanRow row : plan.rows) {
    // A longer term that is refused changes nothing.
    row.unchanged = row.longer_refused = row.people = 0;
    PlanRow& other = happened[{row.purpose, row.shape}];
    other.purpose = row.purpose;
    other.shape = row.shape;
    if (row != other) {
      complain("of " + row.purpose + " and " + row.shape + " the plan says " + told(row) +
               ", and what happens is " + told(other));
    }
    happened.erase({row.purpose, row.shape});
  }
  for (auto& [what, row] : happened) {
    complain("the plan says nothing of " + what.first + " and " + what.second + ": " + told(row));
  }
}

}  // namespace lofte::simulation

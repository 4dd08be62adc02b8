#include "scenarios/scenario.hpp"

#include <map>
#include <stdexcept>

#include "promise/gate/gate.hpp"
#include "promise/retention/rules.hpp"
#include "scenarios/policy_text.hpp"
#include "scenarios/words.hpp"

namespace lofte::scenarios {

namespace {

using namespace promise;
using policy::FieldSet;
using retention::ConsentState;
using retention::Rules;

// One scenario as it is played: one person, whose records are named "order 1" and so on.
class Play {
 public:
  explicit Play(std::string policies_folder) : policies_folder_(std::move(policies_folder)) {}

  void line(std::string const& text);
  Outcome outcome;

 private:
  void publish(std::string const& how);
  void settle_draft();
  void happen(Day today, std::string const& act);
  bool to_person(std::string const& act);
  bool to_record(Day today, std::string const& act);
  std::string answer(Day today, std::string const& question);
  std::string read(Day today, std::string const& field, retention::RecordFacts const& record,
                   std::string const& purpose);
  void add_event(Day today, std::string const& record, std::string const& event);
  retention::RecordFacts& record_named(std::string const& name);
  retention::PurposeStanding& standing(std::string const& purpose);
  Rules rules_on(Day today) const;

  std::string policies_folder_;
  policy::History history_;
  std::optional<Day> draft_published_;
  PolicyText draft_;
  std::map<std::string, retention::RecordFacts> records_;
  retention::SubjectFacts subject_;
};

Day day_of(std::string const& text) {
  auto const day = parse_day(text);
  if (!day) {
    throw std::runtime_error("\"" + text + "\" is no date");
  }
  return *day;
}

template <typename Index>
Index expect(std::optional<Index> found, std::string const& what) {
  if (!found) {
    throw std::runtime_error("the policy has no " + what);
  }
  return *found;
}

void Play::line(std::string const& text) {
  if (text.starts_with("policy ")) {
    settle_draft();
    publish(trimmed(text.substr(7)));
  } else if (text.starts_with("fiscal years end ")) {
    draft_.end_fiscal_years_on(text.substr(17));
  } else if (draft_published_ && text.find(" holds ") != std::string::npos) {
    draft_.add_purpose(text);
  } else if (text.starts_with("at ") && text.size() > 14) {
    settle_draft();
    Day const today = day_of(text.substr(3, 10));
    std::string const rest = text.substr(14);
    auto const asked = halves(rest, "->");
    if (asked) {
      ++outcome.questions;
      std::string const was = answer(today, asked->before);
      if (was != asked->after) {
        outcome.differences.push_back(text + "; was " + was);
      }
      return;
    }
    for (std::string const& act : split(rest, ";")) {
      happen(today, act);
    }
  } else {
    throw std::runtime_error("not a line of a scenario");
  }
}

void Play::publish(std::string const& how) {
  if (how.starts_with("from ")) {
    draft_published_ = day_of(how.substr(5));
    draft_ = PolicyText();
    return;
  }
  auto read = std::make_shared<policy::Policy>(read_policy(policies_folder_, how));
  Instant const long_ago = read->timezone->start_of(day_of("2000-01-01"));
  history_.editions.push_back({.number = static_cast<policy::Version>(history_.editions.size() + 1),
                               .published = long_ago,
                               .policy = std::move(read)});
}

void Play::settle_draft() {
  if (!draft_published_) {
    return;
  }
  auto read = std::make_shared<policy::Policy>(draft_.parsed());
  Instant const midnight = read->timezone->start_of(*draft_published_);
  history_.editions.push_back({.number = static_cast<policy::Version>(history_.editions.size() + 1),
                               .published = midnight,
                               .policy = std::move(read)});
  draft_published_.reset();
}

// The versions in force on that day.
Rules Play::rules_on(Day today) const {
  policy::History in_force;
  for (policy::Edition const& edition : history_.editions) {
    if (edition.policy->timezone->day_of(edition.published) <= today) {
      in_force.editions.push_back(edition);
    }
  }
  if (in_force.editions.empty()) {
    throw std::runtime_error("no policy is in force yet");
  }
  return Rules(std::move(in_force));
}

void Play::happen(Day today, std::string const& act) {
  bool const known = act.starts_with("anna ") ? to_person(act.substr(5)) : to_record(today, act);
  if (!known) {
    throw std::runtime_error("\"" + act + "\" can't happen");
  }
}

bool Play::to_person(std::string const& act) {
  if (act.starts_with("consents to ")) {
    auto& state = standing(act.substr(12));
    state.consent = ConsentState::given;
    state.objected = false;
  } else if (act.starts_with("withdraws ")) {
    standing(act.substr(10)).consent = ConsentState::withdrawn;
  } else if (act.starts_with("objects to ")) {
    standing(act.substr(11)).objected = true;
  } else if (act == "is erased") {
    for (auto const& purpose : history_.current().policy->purposes) {
      standing(purpose.name).erased = true;
    }
  } else if (act == "is restricted" || act == "is no longer restricted") {
    subject_.restricted = act == "is restricted";
  } else {
    return false;
  }
  return true;
}

bool Play::to_record(Day today, std::string const& act) {
  if (auto const held = halves(act, " is under a legal hold")) {
    record_named(held->before).held = true;
    return true;
  }
  auto const words = split(act, " ");
  if (words.size() != 3) {
    return false;
  }
  add_event(today, words[0] + " " + words[1], words[2]);
  return true;
}

void Play::add_event(Day today, std::string const& name, std::string const& event) {
  std::string const shape_name = name.substr(0, name.find(' '));
  auto const in_force = rules_on(today).history();
  auto const [found, is_new] = records_.try_emplace(name);
  auto& record = found->second;
  if (is_new) {
    auto const& current = *in_force.current().policy;
    record.version = in_force.current().number;
    record.shape = expect(current.find_shape(shape_name), "record shape " + shape_name);
    record.fields = (FieldSet{1} << current.shapes[record.shape].fields.size()) - 1;
  }
  auto const index = in_force.of(record.version).find_event(record.shape, event);
  record.events[expect(index, "event " + event)] = today;
  auto const shape = retention::name_hash(shape_name);
  auto const hash = retention::name_hash(event);
  std::erase_if(subject_.latest, [&](retention::LatestEvent const& latest) {
    return latest.shape == shape && latest.event == hash;
  });
  subject_.latest.push_back({.shape = shape, .event = hash, .day = today});
}

retention::RecordFacts& Play::record_named(std::string const& name) {
  auto const found = records_.find(name);
  if (found == records_.end()) {
    throw std::runtime_error("nothing has happened to \"" + name + "\" yet");
  }
  return found->second;
}

retention::PurposeStanding& Play::standing(std::string const& purpose) {
  auto const hash = retention::name_hash(purpose);
  for (auto& known : subject_.purposes) {
    if (known.purpose == hash) {
      return known;
    }
  }
  return subject_.purposes.emplace_back(retention::PurposeStanding{.purpose = hash, .changed = {}});
}

// "FIELD of order 1 for PURPOSE", "FIELD of order 1 for anna", or "order 1 for PURPOSE".
std::string Play::answer(Day today, std::string const& question) {
  auto const for_purpose = halves(question, " for ");
  if (!for_purpose) {
    throw std::runtime_error("a question reads \"FIELD of RECORD for PURPOSE\"");
  }
  auto const field = halves(for_purpose->before, " of ");
  auto const& record = record_named(field ? field->after : for_purpose->before);
  if (field) {
    return read(today, field->before, record, for_purpose->after);
  }
  Rules const rules = rules_on(today);
  auto const purpose = rules.history().of(record.version).find_purpose(for_purpose->after);
  auto const until = rules.until(record, rules.view(subject_, record.version),
                                 expect(purpose, "purpose " + for_purpose->after));
  if (!until.covers(today)) {
    return "gone";
  }
  return until.last ? "until " + to_string(*until.last) : "no date yet";
}

std::string Play::read(Day today, std::string const& field, retention::RecordFacts const& record,
                       std::string const& purpose) {
  Rules const rules = rules_on(today);
  auto const& policy = rules.history().of(record.version);
  auto const index = expect(policy.find_field(record.shape, field), "field " + field);
  if (purpose == "anna") {
    auto const view = rules.view(subject_, record.version);
    bool const shown = gate::Gate(rules).for_access(record, view, today).fields() >> index & 1;
    return shown ? "readable" : "gone";
  }
  gate::Actor const staff{.id = 1, .purposes = {}, .all_purposes = true};
  auto const decision = gate::Gate(rules).decide(
      {.actor = staff,
       .purpose = expect(policy.find_purpose(purpose), "purpose " + purpose),
       .fields = FieldSet{1} << index,
       .today = today},
      record, rules.view(subject_, record.version));
  if (decision) {
    return "readable";
  }
  return decision.error() == gate::Reason::lapsed
             ? "gone"
             : "denied, " + std::string(gate::code_of(decision.error()).substr(7));
}

}  // namespace

Outcome play(std::string_view text, std::string const& policies_folder) {
  Play play(policies_folder);
  int number = 0;
  for (std::string const& line : split(text, "\n")) {
    ++number;
    std::string const said = trimmed(line.substr(0, line.find('#')));
    if (said.empty()) {
      continue;
    }
    auto const known = play.outcome.differences.size();
    try {
      play.line(said);
    } catch (std::runtime_error const& error) {
      throw std::runtime_error("line " + std::to_string(number) + ": " + error.what());
    }
    if (play.outcome.differences.size() > known) {
      auto& difference = play.outcome.differences.back();
      difference = "line " + std::to_string(number) + ": " + difference;
    }
  }
  return std::move(play.outcome);
}

}  // namespace lofte::scenarios

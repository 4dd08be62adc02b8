#include "custody/upkeep/plan.hpp"

#include <algorithm>
#include <map>

#include "base/failure.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/upkeep/editions.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::custody::upkeep {

using promise::policy::Edition;
using promise::policy::History;
using promise::policy::Policy;
using promise::policy::PurposeIndex;
using promise::retention::Rules;
using promise::retention::SubjectView;
using promise::retention::Until;
using subjects::RecordOutline;

namespace {

// The three ways to ask until when something is held.
struct Question {
  Rules const& now;    // as things stand
  Rules const& then;   // with the new policy published
  Rules const& alone;  // by the new policy alone, as if it had been in force all along
  Day today;
};

struct Counted {
  PlanRow row;
  SubjectId last_person;
};
using Counts = std::map<std::pair<std::string, std::string>, Counted>;

bool is_earlier(Until const& first, Until const& second) {
  if (second.kind == Until::Kind::gone) {
    return false;
  }
  if (first.kind == Until::Kind::gone) {
    return true;
  }
  if (first.kind == Until::Kind::open) {
    return false;
  }
  return second.kind == Until::Kind::open || *first.last < *second.last;
}

// The record's facts in terms of the new policy alone; nullopt when it has no such shape.
std::optional<promise::retention::RecordFacts> translate(
    Policy const& from, promise::retention::RecordFacts const& facts, Policy const& to) {
  auto const& shape = from.shapes[facts.shape];
  auto const there = to.find_shape(shape.name);
  if (!there) {
    return std::nullopt;
  }
  promise::retention::RecordFacts translated;
  translated.version = 1;
  translated.shape = *there;
  for (std::size_t i = 0; i < shape.events.size(); ++i) {
    auto const event = to.find_event(*there, shape.events[i].name);
    if (event) {
      translated.events[*event] = facts.events[i];
    }
  }
  return translated;
}

void count(PlanRow& row, Question const& question, RecordOutline const& record,
           SubjectView const& view, promise::retention::SubjectFacts const& subject,
           PurposeIndex purpose) {
  Policy const& policy = question.now.history().of(record.facts.version);
  Until const before = question.now.until(record.facts, view, purpose);
  Until const after =
      question.then.until(record.facts, question.then.view(subject, record.facts.version), purpose);
  auto const fields_before = question.now.fields(record.facts.version, record.facts.shape, purpose);
  auto const fields_after = question.then.fields(record.facts.version, record.facts.shape, purpose);
  bool const loses =
      (fields_before & ~fields_after & record.facts.fields) != 0 && after.covers(question.today);
  row.fields_taken += loses ? 1 : 0;
  if (is_earlier(after, before)) {
    ++row.shorter;
    row.gone_at_once += after.covers(question.today) ? 0 : 1;
    return;
  }
  if (is_earlier(before, after)) {
    ++row.longer_by_law;
    return;
  }
  Policy const& next = *question.alone.history().current().policy;
  auto const counterpart = next.find_purpose(policy.purposes[purpose].name);
  auto const translated = translate(policy, record.facts, next);
  if (counterpart && translated &&
      is_earlier(before, question.alone.until(*translated, question.alone.view(subject, 1),
                                              *counterpart))) {
    ++row.longer_refused;
    return;
  }
  row.unchanged += loses ? 0 : 1;
}

void count_record(Counts& counts, Question const& question, SubjectRows const& subject,
                  RecordOutline const& record, SubjectView const& view) {
  Policy const& policy = question.now.history().of(record.facts.version);
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    auto const purpose = static_cast<PurposeIndex>(i);
    auto const fields = question.now.fields(record.facts.version, record.facts.shape, purpose) &
                        record.facts.fields;
    if (fields == 0 || !question.now.until(record.facts, view, purpose).covers(question.today)) {
      continue;
    }
    Counted& counted = counts[{policy.purposes[i].name, policy.shapes[record.facts.shape].name}];
    std::uint64_t const unchanged_before = counted.row.unchanged;
    count(counted.row, question, record, view, subject.facts, purpose);
    if (counted.row.unchanged == unchanged_before &&
        (counted.row.people == 0 || counted.last_person != subject.id)) {
      ++counted.row.people;
      counted.last_person = subject.id;
    }
  }
}

void merge(PlanRow& into, PlanRow const& from) {
  into.unchanged += from.unchanged;
  into.shorter += from.shorter;
  into.gone_at_once += from.gone_at_once;
  into.longer_by_law += from.longer_by_law;
  into.longer_refused += from.longer_refused;
  into.fields_taken += from.fields_taken;
  into.people += from.people;
}

std::string hash_of(History const& history, std::string_view policy_text, Plan const& plan) {
  Writer writer;
  writer.u16(history.current().number).text(policy_text).day(plan.today);
  for (PlanRow const& row : plan.rows) {
    writer.text(row.purpose).text(row.shape);
    for (std::uint64_t const number :
         {row.unchanged, row.shorter, row.gone_at_once, row.longer_by_law, row.longer_refused,
          row.fields_taken, row.people}) {
      writer.u64(number);
    }
  }
  Bytes const hash = crypto::hash(writer.view());
  Uuid short_hash;
  std::ranges::copy_n(hash.begin(), short_hash.bytes.size(), short_hash.bytes.begin());
  return to_string(short_hash);
}

Policy parse_next(std::string_view policy_text) {
  auto parsed = promise::policy::parse(policy_text, "the policy");
  if (!parsed.policy) {
    throw Failure(FailureKind::bad_input,
                  {.code = "policy.errors",
                   .message = promise::policy::to_string(parsed.findings.front(), "the policy"),
                   .remedy = "run lofte check on the policy, and mend what it finds"});
  }
  return std::move(*parsed.policy);
}

}  // namespace

Plan plan(vault::Vault const& vault, std::string_view policy_text, Progress const& progress) {
  auto const now = vault.in_force().shown;
  auto const next = std::make_shared<Policy const>(parse_next(policy_text));
  Instant const instant = vault.ground().clock.now();
  History then = now->history();
  then.editions.push_back(
      {.number = static_cast<promise::policy::Version>(then.editions.size() + 1),
       .published = instant,
       .policy = next});
  Rules const rules_then(then);
  Rules const rules_alone({.editions = {{.number = 1, .published = instant, .policy = next}}});
  Question const question{
      .now = *now, .then = rules_then, .alone = rules_alone, .today = vault.today()};

  std::uint64_t const writes_before = vault.writes();
  std::vector<Counts> counts(sweep_workers());
  std::vector<std::uint64_t> records(sweep_workers());
  sweep(progress, [&](unsigned worker, Bucket bucket) {
    for (SubjectRows const& subject : facts_of_bucket(vault, bucket)) {
      records[worker] += subject.records.size();
      each_record(*now, subject, [&](RecordOutline const& record, SubjectView const& view) {
        count_record(counts[worker], question, subject, record, view);
      });
    }
  });

  Plan plan{.hash = {}, .today = question.today, .rows = {}, .findings = {}};
  Counts all;
  plan.exact = vault.writes() == writes_before;
  for (unsigned worker = 0; worker < sweep_workers(); ++worker) {
    plan.records += records[worker];
    for (auto const& [key, counted] : counts[worker]) {
      merge(all[key].row, counted.row);
    }
  }
  for (auto& [key, counted] : all) {
    counted.row.purpose = key.first;
    counted.row.shape = key.second;
    plan.rows.push_back(counted.row);
  }
  plan.findings = promise::policy::lint_change(*now->history().current().policy, *next);
  plan.hash = hash_of(now->history(), policy_text, plan);
  return plan;
}

}  // namespace lofte::custody::upkeep

#include "custody/upkeep/plan.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/upkeep/editions.hpp"
#include "custody/upkeep/per_purpose.hpp"
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

// What a purpose's hold on a shape of record is in the new policy, by the names of both.
struct Counterpart {
  PurposeIndex purpose = 0;
  promise::policy::ShapeIndex shape = 0;
  std::vector<std::optional<promise::policy::EventIndex>> events;  // by the old shape's

  // The record's facts in terms of the new policy alone.
  promise::retention::RecordFacts translate(promise::retention::RecordFacts const& facts) const {
    promise::retention::RecordFacts translated;
    translated.version = 1;
    translated.shape = shape;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (events[i]) {
        translated.events[*events[i]] = facts.events[i];
      }
    }
    return translated;
  }
};
// By version, purpose and shape of the versions in force so far; nullopt where there is none.
class Counterparts {
 public:
  Counterparts(Policy const& next, History const& history) {
    for (auto const& edition : history.editions) {
      Version& version = versions_.emplace_back(Version{.shapes = edition.policy->shapes.size()});
      for (auto const& purpose : edition.policy->purposes) {
        for (auto const& shape : edition.policy->shapes) {
          version.counterparts.push_back(find(next, purpose, shape));
        }
      }
    }
  }

  std::optional<Counterpart> const& of(promise::retention::RecordFacts const& facts,
                                       PurposeIndex purpose) const {
    Version const& version = versions_[facts.version - 1U];
    return version.counterparts[purpose * version.shapes + facts.shape];
  }

 private:
  static std::optional<Counterpart> find(Policy const& next,
                                         promise::policy::Purpose const& purpose,
                                         promise::policy::Shape const& shape) {
    auto const its = next.find_purpose(purpose.name);
    auto const there = next.find_shape(shape.name);
    if (!its || !there) {
      return std::nullopt;
    }
    Counterpart counterpart{.purpose = *its, .shape = *there, .events = {}};
    for (auto const& event : shape.events) {
      counterpart.events.push_back(next.find_event(*there, event.name));
    }
    return counterpart;
  }

  struct Version {
    std::size_t shapes = 0;
    std::vector<std::optional<Counterpart>> counterparts{};  // [purpose * shapes + shape]
  };
  std::vector<Version> versions_;
};

// The three ways to ask until when something is held.
struct Question {
  Rules const& now;    // as things stand
  Rules const& then;   // with the new policy published
  Rules const& alone;  // by the new policy alone, as if it had been in force all along
  Counterparts const& counterparts;
  Day today;
};

struct Counted {
  PlanRow row;
  SubjectId last_person;
};
using Counts = PerPurpose<Counted>;

// A subject as each of the three sees it, in terms of the version of its record.
struct Views {
  promise::policy::Version version = 0;
  SubjectView now;
  SubjectView then;
  SubjectView alone;
};

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

void count(PlanRow& row, Question const& question, RecordOutline const& record, Views const& views,
           Until const& before, PurposeIndex purpose) {
  Until const after = question.then.until(record.facts, views.then, purpose);
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
  auto const& counterpart = question.counterparts.of(record.facts, purpose);
  if (counterpart && is_earlier(before, question.alone.until(counterpart->translate(record.facts),
                                                             views.alone, counterpart->purpose))) {
    ++row.longer_refused;
    return;
  }
  row.unchanged += loses ? 0 : 1;
}

void count_record(Counts& counts, Question const& question, SubjectId const& subject,
                  RecordOutline const& record, Views const& views) {
  auto const purposes = question.now.history().of(record.facts.version).purposes.size();
  for (std::size_t i = 0; i < purposes; ++i) {
    auto const purpose = static_cast<PurposeIndex>(i);
    auto const fields = question.now.fields(record.facts.version, record.facts.shape, purpose) &
                        record.facts.fields;
    if (fields == 0) {
      continue;
    }
    Until const before = question.now.until(record.facts, views.now, purpose);
    if (!before.covers(question.today)) {
      continue;
    }
    Counted& counted = counts.at(record.facts.version, purpose, record.facts.shape);
    std::uint64_t const unchanged_before = counted.row.unchanged;
    count(counted.row, question, record, views, before, purpose);
    if (counted.row.unchanged == unchanged_before &&
        (counted.row.people == 0 || counted.last_person != subject)) {
      ++counted.row.people;
      counted.last_person = subject;
    }
  }
}

void count_subject(Counts& counts, Question const& question, SubjectOutline const& subject) {
  Views views;
  each_record(question.now, subject, [&](RecordOutline const& record, SubjectView const& now) {
    if (views.version != record.facts.version) {
      views = {.version = record.facts.version,
               .now = now,
               .then = question.then.view(subject.facts, record.facts.version),
               .alone = question.alone.view(subject.facts, 1)};
    }
    count_record(counts, question, subject.id, record, views);
  });
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

// What there is anything to say about, by name.
std::vector<PlanRow> rows_of(Counts const& counts) {
  std::vector<PlanRow> rows;
  counts.each([&](std::string const& purpose, std::string const& shape, Counted const& counted) {
    if (counted.row != PlanRow{}) {
      rows.push_back(counted.row);
      rows.back().purpose = purpose;
      rows.back().shape = shape;
    }
  });
  return rows;
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
  Counterparts const counterparts(*next, now->history());
  Question const question{.now = *now,
                          .then = rules_then,
                          .alone = rules_alone,
                          .counterparts = counterparts,
                          .today = vault.today()};

  std::uint64_t const writes_before = vault.writes();
  std::vector<Counts> counts(sweep_workers(vault), Counts(now->history()));
  std::vector<std::uint64_t> records(sweep_workers(vault));
  sweep(vault, progress, [&](unsigned worker, Bucket bucket) {
    for (SubjectOutline const& subject : facts_of_bucket(vault, bucket)) {
      records[worker] += subject.records.size();
      count_subject(counts[worker], question, subject);
    }
  });

  Plan plan{.hash = {}, .today = question.today, .rows = {}, .findings = {}};
  plan.exact = vault.writes() == writes_before;
  Counts all(now->history());
  for (unsigned worker = 0; worker < sweep_workers(vault); ++worker) {
    plan.records += records[worker];
    all.take_in(counts[worker],
                [](Counted& into, Counted const& from) { merge(into.row, from.row); });
  }
  plan.rows = rows_of(all);
  plan.findings = promise::policy::lint_change(*now->history().current().policy, *next);
  plan.hash = hash_of(now->history(), policy_text, plan);
  return plan;
}

}  // namespace lofte::custody::upkeep

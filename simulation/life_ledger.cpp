// The ledger of a life: it only grows, loses nothing that was acknowledged, doubles nothing, and
// its receipts hold.
#include "custody/ledger/verify.hpp"
#include "simulation/canonical_state.hpp"
#include "simulation/life.hpp"

namespace lofte::simulation {

using custody::ledger::Checkpoint;
using custody::ledger::Receipt;

void Life::sequence() {
  auto const outcome = attempt(std::nullopt, [&] { shop_.ledger().sequence(); });
  tell("the ledger is brought up to date" + outcome.told);
}

void Life::await_receipt(custody::ledger::ReceiptLink const& link, std::string const& told) {
  awaited_.push_back({.link = link, .told = told, .promised = model_.today});
}

void Life::check_ledger() {
  shop_.ledger().sequence();
  auto const& log = shop_.ledger().log();
  if (log.size() == 0) {
    return;
  }
  try {
    custody::ledger::verify({.source = log,
                             .newest = log.checkpoint(),
                             .key = shop_.ledger().verifier(),
                             .seen = seen_,
                             .progress = {}});
    seen_ = custody::ledger::Seen{log.checkpoint().checkpoint};
  } catch (Failure const& failure) {
    complain("the ledger: " + failure.code());
  }
  check_entries();
  check_receipts();
}

// Commitments are salted: the same entry twice is one act told twice. And nothing still waits.
void Life::check_entries() {
  auto const& log = shop_.ledger().log();
  for (auto const& row : rows_of(shop_.store(), custody::store::Table::outbox)) {
    if (!log.find(row.bucket, Reader(BytesView(row.key).substr(1)).u64())) {
      complain("an entry waits for the ledger, and nobody fetches it");
    }
  }
  for (; entries_looked_at_ < log.size(); ++entries_looked_at_) {
    Bytes const entry = log.entry(entries_looked_at_);
    if (!custody::ledger::is_public(entry) && !entries_.insert(entry).second) {
      complain("an entry is in the ledger twice");
    }
  }
}

void Life::check_receipts() {
  std::erase_if(awaited_, [&](Awaited const& awaited) {
    if (awaited.promised + std::chrono::days{custody::ledger::receipt_days_max} < model_.today) {
      return true;  // nobody followed the link in time
    }
    try {
      Receipt const receipt = shop_.ledger().receipts().fetch(awaited.link);
      custody::ledger::verify(receipt, shop_.ledger().verifier());
      receipts_.push_back({.receipt = receipt.text(), .key = shop_.ledger().verifier()});
      return true;
    } catch (Failure const& failure) {
      if (failure.code() != "receipt.not_yet" || !awaited.told.ends_with("is erased")) {
        complain("the receipt of \"" + awaited.told + "\": " + failure.code());
        return true;
      }
      return false;  // its tick is still to come
    }
  });
}

// All that was ever given out still holds, and what is awaited has come.
void Life::check_old_receipts() {
  check_ledger();
  for (Awaited const& awaited : awaited_) {
    complain("the receipt of \"" + awaited.told + "\" does not come");
  }
  for (GivenOut const& given : receipts_) {
    try {
      Receipt const receipt = Receipt::parse(given.receipt);
      custody::ledger::verify(receipt, given.key);
      if (given.key.name == shop_.ledger().verifier().name) {
        custody::ledger::verify_growth(
            shop_.ledger().log(),
            {.older = receipt.checkpoint, .newer = shop_.ledger().log().checkpoint()}, given.key);
      }
    } catch (Failure const& failure) {
      complain("an old receipt: " + failure.code());
    }
  }
}

namespace {

// What the statement says of `name`; empty when nothing.
std::string said(std::string const& statement, std::string const& name) {
  std::string const key = "\"" + name + "\":";
  auto const at = statement.find(key);
  if (at == std::string::npos) {
    return {};
  }
  auto const from = at + key.size() + (statement[at + key.size()] == '"' ? 1 : 0);
  return statement.substr(from, statement.find_first_of("\",}", from) - from);
}

}  // namespace

// Every read that has just been refused is an entry of its person's, and nothing else is.
void Life::check_refusals(std::uint64_t since) {
  shop_.ledger().sequence();
  std::map<Refusal, std::uint64_t> noted;
  for (ModelSubject const& subject : model_.subjects) {
    for (auto const& noting : shop_.vault().trail(subject.id)) {
      std::string const& told = noting.statement;
      if (noting.index && *noting.index >= since && said(told, "act") == "refused") {
        auto const actor = static_cast<std::uint32_t>(std::stoul(said(told, "actor")));
        std::string const times = said(told, "times");
        noted[{subject.id, actor, said(told, "purpose"), said(told, "reason")}] +=
            times.empty() ? 1 : std::stoul(times);
      }
    }
  }
  if (noted != refused_) {
    complain("the reads that were refused are not those in the ledger");
  }
}

// What the ledger says of people is there for those who are there.
void Life::check_openings() {
  for (auto const& row : rows_of(shop_.store(), custody::store::Table::opening)) {
    SubjectId const subject{Reader(BytesView(row.key).substr(1)).uuid()};
    if (!shop_.vault().has_subject(subject)) {
      complain("the ledger can still say what was done to somebody who has gone");
    }
  }
}

}  // namespace lofte::simulation

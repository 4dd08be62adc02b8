// What people do to what is true of them: come, consent, object, restrict, and ask to be forgotten.
#include <algorithm>
#include <utility>

#include "simulation/life.hpp"

namespace lofte::simulation {

using promise::policy::Basis;

namespace {

constexpr char const* consents[] = {"newsletter", "support"};
constexpr char const* objectable[] = {"contract", "account", "club",       "support",
                                      "quality",  "visits",  "bookkeeping"};

}  // namespace

// How a customer is known to the shop; nothing of it may be found in the store.
std::string Life::reference_of(std::string const& name) {
  return "canary-customer-" + name;
}

void Life::meet_someone() {
  std::string const name = draw_name();
  if (name.empty()) {
    return;
  }
  auto const outcome = attempt(std::nullopt, [&] { shop_.person(reference_of(name)); });
  tell(name + " comes" + outcome.told);
  if (!outcome.struck && !outcome.failure.empty()) {
    complain(name + " can't come: " + outcome.failure);
  }
  auto const found = shop_.vault().find_subject(reference_of(name));
  ModelSubject const* const known = find(name);
  if (known != nullptr && known->id != found) {
    complain(name + " is met as somebody else");
  } else if (known == nullptr && found) {
    claimed_in_vain_.erase(name);
    model_.subjects.emplace_back();
    model_.subjects.back().id = *found;
    model_.subjects.back().reference = name;
  } else if (known == nullptr) {
    claimed_in_vain_.insert(name);
    if (!outcome.struck) {
      complain(name + " has come, and can't be found");
    }
  }
}

void Life::forget_the_gone() {
  std::erase_if(model_.subjects, [&](ModelSubject const& subject) {
    if (shop_.vault().has_subject(subject.id)) {
      return has_crashed_ && is_unreachable(subject);
    }
    if (!subject.records.empty()) {
      complain(subject.reference + " is gone, and something is held of " + subject.reference);
    }
    tell("  " + subject.reference + " is forgotten");
    if (shop_.store().unsynced() > 0) {
      gone_.push_back(subject);
    }
    return true;
  });
}

// The ways to a subject go before the subject does.
bool Life::is_unreachable(ModelSubject const& subject) {
  if (!subject.records.empty() ||
      shop_.vault().find_subject(reference_of(subject.reference)) == subject.id) {
    return false;
  }
  tell("  nothing leads to " + subject.reference + " any more");
  ++unreachable_;
  return true;
}

bool Life::has_rested_on(Basis basis, std::string const& purpose) const {
  return model_.policy().find_purpose(purpose) &&
         std::ranges::any_of(model_.history.editions, [&](auto const& edition) {
           auto const known = edition.policy->find_purpose(purpose);
           return known && edition.policy->purposes[*known].basis == basis;
         });
}

void Life::change_consent() {
  ModelSubject const* const subject = anyone();
  std::string const purpose = draws_.one_of(consents);
  bool const to_give = draws_.one_in(2);
  if (subject == nullptr) {
    return;
  }
  SubjectId const id = subject->id;
  bool const expected = has_rested_on(Basis::consent, purpose);
  if (to_give) {
    done(id, {.told = subject->reference + " consents to " + purpose,
              .expected = expected,
              .act = [&] { shop_.vault().give_consent(id, purpose); },
              .change =
                  [&](ModelSubject& changed) {
                    changed.consented.insert(purpose);
                    changed.refused.erase(purpose);
                  }});
    return;
  }
  done(id, {.told = subject->reference + " withdraws from " + purpose,
            .expected = expected,
            .act = [&] { shop_.vault().withdraw_consent(id, purpose); },
            .change =
                [&](ModelSubject& changed) {
                  changed.consented.erase(purpose);
                  changed.refused.insert(purpose);
                  for (ModelRecord& record : changed.records) {
                    record.ended.insert(purpose);
                  }
                }});
}

void Life::object() {
  ModelSubject const* const subject = anyone();
  std::string const purpose = draws_.one_of(objectable);
  if (subject == nullptr) {
    return;
  }
  SubjectId const id = subject->id;
  done(id, {.told = subject->reference + " objects to " + purpose,
            .expected = has_rested_on(Basis::legitimate_interests, purpose),
            .act = [&] { shop_.vault().object(id, purpose); },
            .change =
                [&](ModelSubject& changed) {
                  changed.refused.insert(purpose);
                  for (ModelRecord& record : changed.records) {
                    record.ended.insert(purpose);
                  }
                }});
}

void Life::change_restriction() {
  ModelSubject const* const subject = anyone();
  bool const is_rare = draws_.one_in(3);
  if (subject == nullptr || (!subject->restricted && !is_rare)) {
    return;
  }
  SubjectId const id = subject->id;
  bool const to_restrict = !subject->restricted;
  done(id,
       {.told = subject->reference + (to_restrict ? " is restricted" : " is let go"),
        .act =
            [&] { to_restrict ? shop_.vault().restrict(id) : shop_.vault().lift_restriction(id); },
        .change = [&](ModelSubject& changed) { changed.restricted = to_restrict; }});
}

void Life::erase() {
  if (ModelSubject const* const subject = anyone()) {
    erase(*subject);
  }
}

void Life::erase(ModelSubject const& subject) {
  SubjectId const id = subject.id;
  std::string const told = subject.reference + " is erased";
  custody::ledger::ReceiptLink link;
  done(id, {.told = told,
            .act = [&] { link = shop_.vault().erase(id); },
            .change =
                [&](ModelSubject& changed) {
                  for (ModelRecord& record : changed.records) {
                    for (auto const& purpose : model_.policy_of(record).purposes) {
                      record.ended.insert(purpose.name);
                    }
                  }
                }});
  if (!link.token.empty()) {
    await_receipt(link, told);
  }
  model_.settle();
  forget_the_gone();
}

void Life::part_with(std::size_t customer) {
  std::string const name(1, static_cast<char>('A' + customer));
  parted_.insert(name);
  ModelSubject* const subject = find(name);
  if (subject == nullptr) {
    return;
  }
  auto& vault = shop_.vault();
  vault.lift_restriction(subject->id);
  subject->restricted = false;
  for (ModelRecord& record : subject->records) {
    if (std::exchange(record.held, false)) {
      vault.release_hold(subject->id, record.id);
    }
    if (!model_.may_be_written(*subject, record)) {
      continue;
    }
    // What the law asks for has an end only once it has begun.
    for (std::string const& event : shape_named(record.shape).events) {
      if (record.events.try_emplace(record.shape + " " + event, model_.today).second) {
        vault.append_event(shop_.owner(), subject->id, record.id, event, model_.today,
                           custody::store::Durability::synced);
        subject->latest[record.shape + " " + event] = model_.today;
      }
    }
  }
  erase(*subject);
}

}  // namespace lofte::simulation

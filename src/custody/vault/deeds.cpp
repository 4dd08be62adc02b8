#include "custody/vault/deeds.hpp"

namespace lofte::custody::vault {

using promise::policy::FieldSet;
using promise::policy::PurposeIndex;
using promise::retention::Footing;
using promise::retention::RecordFacts;

namespace {

void add(SubjectSession const& session, RecordFacts const& facts, FieldSet wanted,
         Concerned& concerned) {
  auto const& rules = session.rules();
  auto const& policy = rules.history().of(facts.version);
  auto const& shape = policy.shapes[facts.shape];
  auto const view = rules.view(session.standing().facts, facts.version);
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    auto const purpose = static_cast<PurposeIndex>(i);
    FieldSet const fields = rules.fields(facts.version, facts.shape, purpose) & wanted;
    if (fields == 0 || rules.footing(facts, view, purpose) != Footing::sound ||
        !rules.until(facts, view, purpose).covers(session.today())) {
      continue;
    }
    for (std::size_t field = 0; field < shape.fields.size(); ++field) {
      if ((fields >> field & 1) != 0) {
        concerned[policy.purposes[i].name].insert(
            policy.categories[shape.fields[field].category].name);
      }
    }
  }
}

}  // namespace

Concerned held_now(SubjectSession& session) {
  Concerned concerned;
  session.load_all();
  for (RecordId const& id : session.record_ids()) {
    auto const& facts = session.record(id)->facts;
    add(session, facts, facts.fields, concerned);
  }
  return concerned;
}

Concerned held_now(SubjectSession& session, Touched const& touched) {
  Concerned concerned;
  add(session, session.record(touched.record)->facts, touched.fields, concerned);
  return concerned;
}

Concerned without(Concerned before, Concerned const& after) {
  for (auto const& [purpose, categories] : after) {
    if (auto const found = before.find(purpose); found != before.end()) {
      std::erase_if(found->second, [&](auto const& name) { return categories.contains(name); });
    }
  }
  std::erase_if(before, [](auto const& entry) { return entry.second.empty(); });
  return before;
}

void Vault::tell(SubjectSession& session, Deed deed) const {
  if (witness_ && !deed.data.empty()) {
    deed.subject = session.subject();
    deed.at = ground_.clock.now();
    witness_(session, deed);
  }
}

}  // namespace lofte::custody::vault

// Reads what else a text states: [consent], [marketing], [transfer], [disclosure.*], [changes],
// [text], [right.*].
#include "promise/policy/reading.hpp"
#include "promise/policy/words.hpp"

namespace lofte::promise::policy {
namespace {

// The choice that a demanded key makes among `known`; 0 when it makes none.
std::size_t read_choice(Reading& reading, Section& section, std::string_view key,
                        words::Words const& known) {
  std::string const example = std::string(key) + " = \"" + known.front() + "\"";
  auto const* node = section.demand(key, Node::Kind::text, example);
  if (!node) {
    return 0;
  }
  return choose(reading, {.text = node->text, .at = node->at}, key, known).value_or(0);
}

ConsentAct read_consent_act(Reading& reading, Section& section, NamedEntry const& entry) {
  ConsentAct act{.name = entry.name, .at = entry.at};
  if (!section.has("accepts")) {
    section.demand("accepts", Node::Kind::list, "accepts = [\"…\"]: the purposes it consents to");
  }
  for (Word const& word : section.words("accepts")) {
    if (auto const purpose = refer_to_purpose(reading, word)) {
      act.accepts.push_back(*purpose);
    }
  }
  for (Word const& word : section.words("channels")) {
    if (choose(reading, word, "channel", words::channels())) {
      act.channels.push_back(word.text);
    }
  }
  act.separate = section.flag("separate");
  act.text = read_localized(reading, section, "text");
  act.clauses = section.texts("clauses");
  section.finish();
  return act;
}

void read_consent(Reading& reading) {
  auto section = reading.root.below("consent");
  if (!section) {
    return;
  }
  Statements& stated = reading.policy.stated;
  if (section->flag("by_use")) {
    stated.consent_by_use = section->at("by_use");
  }
  for (NamedEntry const& entry : section->named("act", "act of consent")) {
    Section act = section->open("consent.act", entry);
    stated.consent_acts.push_back(read_consent_act(reading, act, entry));
  }
  section->finish();
}

void read_marketing(Reading& reading) {
  auto section = reading.root.below("marketing");
  if (!section) {
    return;
  }
  MarketingPromise promise{.at = section->at("third_parties")};
  promise.third_parties = static_cast<ThirdPartyMarketing>(
      read_choice(reading, *section, "third_parties", words::third_party_marketing()));
  promise.clauses = section->texts("clauses");
  section->finish();
  reading.policy.stated.marketing = std::move(promise);
}

void read_transfer(Reading& reading) {
  auto section = reading.root.below("transfer");
  if (!section) {
    return;
  }
  Transfer transfer{.at = section->at("basis")};
  transfer.basis =
      static_cast<TransferBasis>(read_choice(reading, *section, "basis", words::transfer_bases()));
  transfer.clauses = section->texts("clauses");
  section->finish();
  reading.policy.stated.transfer = std::move(transfer);
}

void read_disclosures(Reading& reading) {
  for (NamedEntry const& entry : reading.root.named("disclosure", "disclosure")) {
    Section section = reading.root.open("disclosure", entry);
    Disclosure disclosure{.name = entry.name, .at = entry.at};
    disclosure.label = demand_localized(reading, section, "label");
    disclosure.ground = static_cast<DisclosureGround>(
        read_choice(reading, section, "ground", words::disclosure_grounds()));
    disclosure.prospective = section.flag("prospective");
    disclosure.clauses = section.texts("clauses");
    section.finish();
    reading.policy.stated.disclosures.push_back(std::move(disclosure));
  }
}

void read_changes(Reading& reading) {
  auto section = reading.root.below("changes");
  if (!section) {
    return;
  }
  ChangeNotice changes{.at = section->at("notice")};
  if (!section->has("notice")) {
    section->demand("notice", Node::Kind::list, "notice = [\"page\", \"email\"]");
  }
  for (Word const& word : section->words("notice")) {
    if (choose(reading, word, "way to give notice", words::notices())) {
      changes.channels.push_back(word.text);
    }
  }
  changes.clauses = section->texts("clauses");
  section->finish();
  reading.policy.stated.changes = std::move(changes);
}

void read_text(Reading& reading) {
  auto section = reading.root.below("text");
  if (!section) {
    return;
  }
  reading.policy.stated.numbering = section->words("numbering");
  reading.policy.stated.defined = section->words("defines");
  section->finish();
}

}  // namespace

void read_statements(Reading& reading) {
  read_consent(reading);
  read_marketing(reading);
  read_transfer(reading);
  read_disclosures(reading);
  read_changes(reading);
  read_text(reading);
}

void read_rights(Reading& reading) {
  auto const* table = reading.root.find("right", Node::Kind::table);
  if (!table) {
    return;
  }
  for (Entry const& entry : table->entries) {
    auto const kind =
        choose(reading, {.text = entry.key, .at = entry.at}, "right", words::rights());
    if (entry.value.kind != Node::Kind::table) {
      reading.root.wrong_kind(entry.value, entry.key, "a table");
      continue;
    }
    Section section(entry.value, "[right." + entry.key + "]", entry.at, reading.errors);
    Right right{.kind = static_cast<RightKind>(kind.value_or(0)), .at = entry.at};
    right.text = demand_localized(reading, section, "text");
    right.proof = section.words("proof");
    right.clauses = section.texts("clauses");
    section.finish();
    if (kind) {
      reading.policy.rights.push_back(right.text);
      reading.policy.stated.rights.push_back(std::move(right));
    }
  }
}

}  // namespace lofte::promise::policy

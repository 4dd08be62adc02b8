// Reads [purpose.*].
#include "promise/policy/reading.hpp"
#include "promise/policy/words.hpp"

namespace lofte::promise::policy {
namespace {

void read_bases(Reading& reading, Section& section, Purpose& purpose) {
  if (!section.has("basis")) {
    section.demand("basis", Node::Kind::text, "basis = \"contract\", or another of article 6(1)");
  }
  for (Word const& word : section.words("basis")) {
    if (auto const basis = choose(reading, word, "legal basis", words::bases())) {
      purpose.bases.push_back(static_cast<Basis>(*basis));
    }
  }
  if (!purpose.bases.empty()) {
    purpose.basis = purpose.bases.front();
  } else if (section.has("basis") && section.words("basis").empty()) {
    reading.errors.add({.code = "value.empty",
                        .at = section.at("basis"),
                        .message = section.where() + " names no legal basis",
                        .remedy = "write basis = \"contract\", or another of article 6(1)"});
  }
}

void add_channel(Reading& reading, Purpose& purpose, Word const& word, ChannelGround ground) {
  if (choose(reading, word, "channel", words::channels())) {
    purpose.channels.push_back(word.text);
    purpose.channel_grounds.push_back(ground);
  }
}

// channels = ["email"], or channels = { email = "soft_opt_in", post = "opt_out" }.
void read_channels(Reading& reading, Section& section, Purpose& purpose) {
  auto const* node = section.find("channels");
  if (!node || node->kind != Node::Kind::table) {
    for (Word const& word : section.words("channels")) {
      add_channel(reading, purpose, word, ChannelGround::of_purpose);
    }
    return;
  }
  words::Words const writable(words::channel_grounds().begin() + 1, words::channel_grounds().end());
  for (Entry const& entry : node->entries) {
    if (entry.value.kind != Node::Kind::text) {
      section.wrong_kind(entry.value, entry.key, "the ground of the channel");
      continue;
    }
    auto const ground = choose(reading, {.text = entry.value.text, .at = entry.value.at},
                               "ground of a channel", writable);
    if (ground) {
      add_channel(reading, purpose, {.text = entry.key, .at = entry.at},
                  static_cast<ChannelGround>(*ground + 1));
    }
  }
}

Purpose read_purpose(Reading& reading, Section& section, NamedEntry const& entry) {
  Purpose purpose{.name = entry.name, .at = entry.at};
  purpose.title = demand_localized(reading, section, "title");
  purpose.description = read_localized(reading, section, "description");
  read_bases(reading, section, purpose);
  purpose.law = section.text("law");
  if (purpose.law && purpose.law->empty()) {
    purpose.law.reset();
  }
  for (Word const& word : section.words("serves")) {
    if (auto const use = choose(reading, word, "use", words::uses())) {
      purpose.serves.push_back(static_cast<Use>(*use));
    }
  }
  read_channels(reading, section, purpose);
  for (Word const& word : section.words("read_log")) {
    if (auto const how = choose(reading, word, "way of logging reads", words::read_logs())) {
      purpose.read_log = static_cast<ReadLog>(*how);
    }
  }
  purpose.clauses = section.texts("clauses");
  return purpose;
}

}  // namespace

void read_purposes(Reading& reading) {
  auto& purposes = reading.policy.purposes;
  std::vector<Word> names;
  for (NamedEntry const& entry : reading.root.named("purpose", "purpose")) {
    if (purposes.size() == purposes_max) {
      reading.errors.add(
          {.code = "limit.purposes",
           .at = entry.at,
           .message = "a policy has " + std::to_string(purposes_max) + " purposes at most",
           .remedy = "join purposes that share basis, data and term"});
      break;
    }
    Section section = reading.root.open("purpose", entry);
    purposes.push_back(read_purpose(reading, section, entry));
    names.push_back({.text = entry.name, .at = entry.at});
    read_holdings(reading, section, static_cast<PurposeIndex>(purposes.size() - 1));
    section.finish();
  }
  check_hashes(names, "purpose", reading.errors);
}

}  // namespace lofte::promise::policy

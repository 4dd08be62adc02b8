// Reads what a purpose holds: its `records`, `data` and `keep`.
#include <algorithm>
#include <bit>

#include "promise/policy/phrase.hpp"
#include "promise/policy/reading.hpp"
#include "promise/policy/resolve.hpp"

namespace lofte::promise::policy {
namespace {

// What a purpose wants of one shape, before its terms are known.
struct Wish {
  ShapeIndex shape;
  FieldSet fields = 0;
};

class HoldingReader {
 public:
  HoldingReader(Reading& reading, Section& section, PurposeIndex purpose)
      : reading_(reading), section_(section), purpose_(purpose) {}

  void read() {
    read_wishes();
    read_terms();
  }

 private:
  Purpose& purpose() { return reading_.policy.purposes[purpose_]; }

  void error(std::string code, Position at, std::string message, std::string remedy) {
    reading_.errors.add({.code = std::move(code),
                         .at = at,
                         .message = std::move(message),
                         .remedy = std::move(remedy)});
  }

  void read_wishes() {
    auto const* data = section_.find("data");
    bool const by_record = data && data->kind == Node::Kind::table;
    std::vector<Word> const records = section_.words("records");
    if (by_record) {
      if (section_.has("records")) {
        error("key.conflict", section_.at("records"),
              section_.where() + " names its records twice: in \"records\" and in \"data\"",
              "remove \"records\"");
      }
      for (Entry const& entry : data->entries) {
        read_wishes_of_record(entry);
      }
      return;
    }
    if (data && !section_.has("records")) {
      section_.demand("records", Node::Kind::list,
                      "records = [\"…\"], or data = { record = [\"…\"] }");
    } else if (!data && section_.has("records")) {
      section_.demand("data", Node::Kind::list, "data = [\"…\"]: the categories it holds");
    } else if (data) {
      read_wishes_of_all(records, section_.words("data"));
    }
  }

  void read_wishes_of_record(Entry const& entry) {
    auto const shape = refer_to_shape(reading_, {.text = entry.key, .at = entry.at});
    if (entry.value.kind != Node::Kind::list) {
      section_.wrong_kind(entry.value, entry.key, "a list of categories");
      return;
    }
    Wish wish{.shape = shape.value_or(0)};
    for (Node const& item : entry.value.items) {
      if (item.kind != Node::Kind::text) {
        section_.wrong_kind(item, entry.key, "a list of categories");
        continue;
      }
      auto const category = refer_to_category(reading_, {.text = item.text, .at = item.at});
      if (category && shape) {
        FieldSet const fields = fields_of(*shape, *category);
        if (is_whole(*shape)) {
          report_absent(fields, {.text = item.text, .at = item.at}, quoted(entry.key));
        }
        wish.fields |= fields;
        add_category(*category);
      }
    }
    if (shape) {
      add(wish, entry.at);
    }
  }

  void read_wishes_of_all(std::vector<Word> const& records, std::vector<Word> const& data) {
    std::vector<std::pair<Wish, Position>> wishes;
    for (Word const& word : records) {
      auto const shape = refer_to_shape(reading_, word);
      auto const same = [&](auto const& other) { return other.first.shape == *shape; };
      if (shape && std::ranges::any_of(wishes, same)) {
        error("name.twice", word.at, "the record " + quoted(word.text) + " stands twice",
              "remove one");
      } else if (shape) {
        wishes.push_back({Wish{.shape = *shape}, word.at});
      }
    }
    for (Word const& word : data) {
      auto const category = refer_to_category(reading_, word);
      if (!category) {
        continue;
      }
      FieldSet anywhere = 0;
      for (auto& [wish, at] : wishes) {
        FieldSet const fields = fields_of(wish.shape, *category);
        wish.fields |= fields;
        anywhere |= fields;
      }
      if (!wishes.empty() && std::ranges::all_of(wishes, [&](auto const& wish) {
            return is_whole(wish.first.shape);
          })) {
        report_absent(anywhere, word, "any of its records");
      }
      add_category(*category);
    }
    for (auto const& [wish, at] : wishes) {
      add(wish, at);
    }
  }

  bool is_whole(ShapeIndex shape) const {
    return std::ranges::find(reading_.incomplete, shape) == reading_.incomplete.end();
  }

  void report_absent(FieldSet fields, Word const& category, std::string const& where) {
    if (fields == 0) {
      error(
          "purpose.absent", category.at,
          section_.where() + " holds " + quoted(category.text) + ", which is no field of " + where,
          "add the field to the record, or remove the category here");
    }
  }

  FieldSet fields_of(ShapeIndex shape, CategoryIndex category) const {
    FieldSet fields = 0;
    auto const& all = reading_.policy.shapes[shape].fields;
    for (std::size_t i = 0; i < all.size(); ++i) {
      fields |= all[i].category == category ? FieldSet{1} << i : FieldSet{0};
    }
    return fields;
  }

  void add_category(CategoryIndex category) {
    if (std::ranges::find(purpose().data, category) == purpose().data.end()) {
      purpose().data.push_back(category);
    }
  }

  void add(Wish const& wish, Position at) {
    if (wish.fields == 0 && is_whole(wish.shape)) {
      error(
          "purpose.nothing", at,
          section_.where() + " holds nothing of " + quoted(reading_.policy.shapes[wish.shape].name),
          "name one of its categories, or leave the record out");
    } else {
      wishes_.push_back(wish);
    }
  }

  void read_terms() {
    auto const* keep = section_.find("keep");
    if (keep && !section_.has("data")) {
      section_.demand("data", Node::Kind::list, "data = [\"…\"]: what is kept so long");
    }
    if (keep && keep->kind == Node::Kind::table) {
      read_terms_by_record(*keep);
      return;
    }
    if (keep && keep->kind != Node::Kind::text) {
      section_.wrong_kind(*keep, "keep", "a retention phrase, or a table of phrases by record");
      return;
    }
    for (Wish const& wish : wishes_) {
      hold(wish, keep);
    }
  }

  void read_terms_by_record(Node const& keep) {
    std::vector<std::string> held;
    for (Wish const& wish : wishes_) {
      std::string const& name = reading_.policy.shapes[wish.shape].name;
      auto const found = std::ranges::find(keep.entries, name, &Entry::key);
      bool const stated = found != keep.entries.end();
      if (stated && found->value.kind != Node::Kind::text) {
        section_.wrong_kind(found->value, name, "a retention phrase");
      } else {
        hold(wish, stated ? &found->value : nullptr);
      }
      held.push_back(name);
    }
    for (Entry const& entry : keep.entries) {
      choose(reading_, {.text = entry.key, .at = entry.at}, "record of this purpose", held);
    }
  }

  void hold(Wish const& wish, Node const* phrase) {
    if (!phrase) {
      purpose().without_term.push_back(wish.shape);
      return;
    }
    Holding holding{.purpose = purpose_,
                    .shape = wish.shape,
                    .fields = wish.fields,
                    .phrase = phrase->text,
                    .at = phrase->at};
    if (resolve_phrase(reading_.policy, *phrase, holding, reading_.errors)) {
      purpose().holdings.push_back(static_cast<HoldingIndex>(reading_.policy.holdings.size()));
      reading_.policy.holdings.push_back(std::move(holding));
    }
  }

  Reading& reading_;
  Section& section_;
  PurposeIndex purpose_;
  std::vector<Wish> wishes_;
};

}  // namespace

void read_holdings(Reading& reading, Section& section, PurposeIndex purpose) {
  HoldingReader(reading, section, purpose).read();
}

}  // namespace lofte::promise::policy

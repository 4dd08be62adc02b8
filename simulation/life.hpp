// A shop's life drawn from a seed: people come, buy, ask, refuse and go, policies change, clocks
// move and jump, and in harsh weather anything that the store or the root slot is asked to do may
// fail or be the last thing that the process does. The life is a list of numbered steps, each with
// randomness of its own, so that some can be left out and the others keep their meaning. The shop
// is held to a Model as the life goes on; what is not as it should be is in wrong(). Acts, and how
// to add one: docs/simulation.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "custody/backup/memory_folder_test.hpp"
#include "custody/ledger/verify.hpp"
#include "simulation/draws.hpp"
#include "simulation/fault_plan.hpp"
#include "simulation/model.hpp"
#include "simulation/policy_draft.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {

enum class Weather {
  harsh,
  fair,  // nothing fails, and no step depends on what has become of another person than its own
};

struct LifeSettings {
  std::uint64_t seed = 1;
  std::size_t customers = 3;  // at most 26
  Weather weather = Weather::harsh;
  std::optional<std::size_t> without{};  // the customer who never comes
};

class Life {
 public:
  explicit Life(LifeSettings const& settings);

  // One thing happens: what, depends on the number, the seed, and what there is.
  void step(unsigned number);
  // Nothing fails any more: everything is checked, and nothing unfinished may be left.
  void finish();

  // A customer gets all that can be got: no hold, no restriction, and erasure. Further steps leave
  // the customer alone.
  void part_with(std::size_t customer);
  // Until nothing that was there before is held by a date.
  void let_years_pass();

  std::vector<std::string> const& wrong() const { return wrong_; }
  std::vector<std::string> const& history() const { return history_; }
  Day today() const { return model_.today; }
  Shop& shop() { return shop_; }

  struct Tally {
    std::map<std::string, std::uint64_t> acts;
    std::map<std::string, std::uint64_t> faults;  // that struck
    std::uint64_t checks = 0;                     // rounds of them
  };
  Tally const& tally() const { return tally_; }

 private:
  // --- life.cpp
  struct Outcome {
    std::string failure;  // its code; empty when there was none
    bool struck = false;  // something went wrong on purpose
    std::optional<std::size_t>
        commit;         // in the bucket asked about, when it was made and is still there
    bool lost = false;  // it was made, and a crash took it back
    std::string told;
  };
  // Does `act`, in harsh weather perhaps with trouble; after a crash the process starts again.
  Outcome attempt(std::optional<Bucket> bucket, std::function<void()> const& act);
  struct Deed {
    std::string told;
    bool expected = true;  // to succeed, if nothing goes wrong
    std::function<void()> act;
    std::function<void(ModelSubject&)> change;  // what is then true of the subject
    custody::store::Durability durability = custody::store::Durability::synced;
  };
  // One act on one subject, that one commit in its bucket decides; whether it has been done. The
  // model's subjects may have moved.
  bool done(SubjectId const& subject, Deed const& deed);
  void excuse(SubjectId const& subject, Outcome const& outcome);
  // Before the model changes by something that a crash may yet take back.
  void note_deferred(Outcome const& outcome);
  std::optional<Trouble> draw_trouble();
  // The same on what is kept in a folder, whose machine may lose power besides.
  Outcome attempt(custody::backup::MemoryFolder& folder, std::function<void()> const& act);
  void restart(std::size_t surviving);
  void put_back_what_was_lost();
  // Takes over which policies the process knows, and which of them have cooled off.
  void follow_policies();
  void tell(std::string const& line) { history_.push_back(to_string(model_.today) + "  " + line); }
  void complain(std::string const& what) {
    wrong_.push_back(to_string(model_.today) + "  " + what);
  }
  std::string draw_name();                      // of a customer; empty: the one who never comes
  ModelSubject* find(std::string const& name);  // nullptr: not there
  ModelSubject* anyone() { return find(draw_name()); }
  std::pair<ModelSubject*, ModelRecord*> any_record();
  // A value that is found wherever it should not be.
  std::string canary(std::string const& name, std::string const& field) const {
    return "canary-" + field + "-" + std::to_string(number_) + "-" + name;
  }
  static std::string reference_of(std::string const& name);
  static std::string name_of(ModelSubject const& subject, ModelRecord const& record);
  static ModelRecord& record_of(ModelSubject& subject, RecordId const& id);

  // --- life_people.cpp
  void meet_someone();
  void change_consent();
  void object();
  void change_restriction();
  void erase();
  void erase(ModelSubject const& subject);
  void forget_the_gone();
  bool is_unreachable(ModelSubject const& subject);
  bool has_rested_on(promise::policy::Basis basis, std::string const& purpose) const;

  // --- life_records.cpp
  struct DrawnRecord {
    custody::vault::NewRecord sent;
    ModelRecord record;
    std::map<std::string, Day> latest;  // the subject's, with the record
    std::string sent_by;
    std::string told;

    void happened(std::string const& event, Day day);
  };
  DrawnRecord draw_record(ModelSubject const& subject,
                          ShapeDraft const& shape);  // to which nothing has happened
  DrawnRecord draw_record_of_any_shape(ModelSubject const& subject);
  Day draw_event_day();
  void add_record();
  void buy_again();
  void add(ModelSubject const& subject, DrawnRecord drawn);
  void admit(std::string const& name);
  using Bring = std::function<custody::vault::Added(custody::vault::NewRecord const&,
                                                    custody::vault::WriteSettings const&)>;
  void bring(ModelSubject const& subject, DrawnRecord drawn, Bring const& brings);
  void take_in(DrawnRecord& drawn, std::optional<custody::vault::Added> const& added);
  void happen();
  void replace_field();
  void change_hold();
  void read();

  // --- life_publication.cpp
  std::string change_draft();  // what it now says, in short
  void publish();
  void lengthen_law();
  void publish_draft(std::string const& what);
  void check_prediction(custody::upkeep::Plan const& plan, promise::policy::History const& before);

  // --- life_shop.cpp
  void move_clock();
  void pass_time_until(Day day);
  void let_policies_cool_off(Day before);
  void jump_clock();
  void tick();
  void reclaim();
  void rotate_index_key();
  void crash();

  // --- life_backups.cpp
  struct KeyCopy;
  custody::backup::Origin origin();
  void back_up_data();
  void copy_keys();
  void follow_copies(KeyCopy const& made);
  void destroy_ended_copies();
  bool is_backed_up(std::set<std::pair<Bytes, Bytes>> const& rows) const;
  void lose_data();
  void lose_everything();
  bool is_refused(std::string const& code) const;  // the newest copy, now
  void restore();
  void go_on_from(KeyCopy const& copy);

  // --- life_checks.cpp
  void check();
  void check_adversaries();
  void check_plaintext();
  void check_reads();
  void check_clerks();
  void check_holdings();

  // --- life_ledger.cpp
  void sequence();
  void await_receipt(custody::ledger::ReceiptLink const& link, std::string const& told);
  void check_ledger();
  void check_entries();
  void check_receipts();
  void check_refusals(std::uint64_t since);
  void check_old_receipts();
  void check_openings();

  // --- life_leftovers.cpp
  void check_leftovers();
  void check_trees();
  void check_rows();
  void check_index();

  LifeSettings settings_;
  Draws draws_;
  unsigned number_ = 0;  // of the step
  PolicyDraft draft_;
  Shop shop_;
  Model model_;
  std::shared_ptr<promise::retention::Rules const> known_;  // the rules that the model follows
  std::set<std::string> parted_;
  std::set<std::string> claimed_in_vain_;  // names that the index may have without a subject
  std::size_t unreachable_ = 0;  // subjects without a record, whom after a crash no reference finds
  bool has_crashed_ = false;     // in this step
  // What a crash may take back: the model before each commit that is not yet durable, and who has
  // gone by one.
  struct NotDurable {
    std::size_t commit;
    Model before;
  };
  std::vector<NotDurable> not_durable_;
  std::vector<ModelSubject> gone_;
  // Names of whom a write was lost that opens more than it should, and the step by which it was.
  std::map<std::string, unsigned> excused_;
  struct Awaited {
    custody::ledger::ReceiptLink link;
    std::string told;
    Day promised;
  };
  std::vector<Awaited> awaited_;
  struct GivenOut {
    std::string receipt;
    custody::ledger::VerifierKey key;
  };
  std::vector<GivenOut> receipts_;
  std::optional<custody::ledger::Seen> seen_;  // of the log
  std::set<std::string> former_logs_;          // names that it had before a restore
  std::set<Bytes> entries_;                    // of people
  std::uint64_t entries_looked_at_ = 0;
  // Refused reads: of whom, to whom, for what, why; and how many.
  using Refusal = std::tuple<SubjectId, std::uint32_t, std::string, std::string>;
  std::map<Refusal, std::uint64_t> refused_;
  // What is kept elsewhere: copies of the key plane, with what was so when each was made, and the
  // backup of the data plane, with the rows that are known to be in it.
  struct KeyCopy {
    Instant ends;
    Model model;
    std::vector<Awaited> awaited;
    std::set<std::string> claimed_in_vain;
    std::size_t unreachable = 0;
    std::set<std::pair<Bytes, Bytes>> data;
  };
  custody::backup::MemoryFolder key_folder_;
  std::map<std::string, KeyCopy> key_copies_;
  custody::backup::MemoryFolder data_folder_;
  bool has_backup_ = false;
  std::set<std::pair<Bytes, Bytes>> backed_up_;
  std::size_t looked_through_ = 0;  // of everything ever written, for plaintext
  std::vector<std::string> history_;
  std::vector<std::string> wrong_;
  Tally tally_;
};

}  // namespace lofte::simulation

// A shop's life drawn from a seed: people come, buy, ask, refuse and go, policies change, the clock
// moves, the process crashes and commits fail. After each tick the shop is held to a Model.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "simulation/model.hpp"
#include "simulation/policy_draft.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {

class RandomLife {
 public:
  explicit RandomLife(std::uint64_t seed);

  // One thing happens.
  void step();
  // A tick, after which everything must be as the model says. What was wrong is in wrong().
  void tick_and_check();

  std::vector<std::string> const& wrong() const { return wrong_; }
  std::string history() const;

 private:
  // A number below `end`.
  std::size_t draw(std::size_t end) { return random_() % end; }
  bool one_in(std::size_t count) { return draw(count) == 0; }
  template <typename Things>
  auto& one_of(Things& things) {
    return things[draw(std::size(things))];
  }
  void tell(std::string line) { history_.push_back(to_string(model_.today) + "  " + line); }
  void complain(std::string const& what) {
    wrong_.push_back(to_string(model_.today) + "  " + what);
  }
  std::string name_of(ModelSubject const& subject, ModelRecord const& record) const;
  bool has_rested_on(promise::policy::Basis basis, std::string const& purpose) const;
  ModelSubject* anyone();

  std::pair<ModelSubject*, ModelRecord*> any_record();

  // Does `act`, perhaps with a commit that fails; whether it has been done.
  bool done(ModelSubject const& subject, std::string const& what, bool expected,
            std::function<void()> const& act);

  struct DrawnRecord {
    custody::vault::NewRecord sent;
    ModelRecord record;
    std::map<std::string, Day> latest;  // the subject's, with the record
    std::string told;
  };
  DrawnRecord draw_record(ModelSubject const& subject);

  void meet_someone();
  void add_record();
  void happen();
  void replace_field();
  void change_consent();
  void object();
  void change_restriction();
  void erase();
  void change_hold();
  void publish();
  void move_clock();
  void reclaim();
  void rotate_index_key();
  void crash();
  void break_a_tick();

  void follow_settlement();
  void forget_the_gone();
  void check_adversary();
  void check_reads();
  void check_holdings();

  std::mt19937_64 random_;
  PolicyDraft draft_;
  Shop shop_;
  Model model_;
  int counter_ = 0;
  std::vector<std::string> history_;
  std::vector<std::string> wrong_;
};

}  // namespace lofte::simulation

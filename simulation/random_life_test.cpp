// Lives drawn from seeds, each held to a small model after every tick: nothing can be read that is
// not held, by readers or by an adversary with every byte ever stored; all that is held can be; and
// what is counted is what is held. For other lives than the usual ones, say the first seed, how
// many there are, and how long they are: LOFTE_LIVES=1000,500,12 random_life_test
#include "simulation/random_life.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

namespace lofte::simulation {
namespace {

constexpr int deeds_per_round = 20;

struct Lives {
  unsigned first_seed = 1;
  unsigned count = 20;
  int rounds = 4;
};

Lives lives_of_the_run() {
  Lives lives;
  if (char const* const wanted = std::getenv("LOFTE_LIVES")) {
    std::sscanf(wanted, "%u,%u,%d", &lives.first_seed, &lives.count, &lives.rounds);
  }
  return lives;
}

void live(RandomLife& life, int rounds) {
  for (int round = 0; round < rounds && life.wrong().empty(); ++round) {
    for (int deed = 0; deed < deeds_per_round && life.wrong().empty(); ++deed) {
      life.step();
    }
    life.tick_and_check();
  }
}

TEST(RandomLife, IsAsTheModelSaysAfterEveryTick) {
  Lives const lives = lives_of_the_run();
  for (unsigned seed = lives.first_seed; seed < lives.first_seed + lives.count; ++seed) {
    RandomLife life(seed);
    try {
      live(life, lives.rounds);
    } catch (std::exception const& failure) {
      ADD_FAILURE() << "seed " << seed << ": " << failure.what() << "\n" << life.history();
    }
    EXPECT_TRUE(life.wrong().empty()) << "seed " << seed << "\n" << life.history();
  }
}

}  // namespace
}  // namespace lofte::simulation

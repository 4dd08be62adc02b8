// lofte-simulation: lives of a shop, one after the other, until one goes wrong.
#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <numeric>
#include <thread>

#include "simulation/lives.hpp"
#include "simulation/planted_bugs.hpp"

namespace lofte::simulation {
namespace {

struct Options {
  std::uint64_t first = 1;
  std::uint64_t last = 20;
  LifeSettings settings;
  Span span;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  std::string plant;
  std::string program;
};

// For the line that reproduces what the program died of.
thread_local std::uint64_t seed_of_thread = 0;
std::string reproducing;  // all of that line but for the seed

std::string command(Options const& options) {
  std::string line =
      options.program + " --customers " + std::to_string(options.settings.customers) + " --years " +
      std::to_string(options.span.years) + " --steps " + std::to_string(options.span.steps);
  if (!options.plant.empty()) {
    line += " --plant " + options.plant;
  }
  return line + " --seed ";
}

void tell_seed(int) {
  std::fprintf(stderr, "it died; to see it again: %s%llu\n", reproducing.c_str(),
               static_cast<unsigned long long>(seed_of_thread));
  std::_Exit(1);
}

struct Totals {
  std::uint64_t lives = 0;
  std::uint64_t days = 0;
  Life::Tally tally;
  std::optional<std::uint64_t> wrong;  // the lowest seed whose life went wrong
  std::string first_wrong;

  void add(LifeReport const& report) {
    ++lives;
    days += static_cast<std::uint64_t>(report.days.count());
    tally.checks += report.tally.checks;
    for (auto const& [what, count] : report.tally.acts) {
      tally.acts[what] += count;
    }
    for (auto const& [what, count] : report.tally.faults) {
      tally.faults[what] += count;
    }
  }
};

// Every life of the range, on several threads; no further one is begun after one has gone wrong.
// Every fifth is also held against the same life without one of its customers.
Totals live_all(Options const& options) {
  std::mutex mutex;
  Totals totals;
  std::atomic<std::uint64_t> next{options.first};
  auto const work = [&] {
    for (std::uint64_t seed = next++; seed <= options.last; seed = next++) {
      seed_of_thread = seed;
      LifeSettings settings = options.settings;
      settings.seed = seed;
      LifeReport report = live(settings, options.span);
      if (report.wrong.empty() && seed % 5 == 0) {
        if (auto const difference = difference_without(settings, options.span)) {
          report.wrong.push_back(difference->told);
        }
      }
      std::lock_guard const lock(mutex);
      totals.add(report);
      if (!report.wrong.empty() && (!totals.wrong || seed < *totals.wrong)) {
        totals.wrong = seed;
        totals.first_wrong = report.wrong.front();
        next = options.last + 1;
      }
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned i = 1; i < options.jobs; ++i) {
    threads.emplace_back(work);
  }
  work();
  threads.clear();
  return totals;
}

void print(char const* title, std::map<std::string, std::uint64_t> const& counts) {
  std::uint64_t sum = 0;
  for (auto const& [what, count] : counts) {
    sum += count;
  }
  std::printf("%s: %llu\n", title, static_cast<unsigned long long>(sum));
  for (auto const& [what, count] : counts) {
    std::printf("  %-32s %8llu\n", what.c_str(), static_cast<unsigned long long>(count));
  }
}

void print_history(std::vector<std::string> const& history, std::vector<std::string> const& wrong) {
  for (std::string const& line : history) {
    std::printf("  %s\n", line.c_str());
  }
  for (std::string const& line : wrong) {
    std::printf("  WRONG %s\n", line.c_str());
  }
}

// "an adversary reads" of "2030-12-31  an adversary reads canary-email-118-B": so that a history is
// not shrunk to one that goes wrong in another way.
std::string kind_of(std::string const& wrong) {
  std::size_t end = wrong.find("  ");
  for (int words = 0; words < 4 && end != std::string::npos; ++words) {
    end = wrong.find(' ', end + 2);
  }
  auto const from = wrong.find("  ");
  return from == std::string::npos ? wrong : wrong.substr(from, end - from);
}

void print_shrunk_pair(LifeSettings const& settings, Span const& span) {
  std::vector<unsigned> all(span.steps);
  std::iota(all.begin(), all.end(), 0U);
  auto const again = [&](std::vector<unsigned> const& steps) {
    return difference_without(settings, with_only(span, steps));
  };
  auto const steps = shrink(all, [&](auto const& some) { return again(some).has_value(); });
  auto const least = again(steps);
  std::printf("%zu of the %u steps of the pair with a customer and without are enough:\n",
              steps.size(), span.steps);
  if (least) {
    print_history(least->history, {least->told});
  }
}

void print_failure(Options const& options, std::uint64_t seed, std::string const& wrong) {
  std::printf("\nseed %llu goes wrong: %s\nto see it again: %s%llu\n",
              static_cast<unsigned long long>(seed), wrong.c_str(), command(options).c_str(),
              static_cast<unsigned long long>(seed));
  LifeSettings settings = options.settings;
  settings.seed = seed;
  LifeReport const whole = live(settings, options.span);
  if (whole.wrong.empty()) {
    print_shrunk_pair(settings, options.span);
    return;
  }
  auto const again = [&](std::vector<unsigned> const& steps) {
    return live(settings, with_only(options.span, steps));
  };
  auto const steps = shrink(whole.lived, [&](auto const& some) {
    auto const report = again(some);
    return !report.wrong.empty() && kind_of(report.wrong.front()) == kind_of(wrong);
  });
  LifeReport const least = again(steps);
  std::printf("%zu of its %zu steps are enough:\n", steps.size(), whole.lived.size());
  print_history(least.history, least.wrong);
}

int run(Options const& options) {
  auto const start = std::chrono::steady_clock::now();
  Totals const totals = live_all(options);
  double const seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  double const years = static_cast<double>(totals.days) / 365.25;
  std::printf(
      "%llu lives, %.0f years of a shop, %llu rounds of checks in %.1f s: %.1f years a second\n",
      static_cast<unsigned long long>(totals.lives), years,
      static_cast<unsigned long long>(totals.tally.checks), seconds, years / seconds);
  print("acts", totals.tally.acts);
  print("faults", totals.tally.faults);
  if (totals.wrong) {
    print_failure(options, *totals.wrong, totals.first_wrong);
    return 1;
  }
  return 0;
}

#ifdef LOFTE_REHEARSAL
// Whether every one of the bugs is noticed, and before how many lives are over.
int run_planted(Options options) {
  bool all = true;
  bool any = false;
  std::string const wanted = options.plant;
  for (PlantedBug const& bug : planted_bugs()) {
    if (wanted != "every" && wanted != bug.name) {
      continue;
    }
    any = true;
    options.plant = bug.name;
    reproducing = command(options);
    planted_bug = bug.bug;
    if (wanted != "every") {
      return run(options);
    }
    Totals const totals = live_all(options);
    all = all && totals.wrong.has_value();
    std::printf("%-30s %s\n", std::string(bug.name).c_str(),
                totals.wrong
                    ? ("seed " + std::to_string(*totals.wrong) + ": " + totals.first_wrong).c_str()
                    : "NOT NOTICED");
    std::fflush(stdout);
  }
  if (!any) {
    std::fprintf(stderr, "there is no bug of that name\n");
  }
  return all && any ? 0 : 1;
}
#endif

struct Range {
  std::uint64_t seed = 0;
  std::uint64_t count = 0;
  std::string seeds;
};

void add_options(CLI::App& app, Options& options, Range& range) {
  app.add_option("--seed", range.seed, "this life alone");
  app.add_option("--seeds", range.seeds, "from one seed to another: 1..300")
      ->check([](std::string const& text) {
        return text.find("..") == std::string::npos ? "say two seeds, as in 1..300" : "";
      });
  app.add_option("--count", range.count, "lives from seed 1 on");
  app.add_option("--years", options.span.years, "at most, of each life")->check(CLI::Range(1, 100));
  app.add_option("--steps", options.span.steps, "at most, of each life");
  app.add_option("--customers", options.settings.customers, "of the shop")
      ->check(CLI::Range(1, 26));
  app.add_option("--jobs", options.jobs, "lives at a time")->check(CLI::Range(1, 256));
#ifdef LOFTE_REHEARSAL
  app.add_option("--plant", options.plant,
                 "a bug, by name: to be noticed; or every one, each of which must be");
#endif
}

void choose_seeds(Options& options, Range const& range) {
  if (range.seed != 0) {
    options.first = options.last = range.seed;
  } else if (range.count != 0) {
    options.last = range.count;
  } else if (auto const dots = range.seeds.find(".."); dots != std::string::npos) {
    options.first = std::stoull(range.seeds.substr(0, dots));
    options.last = std::stoull(range.seeds.substr(dots + 2));
  }
}

int main_of(int argc, char** argv) {
  Options options;
  options.program = argv[0];
  CLI::App app("Lives of a shop, drawn from seeds, on the production code.");
  Range range;
  add_options(app, options, range);
  CLI11_PARSE(app, argc, argv);
  choose_seeds(options, range);
  reproducing = command(options);
  std::signal(SIGABRT, tell_seed);
#ifdef LOFTE_REHEARSAL
  if (!options.plant.empty()) {
    return run_planted(options);
  }
#endif
  return run(options);
}

}  // namespace
}  // namespace lofte::simulation

int main(int argc, char** argv) {
  return lofte::simulation::main_of(argc, argv);
}

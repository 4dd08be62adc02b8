// How long it takes to simulate some years of a shop, all through the production code.
//   forecast_bench [--policy FILE] [--years N] [--orders N a year] [--orders-alone]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>

#include "base/failure.hpp"
#include "bench/measuring.hpp"
#include "promise/policy/parse.hpp"
#include "shop/forecast/forecast.hpp"

namespace {

using namespace lofte;

struct Wishes {
  std::string policy = LOFTE_SOURCE_DIR "/policies/usbstars.toml";
  shop::forecast::Wishes forecast{};
  std::uint32_t orders = 100'000;
  bool orders_alone = false;
};

std::string text_of(std::string const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void measure(Wishes wishes) {
  std::string const text = text_of(wishes.policy);
  auto const policy = promise::policy::parse_accepted(text);
  wishes.forecast.orders = wishes.orders;
  if (wishes.orders_alone) {
    for (auto const& shape : policy.shapes) {
      wishes.forecast.records[shape.name] = 0;
    }
    wishes.forecast.records[policy.shapes[shop::forecast::main_shape(policy)].name] = wishes.orders;
  }
  auto const settings = shop::forecast::settle(policy, wishes.forecast);
  bench::Stopwatch const watch;
  auto const forecast =
      shop::forecast::forecast({.policy = policy, .policy_text = text, .settings = settings});
  fmt::print("{} years, {} records taken in of {} people, {} events told later\n", settings.years,
             forecast.happened.records, forecast.customers, forecast.happened.events);
  fmt::print("{} records held at the end, {} at most\n", forecast.end().records,
             forecast.peak().records);
  fmt::print("{:.1f} s, {:.1f} s of processor, {:.0f} MB\n", watch.seconds(),
             bench::processor_seconds(), bench::resident_own_megabytes());
}

}  // namespace

int main(int count, char** arguments) {
  Wishes wishes;
  CLI::App app("Times a simulation.");
  app.add_option("--policy", wishes.policy);
  app.add_option("--years", wishes.forecast.years);
  app.add_option("--orders", wishes.orders);
  app.add_flag("--orders-alone", wishes.orders_alone);
  CLI11_PARSE(app, count, arguments);
  try {
    bench::print_machine();
    measure(wishes);
  } catch (Failure const& failure) {
    fmt::print(stderr, "{}\n", failure.what());
    return 1;
  }
  return 0;
}

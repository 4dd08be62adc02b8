#include "bench/bench_shop.hpp"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/failure.hpp"
#include "bench/measuring.hpp"

namespace lofte::bench {

using custody::folder::DataFolder;
using custody::store::Durability;
using custody::vault::NewRecord;

namespace {

constexpr Day opening_day{std::chrono::year{2026} / 3 / 1};
constexpr Day registration_day{std::chrono::year{order_year} / 1 / 1};

NewRecord account_record(InventedOrder const& order) {
  NewRecord record{.shape = "account",
                   .reference = order.registration_number,
                   .fields = {},
                   .events = {{"registered", registration_day}}};
  record.fields.emplace_back("name", PersonalText(order.name));
  record.fields.emplace_back("address", PersonalText(order.address));
  record.fields.emplace_back("phone", PersonalText(order.phone));
  record.fields.emplace_back("email", PersonalText(order.email));
  record.fields.emplace_back("birth_date", PersonalText(order.birth_date));
  record.fields.emplace_back("registration_number", PersonalText(order.registration_number));
  return record;
}

}  // namespace

std::string usbstars_policy() {
  std::ifstream stream(LOFTE_SOURCE_DIR "/policies/usbstars.toml");
  require(stream.good(), "the policy is in the source folder");
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string customer_reference(std::uint64_t customer) {
  return fmt::format("K{:08}", customer);
}

NewRecord order_record(InventedOrder const& order) {
  NewRecord record{.shape = "order",
                   .reference = order.number,
                   .fields = {},
                   .events = {{"placed", order.placed}, {"completed", order.completed}}};
  record.fields.reserve(9);
  record.fields.emplace_back("name", PersonalText(order.name));
  record.fields.emplace_back("delivery_address", PersonalText(order.address));
  record.fields.emplace_back("phone", PersonalText(order.phone));
  record.fields.emplace_back("email", PersonalText(order.email));
  record.fields.emplace_back("birth_date", PersonalText(order.birth_date));
  record.fields.emplace_back("lines", PersonalText(lines_as_text(order.lines)));
  record.fields.emplace_back("payment_option", PersonalText(order.payment_option));
  record.fields.emplace_back("ip", PersonalText(order.ip));
  record.fields.emplace_back("registration_number", PersonalText(order.registration_number));
  return record;
}

BenchShop::BenchShop(std::filesystem::path const& directory) : directory_(directory) {
  DataFolder::create(directory, usbstars_policy(), opening_day);
  folder_ = DataFolder::open(directory);
}

double BenchShop::reopen() {
  folder_.reset();
  return seconds_of([&] { folder_ = DataFolder::open(directory_); });
}

double BenchShop::fill(std::uint64_t count, Accounts accounts) {
  places_.resize(count);
  std::uint64_t const customers = (count + orders_per_customer - 1) / orders_per_customer;
  std::atomic<std::uint64_t> next{0};
  Stopwatch const watch;
  on_threads(std::thread::hardware_concurrency(), [&](unsigned) {
    for (auto customer = next++; customer < customers; customer = next++) {
      fill_customer(customer, accounts);
    }
  });
  folder_->store().sync();
  return watch.seconds();
}

void BenchShop::fill_customer(std::uint64_t customer, Accounts accounts) {
  std::uint64_t const first = customer * orders_per_customer;
  std::uint64_t const end = std::min<std::uint64_t>(places_.size(), first + orders_per_customer);
  std::vector<NewRecord> records;
  for (auto n = first; n < end; ++n) {
    records.push_back(order_record(invented_order(n, customer, order_year)));
  }
  if (accounts == Accounts::each) {
    records.push_back(account_record(invented_order(first, customer, order_year)));
  }
  auto const claim = vault().claim(customer_reference(customer));
  auto const admitted = vault().admit(owner_, claim, records, {.durability = Durability::deferred});
  for (auto n = first; n < end; ++n) {
    places_[n] = {.subject = admitted.subject, .record = admitted.records[n - first].record};
  }
}

SubjectId BenchShop::customer(std::uint64_t customer) {
  return places_[customer * orders_per_customer].subject;
}

}  // namespace lofte::bench

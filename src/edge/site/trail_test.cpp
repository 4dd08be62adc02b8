#include "edge/site/trail.hpp"

#include <gtest/gtest.h>

#include "custody/ledger/statement.hpp"

namespace lofte::edge::site {
namespace {

using custody::ledger::Statement;
using pages::TrailEntry;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} +
                       std::chrono::hours{12}};

std::string nobody(std::uint32_t) {
  return {};
}

std::string read_by(std::uint64_t actor) {
  return Statement("read", noon).say("actor", actor).say("purpose", "contract").text();
}

std::string signed_in_by(std::string_view way) {
  return Statement("signed_in", noon).say("by", way).text();
}

TEST(Trail, OfNothingIsAPageOfNothing) {
  auto const trail = trail_page({}, 1, nobody);
  EXPECT_TRUE(trail.entries.empty());
  EXPECT_TRUE(trail.sign_ins.empty());
  EXPECT_EQ(trail.pager.page, 1U);
}

TEST(Trail, TellsNewestFirstWhoDidWhat) {
  auto const name_of = [](std::uint32_t actor) { return "key " + std::to_string(actor); };
  auto const trail = trail_page({read_by(7), read_by(0)}, 1, name_of);
  ASSERT_EQ(trail.entries.size(), 2U);
  EXPECT_EQ(trail.entries[0].by, TrailEntry::By::you);
  EXPECT_EQ(trail.entries[1].by, TrailEntry::By::system);
  EXPECT_EQ(trail.entries[1].actor, "key 7");
  EXPECT_EQ(trail.entries[1].purpose, "contract");
  EXPECT_EQ(trail.entries[1].at, noon);
}

TEST(Trail, SignInsStandByThemselvesAndTheLatestOnly) {
  std::vector<std::string> statements(sign_ins_shown, signed_in_by("link"));
  statements.push_back(read_by(7));
  statements.push_back(signed_in_by("passkey"));
  auto const trail = trail_page(statements, 1, nobody);
  EXPECT_EQ(trail.entries.size(), 1U);
  ASSERT_EQ(trail.sign_ins.size(), sign_ins_shown);
  EXPECT_EQ(trail.sign_ins.front().way, pages::SignIn::Way::passkey);
  EXPECT_EQ(trail.sign_ins.back().way, pages::SignIn::Way::mailed_link);
}

TEST(Trail, WhatOnlySpeaksOfSignInsIsAnEntry) {
  auto const speaks = Statement("read", noon).say("reason", "signed_in").text();
  auto const trail = trail_page({speaks}, 1, nobody);
  ASSERT_EQ(trail.entries.size(), 1U);
  EXPECT_EQ(trail.entries[0].reason, "signed_in");
}

TEST(Trail, IsToldAPageAtATimeAndSignInsOnTheFirst) {
  std::vector<std::string> statements{signed_in_by("link")};
  for (std::uint64_t actor = 1; actor <= trail_entries_on_a_page + 1; ++actor) {
    statements.push_back(read_by(actor));
  }
  auto const name_of = [](std::uint32_t actor) { return std::to_string(actor); };
  auto const first = trail_page(statements, 1, name_of);
  EXPECT_EQ(first.entries.size(), trail_entries_on_a_page);
  EXPECT_EQ(first.sign_ins.size(), 1U);
  EXPECT_EQ(first.entries.front().actor, std::to_string(trail_entries_on_a_page + 1));
  auto const last = trail_page(statements, 2, name_of);
  ASSERT_EQ(last.entries.size(), 1U);
  EXPECT_EQ(last.entries[0].actor, "1");
  EXPECT_TRUE(last.sign_ins.empty());
  EXPECT_EQ(trail_page(statements, 99, name_of).pager.page, 2U);
}

}  // namespace
}  // namespace lofte::edge::site

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "base/day.hpp"
#include "base/failure.hpp"
#include "base/id.hpp"
#include "base/personal.hpp"
#include "base/time_zone.hpp"
#include "base/utf8.hpp"
#include "base/wire.hpp"

namespace lofte {
namespace {

using namespace std::chrono_literals;

TEST(Day, IsReadStrictly) {
  EXPECT_EQ(to_string(*parse_day("2024-02-29")), "2024-02-29");
  for (char const* wrong :
       {"2023-02-29", "1582-10-15", "3000-01-01", "2024-2-29", "2024-02-29 ", "", "20240229xx"}) {
    EXPECT_FALSE(parse_day(wrong)) << wrong;
  }
}

TEST(TimeZone, KnowsTheDayOnBothSidesOfMidnight) {
  auto const stockholm = TimeZone::named("Europe/Stockholm");
  Instant const midnight = stockholm.start_of(*parse_day("2027-01-01"));
  EXPECT_EQ(to_string(midnight), "2026-12-31T23:00:00.000Z");
  EXPECT_EQ(to_string(stockholm.day_of(midnight)), "2027-01-01");
  EXPECT_EQ(to_string(stockholm.day_of(midnight - 1ms)), "2026-12-31");
}

TEST(TimeZone, HasDaysOfTwentyThreeAndTwentyFiveHours) {
  auto const stockholm = TimeZone::named("Europe/Stockholm");
  auto const length = [&](char const* day) {
    Day const d = *parse_day(day);
    return stockholm.start_of(d + std::chrono::days{1}) - stockholm.start_of(d);
  };
  EXPECT_EQ(length("2026-03-29"), 23h);
  EXPECT_EQ(length("2026-10-25"), 25h);
}

TEST(TimeZone, StartsADayWithoutMidnightAtItsFirstMoment) {
  auto const beirut = TimeZone::named("Asia/Beirut");  // clocks go forward at 00:00
  Day const day = *parse_day("2022-03-27");
  EXPECT_EQ(beirut.day_of(beirut.start_of(day)), day);
  EXPECT_LT(beirut.day_of(beirut.start_of(day) - 1ms), day);
}

TEST(TimeZone, KnowsTheMomentThatClocksShow) {
  auto const london = TimeZone::named("Europe/London");
  EXPECT_EQ(to_string(london.moment_of(*parse_day("2011-07-01"), 8h + 26min)),
            "2011-07-01T07:26:00.000Z");
  EXPECT_EQ(to_string(london.moment_of(*parse_day("2011-03-27"), 1h + 30min)),  // skipped
            "2011-03-27T01:00:00.000Z");
  EXPECT_EQ(to_string(london.moment_of(*parse_day("2011-10-30"), 1h + 30min)),  // shown twice
            "2011-10-30T00:30:00.000Z");
}

TEST(TimeZone, RefusesAnUnknownName) {
  EXPECT_THROW(TimeZone::named("Europe/Atlantis"), Failure);
}

TEST(Wire, ReadsWhatItWrote) {
  Uuid const uuid{{1, 2, 3}};
  Day const day = *parse_day("1969-07-20");
  Bytes const bytes = Writer{}
                          .u8(7)
                          .u16(700)
                          .u32(70000)
                          .u64(1ULL << 40)
                          .varint(300)
                          .text("å")
                          .uuid(uuid)
                          .day(day)
                          .maybe_day(std::nullopt)
                          .take();
  Reader reader(bytes);
  EXPECT_EQ(reader.u8(), 7);
  EXPECT_EQ(reader.u16(), 700);
  EXPECT_EQ(reader.u32(), 70000u);
  EXPECT_EQ(reader.u64(), 1ULL << 40);
  EXPECT_EQ(reader.varint(), 300u);
  EXPECT_EQ(reader.text(), "å");
  EXPECT_EQ(reader.uuid(), uuid);
  EXPECT_EQ(reader.day(), day);
  EXPECT_EQ(reader.maybe_day(), std::nullopt);
  EXPECT_NO_THROW(reader.expect_end());
}

TEST(Wire, RefusesToReadPastTheEnd) {
  EXPECT_THROW(Reader("").u8(), Failure);
  EXPECT_THROW(Reader("\x05"
                      "abc")
                   .text(),
               Failure);
  EXPECT_THROW(Reader(std::string(11, '\xff')).varint(), Failure);
  EXPECT_THROW(Reader("left over").expect_end(), Failure);
}

TEST(Wire, DaysSortAsBytes) {
  EXPECT_LT(Writer{}.day(*parse_day("1969-12-31")).take(),
            Writer{}.day(*parse_day("1970-01-01")).take());
}

TEST(Id, IsReadStrictly) {
  SeededRandom random(1);
  Uuid const uuid = random_uuid(random);
  EXPECT_EQ(parse_uuid(to_string(uuid)), uuid);
  EXPECT_FALSE(parse_uuid("00"));
  EXPECT_FALSE(parse_uuid(std::string(32, 'G')));
}

TEST(SystemRandom, NeverGivesTheSameBytesTwice) {
  SystemRandom random;
  std::set<Uuid> seen;
  for (int i = 0; i < 2000; ++i) {
    EXPECT_TRUE(seen.insert(random_uuid(random)).second);
  }
  std::vector<std::uint8_t> many(10000);
  random.fill(many);
  EXPECT_GT(std::set(many.begin(), many.end()).size(), 200U);
}

TEST(Personal, LeavesNoBytesBehindWhenMoved) {
  std::string text = "a canary of some length, beyond the short-string buffer";
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(std::string_view(text.data(), 20), std::string_view(std::string(20, '\0')));
}

TEST(Utf8, IsWhatTheStandardHasAndNothingElse) {
  for (std::string_view const text :
       {"", "a", "å", "€", "😀", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (std::string_view const text :
       {"\x80", "\xc3", "\xc3(", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xff"}) {
    EXPECT_FALSE(is_utf8(text));
  }
  EXPECT_FALSE(is_utf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, IsTakenCharacterByCharacterAndWhatIsNoneByteByByte) {
  std::string_view text = "å\xe2\x82x";
  EXPECT_EQ(take_character(text).code, U'å');
  auto const broken = take_character(text);
  EXPECT_FALSE(broken.valid);
  EXPECT_EQ(broken.bytes, "\xe2");
  EXPECT_EQ(take_character(text).bytes, "\x82");
  EXPECT_EQ(take_character(text).code, U'x');
  EXPECT_TRUE(text.empty());
}

}  // namespace
}  // namespace lofte

#include "edge/report/report.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>

#include "edge/pages/phrases.hpp"
#include "edge/report/figures.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::edge::report {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view bad_words = "</script><script>alert(1)</script>";

std::string policy_text() {
  std::ifstream in(LOFTE_SOURCE_DIR "/policies/minimal.toml");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (std::string_view const word : {"The Corner Shop", "Keep the books, as the law requires",
                                      "e-mail address", "Bokföringslagen (1999:1078) 7 kap. 2 §"}) {
    text.replace(text.find(word), word.size(), bad_words);
  }
  return text;
}

struct Made {
  std::string page;
  std::string json;
};

Made make(std::uint64_t seed) {
  std::string const text = policy_text();
  auto const policy = promise::policy::parse_accepted(text);
  auto const settings = shop::forecast::settle(policy, {.years = 1, .seed = seed, .orders = 40});
  auto const forecast =
      shop::forecast::forecast({.policy = policy, .policy_text = text, .settings = settings});
  ReportContext const context{.policy = policy,
                              .forecast = forecast,
                              .policy_file = "a/<b>.toml",
                              .command = "lofte simulate 'a/<b>.toml'",
                              .program = "lofte 1"};
  return {.page = report_page(context), .json = report_json(context)};
}

Made const& made() {
  static Made const once = make(1);
  return once;
}

std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Report, escapes_every_text_of_the_policy) {
  EXPECT_THAT(made().page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(made().page, Not(HasSubstr("<b>.toml")));
  EXPECT_THAT(made().page, HasSubstr("&lt;script&gt;alert"));
  EXPECT_EQ(count_of(made().page, "<script"), 2U);
  EXPECT_EQ(count_of(made().page, "</script"), 2U);
}

TEST(Report, loads_nothing_and_runs_no_script_but_its_own) {
  for (char const* const word :
       {"src=", "<link", "@import", "url(", "<iframe", "onclick", "onload"}) {
    EXPECT_THAT(made().page.substr(0, made().page.find("<script>")), Not(HasSubstr(word)));
  }
  EXPECT_THAT(made().page, HasSubstr("default-src 'none'"));
  EXPECT_EQ(count_of(made().page.substr(0, 2000), "'sha256-"), 2U);
  EXPECT_THAT(made().page, HasSubstr("Leon Sorokin"));  // the licence of the charts' library
}

TEST(Report, says_one_year_as_people_do) {
  EXPECT_THAT(made().page, HasSubstr("<h1>What we would hold in one year</h1>"));
}

TEST(Report, can_be_told_from_other_files) {
  EXPECT_THAT(made().page.substr(0, 2000), HasSubstr(html_mark));
  EXPECT_TRUE(made().json.starts_with(json_mark));
}

TEST(Report, is_the_same_for_the_same_seed) {
  Made const again = make(1);
  EXPECT_EQ(again.page, made().page);
  EXPECT_EQ(again.json, made().json);
  EXPECT_NE(make(2).json, made().json);
}

TEST(Report, the_page_has_the_numbers_of_the_json) {
  json::value const report = json::parse(made().json);
  auto const& months = report.at("months").as_array();
  EXPECT_EQ(months.size(), 13U);
  auto const held = months.back().at("records").to_number<std::uint64_t>();
  EXPECT_GT(held, 30U);
  EXPECT_THAT(made().page,
              HasSubstr("<strong class=\"figure\">" + std::to_string(held) + " records</strong>"));
  auto const by_contract =
      months.back().at_pointer("/by_purpose/contract/records").to_number<std::uint64_t>();
  EXPECT_THAT(made().page, HasSubstr("data-n=\"" + std::to_string(by_contract) + "\""));
  EXPECT_EQ(report.at("clauses").as_array().size(), 4U);
}

TEST(Figures, are_as_people_write_them) {
  auto const en = pages::Phrases::of("en");
  auto const sv = pages::Phrases::of("sv");
  EXPECT_EQ(decimal_in_words(0, en), "0");
  EXPECT_EQ(decimal_in_words(0.44, sv), "0,4");
  EXPECT_EQ(decimal_in_words(7.96, en), "8");
  EXPECT_EQ(decimal_in_words(9.97, en), "10");
  EXPECT_EQ(decimal_in_words(1234.5, en), "1,235");
  EXPECT_EQ(bytes_in_words(820, en), "820 bytes");
  EXPECT_EQ(bytes_in_words(1240, sv), "1,2 kB");
  EXPECT_EQ(bytes_in_words(34e6, en), "34 MB");
  EXPECT_EQ(span_in_words(std::chrono::days{1}, en), "1 day");
  EXPECT_EQ(span_in_words(std::chrono::days{14}, sv), "14 dagar");
  EXPECT_EQ(span_in_words(std::chrono::days{2885}, en), "7.9 years");
  EXPECT_EQ(share_in_words(0, 0), "0 %");
  EXPECT_EQ(share_in_words(1, 1000), "< 1 %");
  EXPECT_EQ(share_in_words(999, 1000), "> 99 %");
  EXPECT_EQ(share_in_words(1, 3), "33 %");
}

TEST(Figures, a_script_is_named_by_its_sum_in_base64) {
  // Of the empty text.
  EXPECT_EQ(script_source("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

}  // namespace
}  // namespace lofte::edge::report

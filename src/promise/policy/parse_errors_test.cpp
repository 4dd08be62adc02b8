// Each error of the language: a policy that has it, and has nothing else wrong.
#include <gmock/gmock.h>

#include "promise/policy/parse.hpp"
#include "promise/policy/sample.hpp"

namespace lofte::promise::policy {
namespace {

using sample::and_also;
using sample::with;

struct Wrong {
  std::string name;
  std::string code;
  std::string text;
  std::string remedy{};  // a part of it
};

std::string many(std::size_t count, std::string_view before, std::string_view after) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += std::string(before) + std::to_string(i) + std::string(after);
  }
  return text;
}

std::string purposes(std::size_t count, std::string_view keep) {
  return and_also(many(count, "[purpose.more",
                       "]\ntitle = \"More\"\nbasis = \"contract\"\nrecords = [\"order\"]\n"
                       "data = [\"name\"]\nkeep = \"" +
                           std::string(keep) + "\"\n"));
}

std::string keep(std::string_view phrase) {
  return with("4 years after order completed", phrase);
}

std::string clauses(std::size_t count) {
  std::string phrase = "1 year after order placed";
  for (std::size_t i = 1; i < count; ++i) {
    phrase += ", or 1 year after order placed";
  }
  return phrase;
}

std::string latest_of_many() {
  std::string text(sample::text());
  for (int record = 0; record < 5; ++record) {
    std::string const name = "r" + std::to_string(record);
    text += "[record." + name + "]\nfields = { a = \"name\" }\nevents = [" +
            many(16, "\"e", "\", ") + "]\n";
  }
  for (int record = 0; record < 5; ++record) {
    std::string const name = "r" + std::to_string(record);
    text += "[purpose.p" + name + "]\ntitle = \"T\"\nbasis = \"contract\"\nrecords = [\"" + name +
            "\"]\ndata = [\"name\"]\nkeep = \"";
    for (int event = 0; event < 16; ++event) {
      text += (event == 0 ? "" : ", or ") + std::string("1 day after latest ") + name + " e" +
              std::to_string(event);
    }
    text += "\"\n";
  }
  return text;
}

std::string const cookie =
    "[cookie.basket]\nparty = \"first\"\npurpose = \"contract\"\ndescription = \"d\"\n";
std::string const recipient = "[recipient.carrier]\npurpose = \"contract\"\n";

std::vector<Wrong> all_wrongs() {
  return {
      {"not_toml", "toml.syntax", "language = "},
      {"not_utf8", "toml.syntax", "language = \"\xff\""},
      {"twice", "toml.syntax",
       with("[controller]", "timezone = \"UTC\"\n[controller]\nname = \"a\"\n[controller]")},
      {"deep", "toml.too_deep", "a" + many(400, ".b", "") + " = 1"},
      {"too_large", "limit.bytes", std::string(policy_bytes_max + 1, '#')},
      {"unknown_key", "key.unknown", with("law =", "lwa = \"x\"\nlaw ="), "\"law\""},
      {"unknown_section", "key.unknown", and_also("[purposes.x]\n"), "\"purpose\""},
      {"missing_key", "key.missing", with("language = \"en\"\n", "languages = [\"en\"]\n")},
      {"missing_name", "key.missing", with("name = \"The Corner Shop\"", ""), "name"},
      {"missing_title", "key.missing", with("title = \"Deliver\"\n", ""), "title"},
      {"missing_basis", "key.missing", with("basis = \"contract\"\n", ""), "basis"},
      {"missing_records", "key.missing", with("records = [\"order\"]\n", ""), "records"},
      {"missing_data", "key.missing",
       with("data = [\"name\", \"email\", \"order_history\"]\n", "")},
      {"conflict", "key.conflict",
       with("data = { account", "records = [\"account\"]\ndata = { account")},
      {"wrong_kind", "value.kind", with("label = \"name\"", "label = 7")},
      {"wrong_item", "value.kind",
       with("[\"placed\", \"completed\"]", "[\"placed\", \"completed\", 7]")},
      {"no_basis", "value.empty", with("basis = \"contract\"", "basis = []")},
      {"language_code", "value.language",
       with("language = \"en\"", "language = \"en\"\nlanguages = [\"Swedish\"]")},
      {"timezone", "value.timezone", with("Europe/Stockholm", "Europe/Stokholm")},
      {"not_a_day", "value.month_day", with("12-31", "31-12")},
      {"no_such_day", "value.month_day", with("12-31", "04-31")},
      {"date", "value.date", with("2026-01-01", "1582-10-15")},
      {"country", "value.country", and_also(recipient + "country = \"Sweden\"\n")},
      {"webhook_in_the_clear", "value.webhook",
       and_also(recipient + "country = \"SE\"\nwebhook = \"http://partner.example/\"\n")},
      {"webhook_with_user", "value.webhook",
       and_also(recipient + "country = \"SE\"\nwebhook = \"https://a@partner.example/\"\n")},
      {"webhook_with_fragment", "value.webhook",
       and_also(recipient + "country = \"SE\"\nwebhook = \"https://partner.example/#a\"\n")},
      {"webhook_of_another_kind", "value.webhook",
       and_also(recipient + "country = \"SE\"\nwebhook = \"ftp://partner.example/\"\n")},
      {"webhook_that_looks_like_home", "value.webhook",
       and_also(recipient + "country = \"SE\"\nwebhook = \"http://127.0.0.1.partner.example/\"\n")},
      {"text_missing", "text.missing",
       with("title = \"Deliver\"", "title = { sv = \"L\" }\n")
           .replace(0, 15, "language = \"en\"\nlanguages = [\"sv\"]")},
      {"category", "reference.unknown", with("email = \"email\"", "email = \"e_mail\""),
       "\"email\""},
      {"record", "reference.unknown", keep("1 year after ordre completed"), "\"order\""},
      {"event", "reference.unknown", keep("1 year after order complete"), "\"completed\""},
      {"basis", "reference.unknown", with("\"legal_obligation\"", "\"legal_obligations\""),
       "\"legal_obligation\""},
      {"kept_record", "reference.unknown",
       with("keep = \"4 years after order completed\"",
            "keep = { order = \"4 years after order completed\", account = \"1 day after account "
            "registered\" }")},
      {"party", "reference.unknown",
       and_also(cookie + "lifetime = \"session\"\n")
           .replace(std::string(sample::text()).size() + 25, 5, "fisrt")},
      {"malformed_name", "name.malformed", and_also("[data.Name]\nlabel = \"n\"\n")},
      {"long_name", "name.malformed",
       and_also("[data." + std::string(65, 'a') + "]\nlabel = \"n\"\n")},
      {"cookie_name", "name.malformed", and_also("[cookie.\"a b\"]\n")},
      {"reserved_name", "name.reserved", and_also("[record.latest]\nfields = { a = \"name\" }\n")},
      {"name_twice", "name.twice",
       with("\"placed\", \"completed\"", "\"placed\", \"completed\", \"placed\"")},
      {"hashes", "name.collision",
       with("\"placed\", \"completed\"", "\"placed\", \"completed\", \"costarring\", \"liquid\"")},
      {"purpose_hashes", "name.collision",
       and_also("[purpose.altarage]\ntitle = \"T\"\nbasis = \"contract\"\n[purpose.zinke]\ntitle = "
                "\"T\"\nbasis = \"contract\"\n")},
      {"empty_record", "record.empty", and_also("[record.nothing]\nfields = {}\n")},
      {"absent", "purpose.absent",
       with("account = [\"name\", \"email\"]", "account = [\"name\", \"order_history\"]")},
      {"nothing", "purpose.nothing", with("account = [\"name\", \"email\"]", "account = []")},
      {"cookie_years", "cookie.lifetime", and_also(cookie + "lifetime = \"1 calendar year\"\n")},
      {"empty_phrase", "phrase.empty", keep("")},
      {"dangling_comma", "phrase.empty", keep("1 year after order placed,")},
      {"no_number", "phrase.number", keep("some years after order placed")},
      {"zero", "phrase.number", keep("0 years after order placed")},
      {"too_many_years", "phrase.number", keep("1001 years after order placed")},
      {"no_unit", "phrase.unit", keep("2 yeers after order placed"), "\"years\""},
      {"no_after", "phrase.word", keep("2 years from order placed")},
      {"no_most", "phrase.word", keep("until withdrawn, at least 2 years after order placed")},
      {"no_event", "phrase.event", keep("2 years after order")},
      {"no_record", "phrase.event", keep("2 years after")},
      {"trailing", "phrase.trailing", keep("2 years after order placed or until withdrawn"),
       "comma"},
      {"join", "phrase.join", keep("2 years after order placed, and until withdrawn")},
      {"cap_first", "phrase.cap",
       keep("until withdrawn, at most 1 year after order placed, or 2 years after order placed")},
      {"cap_of_latest", "phrase.cap",
       keep("until withdrawn, at most 1 year after latest order placed")},
      {"other_record", "phrase.other_record", keep("2 years after account registered"), "latest"},
      {"other_until", "phrase.other_record", keep("until account registered")},
      {"long_phrase", "limit.phrase", keep(clauses(17))},
      {"many_purposes", "limit.purposes", purposes(62, "1 day after order placed")},
      {"many_clauses_of_record", "limit.clauses", purposes(6, clauses(16))},
      {"many_latest", "limit.latest", latest_of_many()},
      {"many_records", "limit.records",
       and_also(many(63, "[record.r", "]\nfields = { a = \"name\" }\n"))},
      {"many_fields", "limit.fields",
       and_also("[record.wide]\nfields = { " +
                many(65, "f", " = \"name\", ").append("g = \"name\" }\n"))},
      {"many_events", "limit.events",
       and_also("[record.long]\nfields = { a = \"name\" }\nevents = [" + many(17, "\"e", "\", ") +
                "]\n")},
      {"many_categories", "limit.categories", and_also(many(253, "[data.d", "]\nlabel = \"d\"\n"))},
  };
}

class PolicyErrors : public testing::TestWithParam<Wrong> {};

TEST_P(PolicyErrors, is_told_with_its_code_place_and_remedy) {
  Wrong const& wrong = GetParam();
  Parsed const result = parse(wrong.text, "p.toml");
  EXPECT_FALSE(result.policy);
  ASSERT_FALSE(result.findings.empty());
  std::string const told = sample::told(result.findings);
  for (Finding const& finding : result.findings) {
    EXPECT_EQ(finding.code, wrong.code) << told;
    EXPECT_EQ(finding.severity, Severity::error);
    EXPECT_GE(finding.at.line, 1U);
    EXPECT_GE(finding.at.column, 1U);
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.remedy.empty());
  }
  EXPECT_THAT(told, testing::HasSubstr(wrong.remedy));
}

INSTANTIATE_TEST_SUITE_P(Each, PolicyErrors, testing::ValuesIn(all_wrongs()),
                         [](auto const& test) { return test.param.name; });

}  // namespace
}  // namespace lofte::promise::policy

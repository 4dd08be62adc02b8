// docs/policy-language.md names every code that the module can tell, and every word it knows.
#include <gmock/gmock.h>

#include <filesystem>
#include <regex>
#include <set>

#include "promise/policy/data_kinds.hpp"
#include "promise/policy/sample.hpp"
#include "promise/policy/words.hpp"

namespace lofte::promise::policy {
namespace {

using testing::HasSubstr;

std::string const root = LOFTE_SOURCE_DIR;

std::string document() {
  return sample::read_file(root + "/docs/policy-language.md");
}

std::string source_of_module() {
  std::string text;
  for (auto const& file : std::filesystem::directory_iterator(root + "/src/promise/policy")) {
    std::string const name = file.path().filename().string();
    if (name.ends_with(".cpp") && !name.ends_with("_test.cpp")) {
      text += sample::read_file(file.path().string());
    }
  }
  return text;
}

std::set<std::string> codes_in(std::string const& source) {
  static std::regex const literal(
      "\"((?:toml|key|value|text|reference|name|record|purpose|cookie|cookies|phrase|limit|policy|"
      "consent|clause|transfer|recipient|disclosure|rights|field|basis|retention|data|term|optout|"
      "controller|changes|meta|numbering)\\.[a-z_]+)\"");
  std::set<std::string> codes;
  for (std::sregex_iterator at(source.begin(), source.end(), literal), end; at != end; ++at) {
    codes.insert((*at)[1]);
  }
  codes.erase("consent.act");  // a section, not a code
  return codes;
}

TEST(LanguageDocument, names_every_code) {
  auto const codes = codes_in(source_of_module());
  EXPECT_GT(codes.size(), 60U);
  for (std::string const& code : codes) {
    EXPECT_THAT(document(), HasSubstr("`" + code + "`")) << code;
  }
}

TEST(LanguageDocument, names_every_word) {
  std::vector<std::string> all(data_kinds.begin(), data_kinds.end());
  for (auto const& some :
       {words::bases(), words::uses(), words::transfer_bases(), words::disclosure_grounds(),
        words::rights(), words::safeguards(), words::third_party_marketing(), words::notices()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  std::string const text = document();
  for (std::string const& word : all) {
    EXPECT_THAT(text, HasSubstr("`" + word + "`")) << word;
  }
}

}  // namespace
}  // namespace lofte::promise::policy

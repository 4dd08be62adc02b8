#include "scenarios/policy_text.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "promise/policy/parse.hpp"
#include "scenarios/words.hpp"

namespace lofte::scenarios {

namespace {

constexpr char const* frame = R"(
language = "en"
timezone = "Europe/Stockholm"
[version]
number = "1"
date = 2020-01-01
[controller]
name = "Sample shop"
organisation_number = "000000-0000"
email = "privacy@example.com"
[data.name]
label = "name"
[data.phone]
label = "telephone number"
[record.order]
fields = { name = "name", phone = "phone" }
events = ["placed", "shipped", "completed", "disputed", "settled"]
[record.account]
fields = { name = "name", phone = "phone" }
events = ["registered", "closed"]
)";

promise::policy::Policy parsed(std::string const& text, std::string const& path) {
  auto result = promise::policy::parse(text, path);
  if (!result.policy) {
    std::string all = "the scenario's policy has errors:";
    for (auto const& finding : result.findings) {
      all += "\n  " + promise::policy::to_string(finding, path);
    }
    throw std::runtime_error(all);
  }
  return std::move(*result.policy);
}

}  // namespace

promise::policy::Policy read_policy(std::string const& folder, std::string const& name) {
  std::string const path = folder + "/" + name + ".toml";
  std::ifstream file(path);
  if (!file) {
    throw std::runtime_error("no policy " + path);
  }
  std::stringstream text;
  text << file.rdbuf();
  return parsed(text.str(), path);
}

PolicyText::PolicyText() = default;

void PolicyText::add_purpose(std::string const& line) {
  auto const phrase = halves(line, ":");
  auto const holds = phrase ? halves(phrase->before, " holds ") : std::nullopt;
  auto const of = holds ? halves(holds->after, " of ") : std::nullopt;
  auto const by = of ? halves(of->after, " by ") : std::nullopt;
  if (!by) {
    throw std::runtime_error(
        "a purpose reads \"NAME holds FIELDS of SHAPE by BASIS: PHRASE\", not \"" + line + "\"");
  }
  std::string data;
  for (std::string const& category : split(of->before, ",")) {
    data += (data.empty() ? "\"" : ", \"") + category + "\"";
  }
  auto const law = halves(by->after, " citing ");
  purposes_ += "[purpose." + holds->before + "]\ntitle = \"" + holds->before + "\"\nbasis = \"" +
               (law ? law->before : by->after) + "\"\n" +
               (law ? "law = \"" + law->after + "\"\n" : "") + "records = [\"" + by->before +
               "\"]\ndata = [" + data + "]\nkeep = \"" + phrase->after + "\"\n";
}

promise::policy::Policy PolicyText::parsed() const {
  return scenarios::parsed("fiscal_year_ends = \"" + fiscal_year_ends_ + "\"\n" + frame + purposes_,
                           "scenario.toml");
}

}  // namespace lofte::scenarios

// Holds every include to what the build declares: a module may include itself, what it names in
// src/CMakeLists.txt, and what those name in turn. A floor uses the ones below it, and a foreign
// library is seen by its own modules alone.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "source_files.hpp"

namespace lofte::tests {
namespace {

using Modules = std::map<std::string, std::vector<std::string>>;  // folder → what it declares

// Lines of "custody/keys: custody/store base", as the build writes them.
Modules parse_modules(std::string_view text) {
  Modules modules;
  for (std::string_view line : lines_of(text)) {
    std::size_t const colon = line.find(':');
    if (colon == line.npos) {
      continue;
    }
    auto& uses = modules[std::string(line.substr(0, colon))];
    std::istringstream words{std::string(line.substr(colon + 1))};
    for (std::string word; words >> word;) {
      uses.push_back(word);
    }
  }
  return modules;
}

void reach(Modules const& modules, std::string const& from, std::set<std::string>& reached) {
  if (!reached.insert(from).second || !modules.contains(from)) {
    return;
  }
  for (std::string const& next : modules.at(from)) {
    reach(modules, next, reached);
  }
}

std::optional<std::size_t> floor_of(std::string_view module) {
  static constexpr std::array<std::string_view, 5> floors{"base", "promise", "custody", "shop",
                                                          "edge"};
  for (std::size_t i = 0; i < floors.size(); ++i) {
    if (module == floors[i] || module.starts_with(std::string(floors[i]) + "/")) {
      return i;
    }
  }
  return std::nullopt;
}

std::string folder_of(std::string_view path) {
  return std::string(path.substr(0, std::min(path.rfind('/'), path.size())));
}

struct Library {
  std::string_view header;                // how its headers begin
  std::vector<std::string_view> modules;  // who may see it; a floor's name admits the whole floor
};

std::vector<Library> const& libraries() {
  static std::vector<Library> const all{
      {"boost/beast", {"edge/http"}},
      {"boost/asio", {"edge/http"}},
      {"boost/json", {"edge", "custody/ledger", "custody/webauthn"}},
      {"boost/nowide", {"base"}},
      {"boost/", {"edge"}},
      {"rocksdb/", {"custody/store"}},
      {"libpq-fe.h", {"custody/store"}},
      {"toml++/", {"promise/policy", "edge/import"}},
      {"sodium", {"base", "custody/crypto"}},
      {"openssl/", {"custody/crypto", "custody/webauthn", "edge/http"}},
      {"cbor.h", {"custody/webauthn"}},
      {"curl/", {"edge/http", "edge/mail"}},
      {"date/", {"base"}},
      {"csv.h", {"edge/import"}},
      {"p11-kit/", {"custody/token"}},
      {"gmime/", {"edge/mail", "edge/upload"}},
      {"glib.h", {"edge/mail"}},
      {"opendkim/", {"edge/mail"}},
      {"idn2.h", {"edge/mail"}},
      {"ctemplate/", {"edge/pages", "edge/report"}},
      {"CLI/", {"edge/cli"}},
      {"spdlog/", {"edge"}},
      {"prometheus/", {"edge/api"}},
      // What must be is computed without looking at the world.
      {"fstream", {"base", "custody", "edge"}},
      {"iostream", {"edge"}},
      {"filesystem", {"custody", "edge"}},
      {"thread", {"custody", "edge"}},
      {"unistd.h", {"custody", "edge"}},
      {"sys/", {"custody", "edge"}},
  };
  return all;
}

bool may_see(Library const& library, std::string const& module) {
  return std::ranges::any_of(library.modules, [&](std::string_view allowed) {
    return module == allowed || module.starts_with(std::string(allowed) + "/");
  });
}

std::optional<std::string> fault_of_own_include(Modules const& modules, std::string const& module,
                                                std::string const& included) {
  std::string const target = folder_of(included);
  if (!modules.contains(target)) {
    return "which is in no module";
  }
  if (floor_of(target) > floor_of(module)) {
    return "which is on a floor above";
  }
  std::set<std::string> reached;
  reach(modules, module, reached);
  return reached.contains(target) ? std::nullopt
                                  : std::optional("which " + module + " does not declare");
}

std::optional<std::string> fault_of_foreign_include(std::string const& module,
                                                    std::string const& included) {
  for (Library const& library : libraries()) {
    if (included.starts_with(library.header)) {
      return may_see(library, module) ? std::nullopt
                                      : std::optional("which is not for " + module + " to see");
    }
  }
  return std::nullopt;
}

std::vector<std::string> faults_of_declarations(Modules const& modules) {
  std::vector<std::string> faults;
  for (auto const& [module, uses] : modules) {
    if (!floor_of(module)) {
      faults.push_back(module + " is on no floor");
    }
    for (std::string const& used : uses) {
      if (!modules.contains(used)) {
        faults.push_back(module + " declares " + used + ", which is no module");
      } else if (floor_of(used) > floor_of(module)) {
        faults.push_back(module + " declares " + used + ", which is on a floor above");
      }
    }
  }
  return faults;
}

// A test may look at files and start threads, whatever its module is.
bool is_world(std::string const& included) {
  static std::set<std::string> const world{"fstream", "iostream", "filesystem", "thread"};
  return world.contains(included);
}

std::vector<std::string> faults_of_includes(Modules const& modules,
                                            std::vector<SourceFile> const& files) {
  static std::regex const pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<std::string> faults;
  for (SourceFile const& file : files) {
    bool const is_code = file.path.ends_with(".cpp") || file.path.ends_with(".hpp");
    if (!file.path.starts_with("src/") || file.path == "src/main.cpp" || !is_code) {
      continue;
    }
    std::string const module = folder_of(std::string_view(file.path).substr(4));
    if (!modules.contains(module)) {
      faults.push_back(file.path + " is in no module");
      continue;
    }
    std::size_t number = 0;
    for (std::string_view line : lines_of(file.text)) {
      ++number;
      std::cmatch match;
      if (!std::regex_search(line.begin(), line.end(), match, pattern)) {
        continue;
      }
      std::string const included = match[2];
      if ((file.path.ends_with("_test.cpp") || file.path.ends_with("_test.hpp")) &&
          is_world(included)) {
        continue;
      }
      auto const fault = match[1] == "\"" ? fault_of_own_include(modules, module, included)
                                          : fault_of_foreign_include(module, included);
      if (fault) {
        faults.push_back(file.path + ":" + std::to_string(number) + " includes " + included + ", " +
                         *fault);
      }
    }
  }
  return faults;
}

std::string read_file(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Layering, HoldsInTheWholeHouse) {
  Modules const modules = parse_modules(read_file(LOFTE_MODULES_FILE));
  ASSERT_TRUE(modules.contains("base")) << LOFTE_MODULES_FILE;
  auto const files = source_files(LOFTE_SOURCE_DIR);
  ASSERT_FALSE(files.empty());
  EXPECT_THAT(faults_of_declarations(modules), IsEmpty());
  EXPECT_THAT(faults_of_includes(modules, files), IsEmpty());
}

Modules planted() {
  return parse_modules(
      "base: \n"
      "promise/policy: base\n"
      "promise/retention: promise/policy\n"
      "custody/store: base\n"
      "edge/http: base\n");
}

std::vector<std::string> faults_of(std::string path, std::string text) {
  return faults_of_includes(planted(), {{std::move(path), std::move(text)}});
}

TEST(Layering, AllowsWhatIsDeclaredAndWhatThatDeclares) {
  EXPECT_THAT(
      faults_of(
          "src/promise/retention/term.hpp",
          "#include <vector>\n#include \"base/day.hpp\"\n#include \"promise/policy/policy.hpp\"\n"
          "#include \"promise/retention/rules.hpp\"\n"),
      IsEmpty());
  EXPECT_THAT(faults_of("src/edge/http/server.cpp", "#include <boost/beast/core.hpp>\n"),
              IsEmpty());
  EXPECT_THAT(faults_of("src/promise/policy/parse_test.cpp", "#include <fstream>\n"), IsEmpty());
}

TEST(Layering, FailsAnIncludeThatIsNotDeclared) {
  EXPECT_THAT(faults_of("src/edge/http/server.cpp", "\n#include \"custody/store/store.hpp\"\n"),
              ElementsAre("src/edge/http/server.cpp:2 includes custody/store/store.hpp, "
                          "which edge/http does not declare"));
}

TEST(Layering, FailsAnIncludeFromAFloorAbove) {
  EXPECT_THAT(faults_of("src/base/day.hpp", "#include \"promise/policy/policy.hpp\"\n"),
              ElementsAre(HasSubstr("floor above")));
  EXPECT_THAT(faults_of_declarations(parse_modules("base: edge/http\nedge/http: base\n")),
              ElementsAre(HasSubstr("floor above")));
}

TEST(Layering, FailsAForeignLibraryOutsideItsModules) {
  EXPECT_THAT(faults_of("src/base/day.cpp", "#include <boost/beast/core.hpp>\n"),
              ElementsAre(HasSubstr("beast")));
  EXPECT_THAT(faults_of("src/edge/http/server.cpp", "  #  include <rocksdb/db.h>\n"),
              ElementsAre(HasSubstr("rocksdb")));
  EXPECT_THAT(faults_of("src/custody/store/store.cpp", "#include <toml++/toml.h>\n"),
              ElementsAre(HasSubstr("toml")));
  EXPECT_THAT(faults_of("src/custody/store/store.cpp", "#include <sodium.h>\n"),
              ElementsAre(HasSubstr("sodium")));
  EXPECT_THAT(faults_of("src/promise/policy/parse.cpp", "#include <fstream>\n"),
              ElementsAre(HasSubstr("fstream")));
}

TEST(Layering, FailsWhatIsInNoModule) {
  EXPECT_THAT(faults_of("src/attic/box.cpp", ""), ElementsAre("src/attic/box.cpp is in no module"));
  EXPECT_THAT(faults_of("src/base/day.cpp", "#include \"attic/box.hpp\"\n"),
              ElementsAre(HasSubstr("no module")));
  EXPECT_THAT(faults_of_declarations(parse_modules("base: attic\n")),
              ElementsAre(HasSubstr("no module")));
  EXPECT_THAT(faults_of_declarations(parse_modules("attic: \n")),
              ElementsAre("attic is on no floor"));
}

}  // namespace
}  // namespace lofte::tests

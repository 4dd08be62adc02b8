// A mapping file, then a CSV file, as bytes: nothing may crash, every error of a mapping has a
// place, and every row becomes records, a skipped row, or a row with its reason.
//
// Input: the mapping, a line of "----", the CSV.
#include <cstdint>
#include <sstream>
#include <string>

#include "base/failure.hpp"
#include "edge/import/mapping_rows.hpp"

namespace {

using namespace lofte;
using namespace lofte::edge::import;

promise::policy::Policy const& policy() {
  static promise::policy::Policy const shop = [] {
    promise::policy::Policy made;
    promise::policy::Shape order;
    order.name = "order";
    order.fields = {{.name = "name", .category = 0, .at = {}},
                    {.name = "lines", .category = 0, .at = {}}};
    order.events = {{.name = "placed", .at = {}}, {.name = "completed", .at = {}}};
    made.shapes = {order};
    return made;
  }();
  return shop;
}

void check_row(MappedRow const& mapped) {
  if (auto const* made = std::get_if<ImportRow>(&mapped)) {
    require(!made->subject.empty(), "a row has a subject");
    for (ImportRecord const& record : made->records) {
      require(record.shape == "order" && !record.reference.empty(),
              "a record has a shape and a reference");
      require(!record.events.empty(), "a record has an event");
      for (auto const& [name, day] : record.events) {
        require(day >= day_min && day <= day_max, "an event's day is within reason");
      }
    }
  } else if (auto const* bad = std::get_if<BadRow>(&mapped)) {
    require(!bad->reason.empty() && bad->line > 1, "a bad row has a reason and a line");
  }
}

void import(Mapping mapping, std::string_view file) {
  CsvSettings const settings{.delimiter = mapping.delimiter};
  CsvReader reader = CsvReader::read(std::make_unique<std::istringstream>(std::string(file)),
                                     "fuzzed.csv", settings);
  auto mapper =
      RowMapper::bind(std::move(mapping), reader.header(), TimeZone::named("Europe/Stockholm"));
  if (!mapper) {
    require(!mapper.error().empty(), "a mapping that does not fit says why");
    return;
  }
  std::uint64_t line = 1;
  while (auto const row = reader.next()) {
    std::uint64_t const here = *row ? (*row)->line : row->error().line;
    require(here > line, "lines go forward");
    line = here;
    if (*row) {
      require((*row)->fields.size() == reader.header().size(),
              "a row is as wide as the header line");
      check_row(mapper->map(**row, reader.raw()));
    }
  }
  require(reader.bytes_read() == file.size(), "a file is read to its end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const input(reinterpret_cast<char const*>(data), size);
  std::size_t const cut = input.find("\n----\n");
  auto parsed = parse_mapping(input.substr(0, cut), "fuzzed.toml", policy());
  require(parsed.mapping.has_value() == parsed.findings.empty(),
          "a mapping is there, or what is wrong with it");
  for (Finding const& finding : parsed.findings) {
    require(finding.at.line > 0 && !finding.code.empty() && !finding.message.empty(),
            "a finding has its place");
  }
  if (parsed.mapping && cut != input.npos) {
    try {
      import(*std::move(parsed.mapping), input.substr(cut + 6));
    } catch (Failure const& failure) {
      require(failure.code().starts_with("csv."), "only the file as a whole fails");
    }
  }
  return 0;
}

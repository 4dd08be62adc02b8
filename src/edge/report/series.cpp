#include "edge/report/series.hpp"

#include <algorithm>

#include "edge/pages/describe.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::report {

using pages::Filling;
using shop::forecast::Month;

namespace {

struct Column {
  std::string name{};
  std::vector<std::uint64_t> numbers{};  // by month
  std::string_view mark{};               // a section of the heading
};

std::uint64_t greatest(Column const& column) {
  return std::ranges::max(column.numbers);
}

template <typename Number>
Column column_of(SeriesContext const& context, std::string name, Number const& number) {
  Column column{.name = std::move(name)};
  for (Month const& month : context.forecast.months) {
    column.numbers.push_back(number(month));
  }
  return column;
}

void drop_empty_and_sort(std::vector<Column>& columns) {
  std::erase_if(columns, [](Column const& column) { return greatest(column) == 0; });
  std::ranges::sort(columns, [](Column const& one, Column const& other) {
    return std::pair(greatest(other), std::string_view(one.name)) <
           std::pair(greatest(one), std::string_view(other.name));
  });
}

void fill_table(Filling& table, SeriesContext const& context, std::vector<Column> const& columns) {
  for (Column const& column : columns) {
    Filling heading = table.section("COLUMN");
    heading.set("NAME", column.name);
    if (!column.mark.empty()) {
      heading.section(column.mark);
    }
  }
  auto const& months = context.forecast.months;
  for (std::size_t i = 0; i < months.size(); ++i) {
    Filling row = table.section("ROW");
    auto const time = std::chrono::seconds{months[i].day.time_since_epoch()}.count();
    row.set("TIME", std::to_string(time)).set("DATE", to_string(months[i].day));
    for (Column const& column : columns) {
      row.section("CELL")
          .set("N", std::to_string(column.numbers[i]))
          .set("TEXT", pages::number_in_words(column.numbers[i], context.phrases));
    }
  }
}

}  // namespace

void fill_purpose_series(Filling& page, SeriesContext const& context) {
  auto const& [policy, forecast, phrases] = context;
  std::vector<Column> columns;
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    columns.push_back(column_of(context, pages::purpose_title(policy, policy.purposes[i], phrases),
                                [i](Month const& month) { return month.purposes[i].records; }));
  }
  drop_empty_and_sort(columns);
  Column whole = column_of(context, std::string(phrases.text("report.all_records")),
                           [](Month const& month) { return month.records; });
  whole.mark = "WHOLE";
  columns.insert(columns.begin(), std::move(whole));
  Filling table = page.section("PURPOSE_TABLE");
  Month const& peak = forecast.peak();
  table.set("PEAK_ROW", std::to_string(&peak - forecast.months.data()))
      .set("PEAK_LABEL", phrases.filled("report.peak_label",
                                        {{"count", pages::number_in_words(peak.records, phrases)},
                                         {"date", pages::date_in_words(peak.day, phrases)}}));
  fill_table(table, context, columns);
}

void fill_data_series(Filling& page, SeriesContext const& context) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < context.policy.categories.size(); ++i) {
    auto const labels = pages::data_labels(
        context.policy, {static_cast<promise::policy::CategoryIndex>(i)}, context.phrases);
    columns.push_back(column_of(context, pages::joined(labels),
                                [i](Month const& month) { return month.categories[i]; }));
  }
  drop_empty_and_sort(columns);
  if (!columns.empty()) {
    Filling table = page.section("DATA_TABLE");
    fill_table(table, context, columns);
  }
}

void fill_gone_series(Filling& page, SeriesContext const& context) {
  auto const text = [&](std::string_view key) { return std::string(context.phrases.text(key)); };
  std::vector<Column> columns{column_of(context, text("report.records_gone"),
                                        [](Month const& month) { return month.records_gone; }),
                              column_of(context, text("report.records_added"),
                                        [](Month const& month) { return month.records_added; }),
                              column_of(context, text("report.keys_destroyed"),
                                        [](Month const& month) { return month.keys_destroyed; })};
  columns.front().mark = "BAR";
  Filling table = page.section("GONE_TABLE");
  fill_table(table, context, columns);
}

}  // namespace lofte::edge::report

#include "edge/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "edge/pages/describe.hpp"
#include "edge/pages/embedded.hpp"
#include "edge/pages/page_frame.hpp"
#include "edge/pages/words.hpp"
#include "edge/report/figures.hpp"
#include "edge/report/series.hpp"

namespace lofte::edge::report {

using pages::Filling;
using pages::number_in_words;
using pages::Phrases;
using promise::policy::Policy;
using promise::policy::Purpose;
using shop::forecast::Forecast;
using shop::forecast::Longest;
using shop::forecast::Month;
using shop::forecast::Part;
using shop::forecast::ToldOfShape;
using End = shop::forecast::SpanKey::End;

namespace {

constexpr std::size_t longest_shown_max = 12;

std::string file_name(std::string const& path) {
  return path.substr(path.rfind('/') + 1);
}

class ReportPage {
 public:
  explicit ReportPage(ReportContext const& context)
      : context_(context),
        policy_(context.policy),
        forecast_(context.forecast),
        phrases_(Phrases::of(pages::shown_language(policy_, context.language))) {}

  std::string make() const {
    ctemplate::TemplateDictionary dictionary("report");
    Filling page(dictionary);
    fill_frame(page);
    fill_answers(page);
    fill_series(page);
    fill_rules(page);
    fill_longest(page);
    fill_told(page);
    fill_how(page);
    return pages::Rendering("templates/report_layout.html", "templates/report.html")
        .with(dictionary, phrases_);
  }

 private:
  std::string number(std::uint64_t count) const { return number_in_words(count, phrases_); }
  std::string date(Day day) const { return pages::date_in_words(day, phrases_); }

  std::string years() const {
    return pages::duration_in_words(
        {.count = forecast_.settings.years, .unit = promise::policy::Unit::years}, phrases_);
  }

  void fill_frame(Filling& page) const {
    auto const& library = pages::embedded_file("uplot/dist/uPlot.iife.min.js");
    auto const& script = pages::embedded_file("scripts/report.js");
    page.set("LANGUAGE", phrases_.language())
        .set("CONTROLLER", policy_.controller.get("name"))
        .set("TITLE", phrases_.filled("report.title", {{"years", years()}}))
        .set("STYLE", std::string(pages::embedded_file("styles/lofte.css").content) +
                          std::string(pages::embedded_file("uplot/dist/uPlot.min.css").content) +
                          std::string(pages::embedded_file("styles/report.css").content))
        .set("SCRIPT_SOURCES", script_source(library.sha256) + " " + script_source(script.sha256))
        .set("LIBRARY", library.content)
        .set("SCRIPT", script.content)
        .set("LICENCE", pages::embedded_file("uplot/LICENSE").content)
        .set("MADE", phrases_.filled("report.made", {{"program", context_.program}}));
  }

  void answer(Filling& page, std::string_view what, std::string const& figure,
              std::string const& more) const {
    page.section("ANSWER").set("WHAT", what).set("FIGURE", figure).set("MORE", more);
  }

  std::string records(std::uint64_t count) const {
    return count == 1 ? std::string(phrases_.text("figure.record"))
                      : phrases_.filled("figure.records", {{"count", number(count)}});
  }

  std::string people(std::uint64_t count) const {
    return count == 1 ? std::string(phrases_.text("figure.person"))
                      : phrases_.filled("figure.people", {{"count", number(count)}});
  }

  void fill_answers(Filling& page) const {
    Month const& end = forecast_.end();
    Month const& peak = forecast_.peak();
    page.set("LEAD",
             phrases_.filled("report.lead", {{"policy", file_name(context_.policy_file)},
                                             {"records", records(forecast_.happened.records)},
                                             {"people", people(forecast_.customers)},
                                             {"first", date(forecast_.settings.first_day())},
                                             {"end", date(end.day)}}));
    answer(page, phrases_.filled("report.at_end", {{"date", date(end.day)}}), records(end.records),
           phrases_.filled("report.at_end_more",
                           {{"people", people(end.people)},
                            {"values", number(end.values)},
                            {"bytes", bytes_in_words(static_cast<double>(end.bytes), phrases_)}}));
    answer(page, phrases_.filled("report.at_peak", {{"date", date(peak.day)}}),
           records(peak.records), peak_more(peak));
    answer_longest(page);
    std::uint64_t const gone = forecast_.happened.records - end.records;
    answer(
        page, phrases_.text("report.gone_answer"), share_in_words(gone, forecast_.happened.records),
        phrases_.filled("report.gone_more",
                        {{"gone", number(gone)}, {"taken", number(forecast_.happened.records)}}) +
            narrowed_more());
  }

  // Whether it is still rising, and since when it is not.
  std::string peak_more(Month const& peak) const {
    bool const is_late = peak.day + std::chrono::days{400} > forecast_.end().day;
    return phrases_.filled(is_late ? "report.peak_late" : "report.peak_early",
                           {{"people", people(peak.people)}});
  }

  void answer_longest(Filling& page) const {
    Longest const* longest = nullptr;  // of the dated, if there are any
    bool has_open = false;
    for (Longest const& one : forecast_.longest) {
      has_open = has_open || one.end == End::open;
      if (longest == nullptr || one.span.longest > longest->span.longest) {
        longest = &one;
      }
    }
    if (longest == nullptr) {
      answer(page, phrases_.text("report.longest_answer"), "–",
             std::string(phrases_.text("report.nothing_held")));
      return;
    }
    bool const is_dated = longest->end == End::dated;
    Purpose const& purpose = purpose_of(longest->clause);
    std::string const more =
        phrases_.filled("report.longest_more",
                        {{"what", pages::shape_label(policy_, longest->part.shape, phrases_)},
                         {"fields", fields_in_words(longest->part)},
                         {"purpose", pages::purpose_title(policy_, purpose, phrases_)},
                         {"why", why_of(purpose)},
                         {"last", is_dated ? date(longest->span.last) : "–"}});
    std::string const undated =
        has_open ? " " + std::string(phrases_.text("report.longest_open")) : "";
    answer(page, phrases_.text("report.longest_answer"),
           is_dated ? span_in_words(longest->span.longest, phrases_)
                    : std::string(phrases_.text("report.no_date")),
           more + undated);
  }

  // The fields that most of what is still held has lost already.
  std::string narrowed_more() const {
    shop::forecast::Told const* most = nullptr;
    ToldOfShape const* of = nullptr;
    for (ToldOfShape const& told : forecast_.told) {
      for (auto const& part : told.parts) {
        bool const is_more = part.held < told.held && part.taken >= told.held &&
                             (most == nullptr || told.held - part.held > of->held - most->held);
        most = is_more ? &part : most;
        of = is_more ? &told : of;
      }
    }
    if (most == nullptr) {
      return "";
    }
    return " " + phrases_.filled("report.narrowed_more",
                                 {{"held", number(of->held)},
                                  {"what", pages::shape_label(policy_, of->shape, phrases_)},
                                  {"fields", fields_in_words(most->part)},
                                  {"lost", number(of->held - most->held)}});
  }

  void fill_series(Filling& page) const {
    SeriesContext const context{policy_, forecast_, phrases_};
    fill_purpose_series(page, context);
    fill_data_series(page, context);
    fill_gone_series(page, context);
  }

  Purpose const& purpose_of(promise::policy::ClauseIndex clause) const {
    return policy_.purposes[policy_.holdings[policy_.clauses[clause].holding].purpose];
  }

  std::string why_of(Purpose const& purpose) const {
    return purpose.law.value_or(pages::basis_in_words(purpose.basis, phrases_));
  }

  std::string fields_in_words(Part const& part) const {
    std::vector<promise::policy::CategoryIndex> data;
    auto const& fields = policy_.shapes[part.shape].fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if ((part.fields >> i & 1) != 0 &&
          std::ranges::find(data, fields[i].category) == data.end()) {
        data.push_back(fields[i].category);
      }
    }
    return pages::joined(pages::data_labels(policy_, data, phrases_));
  }

  void fill_clause(Filling& row, promise::policy::ClauseIndex clause) const {
    Purpose const& purpose = purpose_of(clause);
    row.set("PURPOSE", pages::purpose_title(policy_, purpose, phrases_))
        .set("TERM", pages::clause_in_words(policy_, policy_.clauses[clause], phrases_));
    row.text("NUMBERS", pages::joined(purpose.clauses));
    row.text("LAW", why_of(purpose));
  }

  void fill_rules(Filling& page) const {
    std::vector<promise::policy::ClauseIndex> order(forecast_.costs.size());
    std::iota(order.begin(), order.end(), promise::policy::ClauseIndex{0});
    std::ranges::sort(order, std::greater<>{}, [&](promise::policy::ClauseIndex clause) {
      return std::pair(forecast_.costs[clause].value_years_alone, -int{clause});
    });
    double const most = order.empty() ? 0 : forecast_.costs[order.front()].value_years_alone;
    double const years = forecast_.settings.years;
    for (auto const clause : order) {
      auto const& cost = forecast_.costs[clause];
      Filling row = page.section("RULE");
      fill_clause(row, clause);
      auto const shape = policy_.holdings[policy_.clauses[clause].holding].shape;
      row.set("SHAPE", pages::shape_label(policy_, shape, phrases_))
          .set("RECORD_YEARS", decimal_in_words(cost.record_years, phrases_))
          .set("ALONE", decimal_in_words(cost.record_years_alone, phrases_))
          .set("BYTES", bytes_in_words(cost.byte_years_alone / years, phrases_))
          .set("SHARE", decimal_in_words(cost.value_years_alone, phrases_))
          .set("WIDTH", width_of(cost.value_years_alone, most));
    }
  }

  static std::string width_of(double part, double whole) {
    return whole == 0 ? "0" : std::to_string(std::lround(100 * part / whole));
  }

  void fill_longest(Filling& page) const {
    std::size_t const shown = std::min(forecast_.longest.size(), longest_shown_max);
    page.set("LONGEST_CAPTION",
             phrases_.filled("report.longest_caption", {{"date", date(forecast_.end().day)}}));
    for (std::size_t i = 0; i < shown; ++i) {
      Longest const& one = forecast_.longest[i];
      Filling row = page.section("LONGEST");
      fill_clause(row, one.clause);
      row.set("SHAPE", pages::shape_label(policy_, one.part.shape, phrases_))
          .set("FIELDS", fields_in_words(one.part))
          .set("SPAN", one.end == End::open
                           ? phrases_.filled("report.since", {{"date", date(one.span.collected)}})
                           : span_in_words(one.span.longest, phrases_))
          .set("LAST", one.end == End::open ? std::string(phrases_.text("report.open"))
                                            : date(one.span.last))
          .set("RECORDS", number(one.span.records));
    }
  }

  struct Kept {
    std::uint64_t taken;
    std::uint64_t held;
  };

  void fill_kept(Filling& row, std::string const& name, Kept const& kept) const {
    std::uint64_t const gone = kept.taken - std::min(kept.held, kept.taken);
    row.set("NAME", name)
        .set("TAKEN", number(kept.taken))
        .set("HELD", number(kept.held))
        .set("SHARE", share_in_words(gone, kept.taken))
        .set("WIDTH", width_of(static_cast<double>(gone), static_cast<double>(kept.taken)));
  }

  void fill_told(Filling& page) const {
    page.set("TOLD_CAPTION",
             phrases_.filled("report.told_caption", {{"date", date(forecast_.end().day)}}));
    for (ToldOfShape const& told : forecast_.told) {
      Filling row = page.section("TOLD");
      fill_kept(row, pages::shape_label(policy_, told.shape, phrases_),
                {.taken = told.taken, .held = told.held});
      for (auto const& part : told.parts) {
        Filling of_part = page.section("TOLD");
        of_part.section("PART");
        fill_kept(of_part, fields_in_words(part.part), {.taken = part.taken, .held = part.held});
      }
    }
  }

  void fact(Filling& page, std::string_view label, std::string_view value) const {
    page.section("FACT").set("LABEL", phrases_.text(label)).set("VALUE", value);
  }

  void fill_how(Filling& page) const {
    for (auto const* key : {"report.how_code", "report.how_lives", "report.how_counted",
                            "report.how_bytes", "report.how_not"}) {
      page.section("HOW").set("TEXT", phrases_.text(key));
    }
    auto const& settings = forecast_.settings;
    auto const& happened = forecast_.happened;
    std::string coming;
    for (std::size_t i = 0; i < policy_.shapes.size(); ++i) {
      auto const shape = static_cast<promise::policy::ShapeIndex>(i);
      coming +=
          fmt::format("{}{}: {}", i == 0 ? "" : ", ", pages::shape_label(policy_, shape, phrases_),
                      number(settings.records[i]));
    }
    fact(page, "report.fact_policy",
         fmt::format("{}{}{}", context_.policy_file, policy_.version.empty() ? "" : ", ",
                     policy_.version));
    fact(page, "report.fact_years",
         fmt::format("{} – {}", date(settings.first_day()),
                     date(settings.end() - std::chrono::days{1})));
    fact(page, "report.fact_customers", number(settings.customers));
    fact(page, "report.fact_records", coming);
    fact(page, "report.fact_growth", fmt::format("{} %", settings.growth_percent));
    fact(page, "report.fact_seed", std::to_string(settings.seed));
    fact(page, "report.fact_happened",
         phrases_.filled("report.happened", {{"consents", number(happened.consents)},
                                             {"withdrawals", number(happened.withdrawals)},
                                             {"objections", number(happened.objections)},
                                             {"erasures", number(happened.erasures)},
                                             {"restrictions", number(happened.restrictions)},
                                             {"holds", number(happened.legal_holds)}}));
    fact(page, "report.fact_refused", number(happened.refused));
    page.set("COMMAND", context_.command);
  }

  ReportContext const& context_;
  Policy const& policy_;
  Forecast const& forecast_;
  Phrases phrases_;
};

}  // namespace

std::string report_page(ReportContext const& context) {
  return ReportPage(context).make();
}

}  // namespace lofte::edge::report

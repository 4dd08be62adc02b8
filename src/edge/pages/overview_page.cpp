// CustomerPages::overview: everything held of a person, on a line of years.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/held_record.hpp"
#include "edge/pages/timeline.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::pages {
namespace {

constexpr unsigned bar_height = 14;
constexpr unsigned bar_step = 17;
constexpr double hundred = 100;

std::string hundredths(double at) {
  return fmt::format("{:.2f}", at);
}

class Picture {
 public:
  Picture(CustomerFrame const& frame, OverviewPage const& page)
      : frame_(frame),
        words_(frame.words()),
        records_(page.records),
        line_(timeline_of(page.records, frame.view().today)) {}

  void fill(Filling section) {
    fill_summary(section);
    fill_axis(section);
    for (TimelineLane const& lane : line_.lanes) {
      fill_lane(section.section("LANE"), lane);
    }
    fill_key(section);
    for (TimelineLane const& lane : line_.lanes) {
      fill_rows(section, lane);
    }
  }

 private:
  void fill_summary(Filling& section) {
    std::optional<Day> first;
    std::optional<Day> last;
    std::uint64_t open = 0;
    for (HeldRecord const& record : records_) {
      std::optional<Day> const ends = last_day(end_of(record));
      open += ends ? 0U : 1U;
      if (ends) {
        first = std::min(first.value_or(*ends), *ends);
        last = std::max(last.value_or(*ends), *ends);
      }
    }
    Phrases const& phrases = frame_.phrases();
    section.set("COUNT", words_.counted("overview.count", records_.size()));
    auto const fact = [&](std::string_view key, std::string const& value) {
      section.section("FACT").set("LABEL", phrases.text(key)).set("VALUE", value);
    };
    if (first) {
      fact("overview.first", words_.day(*first));
      fact("overview.last", words_.day(*last));
    }
    if (open > 0) {
      fact("overview.open", words_.counted("overview.open_count", open));
    }
  }

  void fill_axis(Filling& section) {
    Day const today = frame_.view().today;
    section.set("TODAY_AT", hundredths(line_.at(today)));
    section.section(line_.at(today) > 50 ? "TODAY_LEFT" : "TODAY_RIGHT");
    section.set("DESCRIPTION", frame_.phrases().filled(
                                   "overview.picture",
                                   {{"lanes", words_.counted("overview.lanes", line_.lanes.size())},
                                    {"first", std::to_string(line_.ticks.front().year)},
                                    {"last", std::to_string(line_.ticks.back().year)}}));
    for (YearTick const& tick : line_.ticks) {
      Filling shown = section.section("YEAR");
      shown.set("AT", hundredths(tick.at));
      if (tick.label == YearTick::Label::shown) {
        shown.section("YEAR_LABEL").set("NUMBER", std::to_string(tick.year));
      }
    }
  }

  std::string name_of(TimelineLane const& lane) const {
    std::string const shape = words_.shape(lane.shape);
    return lane.records == 1 ? shape + (lane.reference.empty() ? "" : " " + lane.reference)
                             : shape + " × " + number_in_words(lane.records, frame_.phrases());
  }

  std::string href_of(TimelineLane const& lane) const {
    std::size_t const page = lane.first_record / records_on_a_page + 1;
    return frame_.to(fmt::format("{}?page={}", paths::data, page)) + "#" +
           paths::record_anchor(records_.at(lane.first_record).id);
  }

  std::string when_of(TimelineLane const& lane) const {
    return lane.from == lane.to ? words_.day(lane.from)
                                : words_.day(lane.from) + " – " + words_.day(lane.to);
  }

  std::string name_of(Keeper const& keeper) const {
    switch (keeper.kind) {
      case Keeper::Kind::purpose:
        return words_.purpose(keeper.purpose);
      case Keeper::Kind::legal_hold:
        return std::string(words_.text("held.legal_hold"));
      case Keeper::Kind::restriction:
        return std::string(words_.text("held.restricted"));
    }
    return {};
  }

  void fill_lane(Filling shown, TimelineLane const& lane) {
    shown.set("NAME", name_of(lane)).set("HREF", href_of(lane)).set("WHEN", when_of(lane));
    std::size_t const rows = std::max<std::size_t>(lane.bars.size(), 1);
    shown.set("HEIGHT", std::to_string(rows * bar_step + 3));
    unsigned top = 3;
    for (TimelineBar const& bar : lane.bars) {
      fill_bar(shown.section("BAR"), bar, top);
      top += bar_step;
    }
  }

  void fill_bar(Filling shown, TimelineBar const& bar, unsigned top) {
    constexpr double shown_min = 0.8;  // so that a fortnight can be seen
    std::size_t const number = number_of(words_.policy(), bar.keeper.purpose);
    drawn_.emplace(number == 0 ? std::numeric_limits<std::size_t>::max() : number, bar.keeper);
    bool const sure = bar.ends.kind == Ending::Kind::dated && bar.ends.last;
    double const from = std::min(line_.at(bar.from), hundred - shown_min);
    std::optional<Day> const last = last_day(bar.ends);
    double const to = last ? line_.at(*last + std::chrono::days{1}) : hundred;
    double const known = sure ? to : line_.at(frame_.view().today);
    double const width = std::max(known - from, shown_min);
    shown.set("HUE", std::to_string(hue_of(number)))
        .set("BAR_TITLE", name_of(bar.keeper) + ": " + words_.ending(bar.ends))
        .set("X", hundredths(from))
        .set("Y", std::to_string(top))
        .set("WIDTH", hundredths(width))
        .set("BAR_HEIGHT", std::to_string(bar_height))
        .set("NUMBER", sign_of(bar.keeper))
        .set("NUMBER_Y", std::to_string(top + bar_height - 3));
    if (!sure && to > from + width) {
      shown.section("OPEN")
          .set("OPEN_X", hundredths(from + width))
          .set("OPEN_WIDTH", hundredths(to - from - width));
    }
    fill_number(shown, from, from + width);
  }

  // In the bar, after it or before it, wherever there is room.
  static void fill_number(Filling& shown, double from, double to) {
    constexpr double number_width = 6;
    if (to - from >= number_width) {
      shown.section("INSIDE").set("NUMBER_X", hundredths(from));
    } else if (to < hundred - number_width) {
      shown.section("AFTER").set("NUMBER_X", hundredths(to));
    } else {
      shown.section("BEFORE").set("NUMBER_X", hundredths(from));
    }
  }

  // By which the picture tells purposes apart, beside their colours.
  std::string sign_of(Keeper const& keeper) const {
    switch (keeper.kind) {
      case Keeper::Kind::purpose:
        break;
      case Keeper::Kind::legal_hold:
        return "§";
      case Keeper::Kind::restriction:
        return "=";
    }
    std::size_t const number = number_of(words_.policy(), keeper.purpose);
    return number > 0 ? std::to_string(number) : "–";
  }

  void fill_key(Filling& section) {
    for (auto const& [order, keeper] : drawn_) {
      Filling entry = section.section("KEY");
      entry.set("HUE", std::to_string(hue_of(number_of(words_.policy(), keeper.purpose))))
          .set("NUMBER", sign_of(keeper));
      if (words_.find_purpose(keeper.purpose) == nullptr) {
        entry.section("KEY_PLAIN").set("NAME", name_of(keeper));
      } else {
        entry.section("KEY_LINK")
            .set("NAME", name_of(keeper))
            .set("HREF", frame_.to(paths::policy) + "#purpose-" + keeper.purpose);
      }
    }
  }

  void fill_rows(Filling& section, TimelineLane const& lane) {
    for (TimelineBar const& bar : lane.bars) {
      section.section("ROW")
          .set("NAME", name_of(lane))
          .set("HREF", href_of(lane))
          .set("PURPOSE", name_of(bar.keeper))
          .set("FROM", words_.day(bar.from))
          .set("UNTIL", words_.ending(bar.ends));
    }
  }

  CustomerFrame const& frame_;
  PolicyWords const& words_;
  std::vector<HeldRecord> const& records_;
  Timeline line_;
  std::set<std::pair<std::size_t, Keeper>> drawn_;  // as the policy orders its purposes
};

}  // namespace

std::string CustomerPages::overview(Policy const& policy, View const& view,
                                    OverviewPage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("overview.title"), paths::me);
  if (view.visitor && !view.visitor->name.empty()) {
    filling.section("GREETING").set("VISITOR", view.visitor->name);
  }
  if (page.records.empty()) {
    filling.section("NOTHING_HELD");
  } else {
    Picture(frame, page).fill(filling.section("PICTURE"));
  }
  return templates_->overview.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages

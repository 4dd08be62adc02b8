#include "edge/pages/timeline.hpp"

#include <algorithm>
#include <map>

namespace lofte::edge::pages {
namespace {

constexpr std::size_t tick_labels_max = 7;
constexpr std::chrono::days open_shown{365};  // at least, of what has no last day
constexpr std::size_t shared_lane_records_min = 4;

int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

Day first_of(int year) {
  return Day{std::chrono::local_days{std::chrono::year{year} / 1 / 1}};
}

void add_bar(TimelineLane& lane, TimelineBar const& bar) {
  auto const known = std::ranges::find(lane.bars, bar.keeper, &TimelineBar::keeper);
  if (known == lane.bars.end()) {
    lane.bars.push_back(bar);
    return;
  }
  known->from = std::min(known->from, bar.from);
  known->ends = later(known->ends, bar.ends);
}

void add_record(TimelineLane& lane, HeldRecord const& record) {
  lane.from = std::min(lane.from, record.collected);
  lane.to = std::max(lane.to, record.collected);
  for (HeldFor const& held : record.held_for) {
    add_bar(lane,
            {.keeper = {.purpose = held.purpose}, .from = record.collected, .ends = held.ends});
  }
  if (record.legal_hold) {
    add_bar(lane, {.keeper = {.kind = Keeper::Kind::legal_hold},
                   .from = record.collected,
                   .ends = *record.legal_hold});
  } else if (record.held_for.empty()) {
    add_bar(lane, {.keeper = {.kind = Keeper::Kind::restriction},
                   .from = record.collected,
                   .ends = end_of(record)});
  }
}

std::vector<TimelineLane> lanes_of(std::vector<HeldRecord> const& records) {
  std::map<std::string_view, std::size_t> of_shape;
  for (HeldRecord const& record : records) {
    ++of_shape[record.shape];
  }
  std::vector<TimelineLane> lanes;
  for (std::size_t index = 0; index < records.size(); ++index) {
    HeldRecord const& record = records[index];
    bool const shared =
        records.size() > lanes_max && of_shape[record.shape] >= shared_lane_records_min;
    auto const known =
        shared ? std::ranges::find(lanes, record.shape, &TimelineLane::shape) : lanes.end();
    if (known != lanes.end()) {
      ++known->records;
      known->reference.clear();
      add_record(*known, record);
      continue;
    }
    lanes.push_back({.first_record = index,
                     .records = 1,
                     .shape = record.shape,
                     .reference = record.reference,
                     .from = record.collected,
                     .to = record.collected,
                     .bars = {}});
    add_record(lanes.back(), record);
  }
  return lanes;
}

// Every year has a tick; as many have a label as there is room for on a phone.
std::vector<YearTick> ticks_of(Timeline const& line) {
  constexpr double labels_end = 90;
  int const first = year_of(line.begin);
  int const years = year_of(line.end) - first;
  int const step =
      (years + static_cast<int>(tick_labels_max) - 1) / static_cast<int>(tick_labels_max);
  std::vector<YearTick> ticks;
  for (int year = first; year < first + years; ++year) {
    double const at = line.at(first_of(year));
    bool const shown = (year - first) % step == 0 && at <= labels_end;
    ticks.push_back({.year = year,
                     .at = at,
                     .label = shown ? YearTick::Label::shown : YearTick::Label::left_out});
  }
  return ticks;
}

}  // namespace

double Timeline::at(Day day) const {
  constexpr double hundred = 100;
  double const part = static_cast<double>((day - begin).count()) * hundred;
  return std::clamp(part / static_cast<double>((end - begin).count()), 0.0, hundred);
}

std::optional<Day> last_day(Ending const& ends) {
  bool const ends_by_itself =
      ends.kind == Ending::Kind::dated || ends.kind == Ending::Kind::on_withdrawal;
  return ends_by_itself ? ends.last : std::nullopt;
}

Ending later(Ending const& one, Ending const& other) {
  return last_day(other).value_or(day_max) > last_day(one).value_or(day_max) ? other : one;
}

Ending end_of(HeldRecord const& record) {
  std::optional<Ending> ends = record.legal_hold;
  for (HeldFor const& held : record.held_for) {
    ends = ends ? later(*ends, held.ends) : held.ends;
  }
  return ends.value_or(Ending{.kind = Ending::Kind::on_lift});
}

Timeline timeline_of(std::vector<HeldRecord> const& records, Day today) {
  Day first = today;
  Day last = today;
  for (HeldRecord const& record : records) {
    first = std::min(first, record.collected);
    for (HeldFor const& held : record.held_for) {
      last = std::max(last, last_day(held.ends).value_or(today + open_shown));
    }
    if (record.held_for.empty()) {
      last = std::max(last, last_day(end_of(record)).value_or(today + open_shown));
    }
  }
  Timeline line{.begin = first_of(year_of(first)),
                .end = first_of(year_of(last) + 1),
                .lanes = lanes_of(records),
                .ticks = {}};
  line.ticks = ticks_of(line);
  return line;
}

std::size_t number_of(promise::policy::Policy const& policy, std::string_view purpose) {
  auto const found = policy.find_purpose(purpose);
  return found ? std::size_t{*found} + 1 : 0;
}

std::size_t hue_of(std::size_t number) {
  constexpr std::size_t hues = 8;
  return number == 0 ? 0 : (number - 1) % hues + 1;
}

}  // namespace lofte::edge::pages

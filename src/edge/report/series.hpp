// The tables that a report's charts are drawn from: a row for each month. Internal to edge/report.
#pragma once

#include "edge/pages/render.hpp"
#include "shop/forecast/forecast.hpp"

namespace lofte::edge::report {

struct SeriesContext {
  promise::policy::Policy const& policy;
  shop::forecast::Forecast const& forecast;
  pages::Phrases const& phrases;
};

// Columns are in the order of their greatest number; those without any are left out.
void fill_purpose_series(pages::Filling& page, SeriesContext const& context);
void fill_data_series(pages::Filling& page, SeriesContext const& context);
void fill_gone_series(pages::Filling& page, SeriesContext const& context);

}  // namespace lofte::edge::report

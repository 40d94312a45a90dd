// The report's tables for whoever computes again: comma separated, with a head, times in whole milliseconds.
#include <boost/describe/enum_to_string.hpp>
#include <cmath>

#include "study/report.h"
#include "study/report_text.h"

namespace onestop::study {
namespace {

/// Whole milliseconds, halves away from zero, as on the page.
std::string ms(double value) { return std::to_string(std::llround(value)); }
std::string low(const std::optional<Interval>& of) { return of ? ms(of->low) : ""; }
std::string high(const std::optional<Interval>& of) { return of ? ms(of->high) : ""; }
std::string low(const std::optional<Interval>& of, int decimals) { return of ? fixed(of->low, decimals) : ""; }
std::string high(const std::optional<Interval>& of, int decimals) { return of ? fixed(of->high, decimals) : ""; }

std::string figures_fields(const Figures& f) {
  return std::to_string(f.n) + "," + ms(f.mean) + "," + low(f.mean_interval) + "," + high(f.mean_interval) + "," + ms(f.geometric_mean) + "," + ms(f.median) + "," + low(f.median_interval) +
         "," + high(f.median_interval) + "," + ms(f.p75) + "," + ms(f.p90) + "," + ms(f.p95) + "," + ms(f.min) + "," + ms(f.max) + "," + ms(f.sd) + "," + fixed(f.cv, 4) + "," +
         (f.within_target ? fixed(*f.within_target, 4) : "") + "," + ms(f.trimmed_mean) + "," + ms(f.mode.low_ms) + "," + ms(f.mode.width_ms) + "," + std::to_string(f.mode.n);
}

constexpr std::string_view figures_head =
    "n,mean_ms,mean_low_ms,mean_high_ms,geometric_mean_ms,median_ms,median_low_ms,median_high_ms,p75_ms,p90_ms,p95_ms,min_ms,max_ms,sd_ms,cv,within_target,trimmed_mean_ms,mode_low_ms,mode_width_ms,mode_n";

}  // namespace

std::string csv_field(std::string_view text) {
  if (!text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos) return csv_field("'" + std::string(text));  // no formula for a spreadsheet
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char one : text) out += one == '"' ? std::string("\"\"") : std::string(1, one);
  return out + "\"";
}

std::string segments_csv(const std::vector<Dimension>& by, std::string_view measure, const std::vector<SegmentRow>& rows, bool head) {
  std::string text;
  if (head) {
    for (const auto of : by) text += name_of(of) + ",";
    text += "measure,outliers,counted,missing,backwards,figures," + std::string(figures_head) + "\n";
  }
  for (const auto& row : rows) {
    std::string lead;
    for (const auto& value : row.values) lead += csv_field(value) + ",";
    lead += std::string(measure) + "," + std::to_string(row.figures ? row.figures->outliers : 0) + "," + std::to_string(row.counted.counted) + "," + std::to_string(row.counted.missing) + "," +
            std::to_string(row.counted.backwards) + ",";
    if (!row.figures) text += lead + "all,0,,,,,,,,,,,,,,,,,,,\n";
    else text += lead + "all," + figures_fields(row.figures->all) + "\n" + lead + "without_outliers," + figures_fields(row.figures->without) + "\n";
  }
  return text;
}

std::string comparison_csv(const BeforeAfter& made) {
  std::string text =
      "class,figures,n_before,n_after,difference_ms,low_ms,high_ms,difference_percent,low_percent,high_percent,median_difference_ms,median_low_ms,median_high_ms,u,longer_after,p,exact,by_days_low_ms,by_days_high_ms\n";
  const auto line = [&](const std::string& of, const char* figures, const Comparison& c, const std::optional<Interval>& by_days) {
    text += csv_field(of) + "," + figures + "," + std::to_string(c.n_before) + "," + std::to_string(c.n_after) + "," + ms(c.mean_ms.value) + "," + low(c.mean_ms.interval) + "," +
            high(c.mean_ms.interval) + "," + fixed(c.mean_percent.value, 2) + "," + low(c.mean_percent.interval, 2) + "," + high(c.mean_percent.interval, 2) + "," + ms(c.median_ms.value) + "," +
            low(c.median_ms.interval) + "," + high(c.median_ms.interval) + "," + fixed(c.test.u, 1) + "," + fixed(c.test.longer_after, 4) + "," + fixed(c.test.p, 6) + "," + (c.test.exact ? "yes" : "no") + "," + low(by_days) + "," + high(by_days) + "\n";
  };
  for (const auto& row : made.rows) {
    if (row.all) line(row.traffic_class, "all", *row.all, row.mean_by_days_ms);
    if (row.without) line(row.traffic_class, "without_outliers", *row.without, {});
  }
  if (made.adjusted) {
    const auto& a = *made.adjusted;
    text += "all,adjusted_for_class,,," + ms(a.mean_ms.value) + "," + low(a.mean_ms.interval) + "," + high(a.mean_ms.interval) + "," + fixed(a.mean_percent.value, 2) + "," +
            low(a.mean_percent.interval, 2) + "," + high(a.mean_percent.interval, 2) + ",,,,,,,,,\n";
  }
  return text;
}

std::string owners_csv(const std::vector<OwnerShare>& shares) {
  std::string text = "owner,sum_ms,share,cumulated\n";
  for (const auto& one : shares) text += csv_field(words_of(one.spender)) + "," + std::to_string(one.sum_ms) + "," + fixed(one.share, 6) + "," + fixed(one.cumulated, 6) + "\n";
  return text;
}

std::string activities_csv(const Activities& of) {
  std::string text = "activity,owner,state,agency,kind,sum_ms,stays\n";
  for (const auto& row : of.rows) {
    const auto& [owner, kind] = row.spender;
    text += csv_field(row.activity.view()) + "," + boost::describe::enum_to_string(owner.kind, "") + "," + csv_field(owner.state.view()) + "," + csv_field(owner.agency.view()) + "," + boost::describe::enum_to_string(kind, "") + "," +
            std::to_string(row.sum_ms) + "," + std::to_string(row.stays) + "\n";
  }
  return text;
}

std::string founding_csv(const FoundingTable* of) {
  std::string text = "row,column,layout,state,n,mean_ms,median_ms,p90_ms,min_ms,max_ms\n";
  if (!of) return text;
  for (std::size_t i = 0; i < of->rows.size(); ++i) {
    const auto line = [&](const char* column, const Code& layout, const Code& state, const Cell& time) {
      if (!time) return;
      text += csv_field(of->study->rows[i].code.view()) + "," + column + "," + csv_field(layout.view()) + "," + csv_field(state.view()) + "," + std::to_string(time->n) + "," + std::to_string(time->mean_ms) + "," + std::to_string(time->median_ms) + "," +
              std::to_string(time->p90_ms) + "," + std::to_string(time->min_ms) + "," + std::to_string(time->max_ms) + "\n";
    };
    const auto& row = of->rows[i];
    for (std::size_t state = 0; state < 2; ++state) line("before", of->choice.before, of->choice.states[state], row.before.states[state]);
    line("before_total", of->choice.before, {}, row.before.total);
    line("before_between", of->choice.before, {}, row.before.between);
    line("after_together", of->choice.after, {}, row.after.together);
    line("after_total", of->choice.after, {}, row.after.total);
  }
  return text;
}

std::string costs_csv(const FoundingTable* of) {
  std::string text = "cost,row,column,vehicles,inspected_vehicles,inspections,deposits,figure,of,hundredths,currency\n";
  if (!of) return text;
  for (const auto& cost : of->study->costs)
    for (std::size_t i = 0; i < of->rows.size(); ++i) {
      if (of->study->rows[i].code != cost.row) continue;
      for (const std::size_t column : {0u, 1u}) {
        const auto& at = of->rows[i].inspected[column];
        const auto lead = csv_field(cost.code.view()) + "," + csv_field(cost.row.view()) + (column == 0 ? ",before," : ",after,") + std::to_string(at.vehicles) + "," + std::to_string(at.inspected) + "," + std::to_string(at.all()) + "," + std::to_string(at.deposits) + ",";
        const auto line = [&](const char* figure, const char* each, std::int64_t sum, std::int64_t n, const Code& currency) {
          if (n > 0) text += lead + figure + "," + each + "," + std::to_string(rounded_mean(sum, n)) + "," + currency.text() + "\n";
        };
        const auto assumed = at.all() * cost.hundredths();
        line("assumed", "vehicle", assumed, at.vehicles, cost.currency);
        line("assumed", "inspected_vehicle", assumed, at.inspected, cost.currency);
        line("assumed", "deposit", assumed, at.all(), cost.currency);
        for (const auto& one : at.recorded_by_currency()) {
          line("recorded", "vehicle", one.hundredths, at.vehicles, one.currency);
          line("recorded", "deposit", one.hundredths, at.deposits, one.currency);
        }
      }
    }
  return text;
}

std::string clocks_csv(const std::vector<ClockSkew>& of) {
  const auto figure = [](const std::optional<std::int64_t>& one) { return one ? std::to_string(*one) : std::string(); };
  std::string text = "one,other,hand_overs,backwards,largest_back_ms,one_ahead_low_ms,one_ahead_high_ms\n";
  for (const auto& one : of)
    text += csv_field(one.one) + "," + csv_field(one.other) + "," + std::to_string(one.pairs) + "," + std::to_string(one.backwards) + "," + std::to_string(one.largest_back_ms) + "," + figure(one.ahead_low_ms) + "," + figure(one.ahead_high_ms) + "\n";
  return text;
}

std::string unreleased_csv(const SourceOf& of) {
  std::string text = "end,crossings\n";
  if (of.table) return text + "without_release," + std::to_string(of.without_release) + "\n";
  for (const auto& [end, crossings] : of.ended) text += std::string(boost::describe::enum_to_string(end, "none")) + "," + std::to_string(crossings) + "\n";
  return text + "inside," + std::to_string(of.inside) + "\n";
}

std::string sample_csv(const std::vector<SampledStratum>* of) {
  std::string text = "class,direction,layout,population,cv,needed,drawn\n";
  for (const auto& one : of ? *of : std::vector<SampledStratum>{}) {
    for (const auto& value : one.values) text += csv_field(value) + ",";
    text += std::to_string(one.population) + "," + fixed(one.cv, 4) + "," + std::to_string(one.needed) + "," + std::to_string(one.drawn) + "\n";
  }
  return text;
}

}  // namespace onestop::study

// The report's tables for whoever computes again: comma separated, with a head, times in whole milliseconds.
#include "study/report.h"
#include "study/report_text.h"

namespace onestop::study {
namespace {

std::string ms(double value) { return fixed(value, 0); }
std::string low(const std::optional<Interval>& of, int decimals = 0) { return of ? fixed(of->low, decimals) : ""; }
std::string high(const std::optional<Interval>& of, int decimals = 0) { return of ? fixed(of->high, decimals) : ""; }

std::string figures_fields(const Figures& f) {
  return std::to_string(f.n) + "," + ms(f.mean) + "," + low(f.mean_interval) + "," + high(f.mean_interval) + "," + ms(f.geometric_mean) + "," + ms(f.median) + "," + low(f.median_interval) +
         "," + high(f.median_interval) + "," + ms(f.p75) + "," + ms(f.p90) + "," + ms(f.p95) + "," + ms(f.min) + "," + ms(f.max) + "," + ms(f.sd) + "," + fixed(f.cv, 4) + "," +
         (f.within_target ? fixed(*f.within_target, 4) : "");
}

constexpr std::string_view figures_head =
    "n,mean_ms,mean_low_ms,mean_high_ms,geometric_mean_ms,median_ms,median_low_ms,median_high_ms,p75_ms,p90_ms,p95_ms,min_ms,max_ms,sd_ms,cv,within_target";

}  // namespace

std::string csv_field(std::string_view text) {
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
    if (!row.figures) text += lead + "all,0,,,,,,,,,,,,,,,\n";
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

std::string activities_csv(const ActivityTable& table) {
  std::string text = "activity,owner,sum_ms\n";
  for (const auto& row : table.rows()) text += csv_field(row.activity.view()) + "," + csv_field(words_of({row.owner, row.kind})) + "," + std::to_string(row.sum_ms) + "\n";
  return text;
}

}  // namespace onestop::study

#include "study/report.h"

#include <algorithm>

#include "study/report_text.h"

namespace onestop::study {

std::string comparison_csv(const BeforeAfter& made);
std::string owners_csv(const std::vector<OwnerShare>& shares);
std::string activities_csv(const ActivityTable& table);

namespace {

constexpr std::string_view style = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Time release study</title><style>
body{font:14px/1.45 system-ui,"DejaVu Sans",sans-serif;color:#1b1f24;max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid #1b1f24}h3{font-size:1rem;margin:1.2rem 0 .3rem}
table{border-collapse:collapse;width:100%;font-size:12px;margin:.4rem 0 1rem}th,td{padding:.2rem .4rem;border-bottom:1px solid #c9ced6;text-align:left;vertical-align:top}
th{background:#eef1f5}th:not(:first-child){text-align:right}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}table.heat td{text-align:center;padding:.15rem;font-size:10px;border:1px solid #fff}
.bar{display:inline-block;height:.7rem;background:#2f5d8c}.note{color:#4d5661}svg{width:100%;height:auto}
@page{size:A4 landscape;margin:12mm}@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}table,figure{break-inside:auto}tr{break-inside:avoid}thead{display:table-header-group}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
</style></head><body>
)";

constexpr std::array<std::pair<Stamp, std::string_view>, stamps_count> moments{{{Stamp::joined, "T1 joined the queue"}, {Stamp::gate_in, "T3 gate in"}, {Stamp::exit_notice, "T5 exit notice"},
    {Stamp::entry_accepted, "T6 entry accepted"}, {Stamp::released, "T11 release"}, {Stamp::gate_out, "T12 gate out"}}};
constexpr std::array measures{Measure::release, Measure::in_post, Measure::queue, Measure::dwell, Measure::exit_side, Measure::entry_side};

/// What every part of the page is made of, computed once.
struct Results {
  std::vector<SegmentRow> by_segment, by_class;        // class, direction, layout; class, layout: layouts are never mixed
  std::vector<SegmentRow> hours;                       // layout, weekday, hour
  std::vector<DayEffect> by_day;                       // as by_class
  BeforeAfter compared;
  std::vector<OwnerShare> owners;
};

std::string name_of(const SegmentRow& row) {
  std::string name;
  for (const auto& value : row.values) name += (name.empty() ? "" : ", ") + value;
  return name;
}

std::string paragraph(const std::string& text) { return "<p>" + escaped(text) + "</p>\n"; }

std::string scope(const Columns& columns, const ReportOf& of) {
  std::string text = "<h2>1 Objectives and scope</h2>\n";
  text += paragraph("How long vehicles take at the post from the gate to the release, how sure that is, and to whom the time belongs.");
  text += paragraph(of.source);
  text += paragraph(std::to_string(columns.size()) + (columns.size() == 1 ? " crossing" : " crossings") + " released in the period from " + (of.from ? to_text(*of.from) : "the first on record") + " to " +
                    (of.to ? to_text(*of.to) : "the last on record") + ", by the instant of release.");
  if (columns.size() == 0) text += paragraph("Nobody was released in this period. There are no results; nothing below is a figure.");
  if (of.from && of.to && *of.to - *of.from < 7 * day_ms) text += paragraph("The window is shorter than seven days: it does not cover a week, so weekdays and hours cannot be compared.");
  for (const auto& remark : of.remarks) text += paragraph(remark);
  return text;
}

std::string method(const Results& results, const ReportOf& of) {
  std::string text = "<h2>2 Method</h2>\n<ul>"
      "<li>Every release of the period counts; without a period, every one on record (census).</li>"
      "<li>Quantiles interpolate linearly between order statistics (type 7). sd has divisor n &minus; 1.</li>"
      "<li>Intervals are 95 %: of a mean by studentised bootstrap (2000 keyed resamples; beyond 300 durations by Hall&#39;s transformation), of a median by percentile bootstrap (beyond 300 by order statistics). "
      "They are given from 20 durations on.</li>"
      "<li>An outlier lies beyond Q3 + 3 IQR of the logarithms. Figures stand with and without them; none is deleted.</li>"
      "<li>A duration whose stamp is missing, or whose stamps run backwards because two clocks differ, is left out and counted under coverage.</li>"
      "<li>Vehicles of one queue share their wait; the intervals take them for independent. The table says how many times wider an interval is when days, not vehicles, are drawn.</li>";
  text += "<li>Seed of all draws: " + std::to_string(of.seed) + ".</li></ul>\n<h3>Numbers that a mean within &plusmn;" + percent(of.precision) + " needs</h3>\n<table><thead>" +
          head_row({"class, layout", "n", "CV", "needed, (1.96 CV / precision)²", "", "wider by days"}) + "</thead>\n";
  for (const auto& row : results.by_class) {
    if (!row.figures || row.figures->all.n < 2) continue;
    const auto& f = row.figures->all;
    const auto needed = needed_n(f.cv, of.precision);
    const auto effect = std::ranges::find(results.by_day, row.values, &DayEffect::values);
    const bool known = effect != results.by_day.end() && effect->wider;
    text += "<tr>" + word_cell(name_of(row)) + cell(std::to_string(f.n)) + cell(fixed(f.cv, 2)) + cell(std::to_string(needed)) + word_cell(f.n >= needed ? "enough" : "too few for this precision") +
            cell(known ? fixed(*effect->wider, 2) + " times, " + std::to_string(effect->days) + " days" : "fewer than 5 days or 20 releases") + "</tr>\n";
  }
  return text + "</table>\n";
}

std::string process_map(const Columns& columns) {
  std::string text = "<h2>3 Process map</h2>\n<figure><svg viewBox=\"0 0 900 70\" role=\"img\" aria-label=\"The moments of a stay in their order\">";
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const auto x = std::to_string(5 + i * 150);
    text += "<rect x=\"" + x + "\" y=\"15\" width=\"130\" height=\"40\" rx=\"4\" fill=\"#eef1f5\" stroke=\"#2f5d8c\"/><text x=\"" + std::to_string(70 + i * 150) + "\" y=\"39\" font-size=\"12\" text-anchor=\"middle\">" + escaped(moments[i].second) + "</text>";
    if (i + 1 < moments.size()) text += "<path d=\"M" + std::to_string(135 + i * 150) + " 35h18\" stroke=\"#1b1f24\" stroke-width=\"2\"/>";
  }
  text += "</svg></figure>\n<table><thead>" + head_row({"moment", "recorded for", "of all"}) + "</thead>\n";
  for (const auto& [stamp, name] : moments) {
    const auto& column = columns.stamps[static_cast<std::size_t>(stamp)];
    const auto recorded = std::ranges::count_if(column, [](std::int64_t one) { return one != unrecorded; });
    text += "<tr>" + word_cell(name) + cell(std::to_string(recorded)) + cell(column.empty() ? "-" : percent(static_cast<double>(recorded) / static_cast<double>(column.size()))) + "</tr>\n";
  }
  return text + "</table>\n";
}

std::string figures_cells(const Figures& f) {
  return cell(std::to_string(f.n)) + cell(minutes(f.mean)) + cell(interval_min(f.mean_interval)) + cell(minutes(f.geometric_mean)) + cell(minutes(f.median)) + cell(interval_min(f.median_interval)) +
         cell(minutes(f.p75)) + cell(minutes(f.p90)) + cell(minutes(f.p95)) + cell(minutes(f.min)) + cell(minutes(f.max)) + cell(minutes(f.sd)) + cell(fixed(f.cv, 2)) + cell(f.within_target ? percent(*f.within_target) : "-");
}

std::string segment_rows(const std::vector<SegmentRow>& rows) {
  std::string text = "<table><thead>" + head_row({"segment", "coverage", "outliers", "n", "mean", "95 %", "geometric", "median", "95 %", "p75", "p90", "p95", "min", "max", "sd", "CV", "in target"}) + "</thead>\n";
  for (const auto& row : rows) {
    const auto name = name_of(row);
    text += "<tr>" + word_cell(name) + cell(percent(row.counted.coverage()));
    if (!row.figures) {
      text += "<td colspan=15>no duration on record</td></tr>\n";
      continue;
    }
    text += cell(std::to_string(row.figures->outliers)) + figures_cells(row.figures->all) + "</tr>\n";
    if (row.figures->outliers > 0) text += "<tr>" + word_cell(name + ", without outliers") + cell("") + cell("") + figures_cells(row.figures->without) + "</tr>\n";
  }
  return text + "</table>\n";
}

std::string heat_map(const std::vector<SegmentRow>& rows, const std::string& layout) {
  constexpr std::array<std::string_view, 8> days{"-", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::array<std::array<const SegmentRow*, 24>, 8> at{};
  double longest = 0;
  for (const auto& row : rows) {
    const auto& day = row.values[1];
    const auto& hour = row.values[2];
    if (row.values[0] != layout || hour == "-" || !row.figures) continue;
    at[static_cast<std::size_t>(day[0] - '0')][static_cast<std::size_t>((hour[0] - '0') * 10 + hour[1] - '0')] = &row;
    longest = std::max(longest, row.figures->all.median);
  }
  std::string text = "<h3>Layout " + escaped(layout) + ": median release by weekday and hour of arrival, minutes; by the exit state's clock</h3>\n<table class=heat><tr><th></th>";
  for (std::size_t hour = 0; hour < 24; ++hour) text += "<th>" + std::to_string(hour) + "</th>";
  text += "</tr>\n";
  for (std::size_t day = 1; day < 8; ++day) {
    text += "<tr><th>" + std::string(days[day]) + "</th>";
    for (const auto* one : at[day]) {
      if (!one) {
        text += "<td>&middot;</td>";
        continue;
      }
      const double depth = longest > 0 ? one->figures->all.median / longest : 0;
      text += "<td style=\"background:rgba(47,93,140," + fixed(0.08 + 0.82 * depth, 2) + ");color:" + (depth > 0.55 ? "#fff" : "#1b1f24") + "\" title=\"n " + std::to_string(one->figures->all.n) + "\">" + fixed(one->figures->all.median / minute_ms, 0) +
              (one->figures->all.n < least_for_interval ? "*" : "") + "</td>";
    }
    text += "</tr>\n";
  }
  return text + "</table>\n<p class=note>* fewer than " + std::to_string(least_for_interval) + " vehicles</p>\n";
}

std::string verdict(const Estimate& of) {
  if (!of.interval) return "too few to say";
  if (!of.distinguishable()) return "not distinguishable";
  return of.value < 0 ? "shorter" : "longer";
}

std::string estimate_cells(const Estimate& ms, const Estimate& percents) {
  const auto interval = percents.interval ? fixed(percents.interval->low, 1) + " to " + fixed(percents.interval->high, 1) : "too few";
  return cell(minutes(ms.value)) + cell(interval_min(ms.interval)) + cell(fixed(percents.value, 1) + " %") + cell(interval);
}

std::string compared_rows(const ComparedRow& row) {
  if (!row.all)
    return "<tr>" + word_cell(row.traffic_class) + "<td colspan=12>" + std::to_string(row.before.counted) + " vehicles before, " + std::to_string(row.after.counted) + " after: nothing to compare</td></tr>\n";
  std::string text, by_days;
  const auto line = [&](const std::string& name, const Comparison& c) {
    text += "<tr>" + word_cell(name) + cell(std::to_string(c.n_before)) + cell(std::to_string(c.n_after)) + estimate_cells(c.mean_ms, c.mean_percent) + cell(minutes(c.median_ms.value)) + cell(interval_min(c.median_ms.interval)) +
            cell((c.test.p < 0.0001 ? "&lt; 0.0001" : fixed(c.test.p, 4)) + std::string(c.test.exact ? " exact" : "")) + word_cell(verdict(c.mean_ms)) + by_days + "</tr>\n";
  };
  by_days = word_cell(row.mean_by_days_ms ? verdict({row.all->mean_ms.value, row.mean_by_days_ms}) : "too few days to say") + cell(row.mean_by_days_ms ? interval_min(row.mean_by_days_ms) : "");
  line(row.traffic_class, *row.all);
  by_days = word_cell("") + cell("");
  const bool any = (row.figures_before && row.figures_before->outliers > 0) || (row.figures_after && row.figures_after->outliers > 0);
  if (row.without && any) line(row.traffic_class + ", without outliers", *row.without);
  return text;
}

std::string comparison(const BeforeAfter& made, const Layouts& layouts) {
  std::string text = "<h3>Before (" + escaped(layouts.before) + ") and after (" + escaped(layouts.after) + "), release T3 to T11, minutes</h3>\n<table><thead>" +
      head_row({"class", "n before", "n after", "difference of means", "95 %", "percent", "95 %", "difference of medians", "95 %", "Mann-Whitney p", "means, vehicles drawn", "days drawn", "95 %"}) + "</thead>\n";
  for (const auto& row : made.rows) text += compared_rows(row);
  if (made.adjusted) {
    text += "<tr>" + word_cell("all, adjusted for class") + cell("") + cell("") + estimate_cells(made.adjusted->mean_ms, made.adjusted->mean_percent) + cell("") + cell("") + cell("") + word_cell(verdict(made.adjusted->mean_ms)) + cell("") + cell("") + "</tr>\n";
  }
  text += "</table>\n";
  for (const auto& name : made.adjusted ? made.adjusted->left_out : std::vector<Code>{}) text += paragraph("Class " + name.text() + " was there on one side only and is left out of the adjusted row.");
  return text + paragraph("Negative is shorter after. \"Not distinguishable\": the 95 % interval covers zero, so chance alone may have made the difference. Vehicles of one day share queue, weather and staff: where the verdict by days differs from that by vehicles, believe the days and observe longer. Season, traffic and staff are not adjusted for.");
}

std::string owner_tables(const Results& results, const ReportOf& of) {
  std::string text = "<h2>5 Delay owners</h2>\n<table><thead>" + head_row({"kind and owner", "hours", "share", "cumulated", ""}) + "</thead>\n";
  for (const auto& one : results.owners)
    text += "<tr>" + word_cell(words_of(one.spender)) + cell(fixed(static_cast<double>(one.sum_ms) / hour_ms, 1)) + cell(percent(one.share)) + cell(percent(one.cumulated)) + "<td style=\"width:30%\"><span class=bar style=\"width:" + fixed(100 * one.share, 1) + "%\"></span></td></tr>\n";
  text += "</table>\n";
  if (results.owners.empty()) text += paragraph("The source says nothing of whose the minutes are.");
  if (!of.activities || of.activities->stays() == 0) return text;
  text += "<h3>By activity</h3>\n<table><thead>" + head_row({"activity", "kind and owner", "hours", "minutes a stay"}) + "</thead>\n";
  for (const auto& row : of.activities->rows())
    text += "<tr>" + word_cell(row.activity.view()) + word_cell(words_of({row.owner, row.kind})) + cell(fixed(static_cast<double>(row.sum_ms) / hour_ms, 1)) + cell(minutes(static_cast<double>(row.sum_ms) / static_cast<double>(of.activities->stays()))) + "</tr>\n";
  return text + "</table>\n" + paragraph("The rows add up to " + fixed(static_cast<double>(of.activities->elapsed_ms()) / hour_ms, 1) + " hours, which is the whole time of " + std::to_string(of.activities->stays()) + " stays from arrival to end.");
}

/// Sentences that follow from the figures, and nothing that does not.
std::vector<std::string> recommendations(const Columns& columns, const Results& results, const ReportOf& of) {
  std::vector<std::string> list;
  for (const auto& one : results.owners) {
    list.push_back("Look first at \"" + words_of(one.spender) + "\": " + percent(one.share) + " of all minutes.");
    if (one.cumulated > 0.5 || list.size() == 3) break;
  }
  for (const auto& row : results.by_class) {
    if (!row.figures) continue;
    const auto& f = row.figures->all;
    if (f.within_target && *f.within_target < 0.9) list.push_back(name_of(row) + ": " + percent(*f.within_target) + " are released within the target of " + minutes(static_cast<double>(*of.target_ms)) + " minutes.");
    if (f.median > 0 && f.mean > 1.5 * f.median) list.push_back(name_of(row) + ": the mean is " + fixed(f.mean / f.median, 1) + " times the median; a few long stays make it. Publish the median beside it.");
    if (row.counted.coverage() < 0.95) list.push_back(name_of(row) + ": only " + percent(row.counted.coverage()) + " of the release times are known; see to the missing stamps before anything is concluded.");
  }
  const auto& joined = columns.stamps[static_cast<std::size_t>(Stamp::joined)];
  if (columns.size() > 0 && std::ranges::all_of(joined, [](std::int64_t one) { return one == unrecorded; })) list.emplace_back("Nobody records who joins the queue before the gate (T1). Until then the longest part of the journey may be missing.");
  if (list.empty()) list.emplace_back("Nothing follows from these figures.");
  return list;
}

std::string page(const Columns& columns, const ReportOf& of, const Results& results) {
  std::string text(style);
  text += "<h1>Time release study: " + escaped(of.title) + "</h1>\n" + scope(columns, of) + method(results, of) + process_map(columns);
  text += "<h2>4 Results</h2>\n<h3>Release, T3 to T11, minutes, by class and layout</h3>\n" + segment_rows(results.by_class) + "<h3>By class, direction and layout</h3>\n" + segment_rows(results.by_segment);
  for (const auto& layout : columns.layouts.list()) text += heat_map(results.hours, layout);
  if (!of.layouts.before.empty() && !of.layouts.after.empty()) text += comparison(results.compared, of.layouts);
  else text += paragraph("No two layouts were named, so nothing is compared.");
  text += owner_tables(results, of) + "<h2>6 Recommendations</h2>\n<ul>";
  for (const auto& one : recommendations(columns, results, of)) text += "<li>" + escaped(one) + "</li>";
  return text + "</ul>\n</body></html>\n";
}

}  // namespace

std::vector<ReportFile> report(const Columns& columns, const ReportOf& of) {
  using enum Dimension;
  const auto asked = [&](std::vector<Dimension> by, Measured measured = Measure::release) { return Asked{std::move(by), measured, {}, of.seed, of.target_ms, true}; };
  const std::vector<Dimension> by{traffic_class, direction, layout};
  Results results{segments(columns, asked(by)), segments(columns, asked({traffic_class, layout})), segments(columns, asked({layout, weekday, hour})), day_effects(columns, asked({traffic_class, layout})), before_after(columns, of.layouts, asked({})), pareto(columns, {})};
  std::string lines;
  for (const auto measure : measures) lines += segments_csv(by, name_of(measure), segments(columns, asked(by, measure)), lines.empty());
  return {{"report.html", page(columns, of, results)},
          {"segments.csv", std::move(lines)},
          {"hours.csv", segments_csv({layout, weekday, hour}, name_of(Measure::release), results.hours, true)},
          {"comparison.csv", comparison_csv(results.compared)},
          {"owners.csv", owners_csv(results.owners)},
          {"activities.csv", of.activities ? activities_csv(*of.activities) : "activity,owner,sum_ms\n"}};
}

}  // namespace onestop::study

// The figures: the founding table, segments, weekdays by hours, before against after.
#include <algorithm>

#include "study/report_page.h"

namespace onestop::study {

std::string Page::results_part() const {
  auto text = heading(4, "results") + founding();
  text += "<h3>" + escaped(words.text("by_class")) + "</h3>\n" + segment_rows(of_class, results.by_class) + "<h3>" + escaped(words.text("by_segment")) + "</h3>\n" + segment_rows(of_segment, results.by_segment);
  text += "<h3>" + escaped(words.text("by_channel")) + "</h3>\n" + segment_rows(of_channel, results.by_channel) + sentence("few_note");
  for (const auto& layout : columns.layouts.list()) text += heat_map(layout);
  return text + (of.layouts.before.empty() || of.layouts.after.empty() ? sentence("no_layouts") : comparison()) + founding_costs();
}

std::string Page::founding() const {
  if (!of.founding || of.founding->rows.empty()) return "";
  const auto& choice = of.founding->choice;
  const auto layout = [&](const Code& code) { return code.empty() ? words.text("study.no_layout") : words.word("layout", code.view()); };
  auto text = "<h3>" + escaped(words.text("study.caption")) + "</h3>\n<table><thead><tr><th></th>";
  for (const auto& state : choice.states) text += "<th>" + escaped(words.word("state", state.view())) + "</th>";
  for (const char* key : {"study.total", "study.between"}) text += "<th>" + escaped(words.text(key)) + "</th>";
  text += "<th>" + escaped(choice.states[0].text() + " + " + choice.states[1].text()) + "</th><th>" + escaped(words.text("study.total")) + "</th><th>" + escaped(words.text("study.economy")) + "</th></tr></thead>\n";
  const auto time = [&](const Cell& of_column) {
    if (!of_column) return "<td class=n>" + escaped(words.text("study.no_vehicle")) + "</td>";
    return cell(words.minutes(static_cast<double>(of_column->mean_ms)) + "<br><span class=note>n " + std::to_string(of_column->n) + ", " + escaped(words.text("segments.median_short")) + " " + words.minutes(static_cast<double>(of_column->median_ms)) + ", p90 " + words.minutes(static_cast<double>(of_column->p90_ms)) + "</span>");
  };
  for (std::size_t i = 0; i < of.founding->rows.size(); ++i) {
    const auto& row = of.founding->rows[i];
    text += "<tr>" + word_cell(words.word("study_row", of.founding->study->rows[i].code.view())) + time(row.before.states[0]) + time(row.before.states[1]) + time(row.before.total) + time(row.before.between) + time(row.after.together) +
            time(row.after.total) + cell(row.economy ? words.minutes(static_cast<double>(row.economy->ms)) + " (" + words.number(static_cast<double>(row.economy->percent_tenths) / 10, 1) + " %)" : "-") + "</tr>\n";
  }
  return text + "</table>\n" + sentence("founding_note", {{"before", layout(choice.before)}, {"after", layout(choice.after)}});
}

std::string Page::figures_cells(const Figures& f) const {
  const auto mode = words.number(f.mode.low_ms / minute_ms, 0) + "–" + words.number((f.mode.low_ms + f.mode.width_ms) / minute_ms, 0) + " (" + std::to_string(f.mode.n) + ")";
  return cell(std::to_string(f.n)) + cell(words.minutes(f.mean)) + cell(escaped(interval(f.mean_interval))) + cell(words.minutes(f.trimmed_mean)) + cell(words.minutes(f.geometric_mean)) + cell(words.minutes(f.median)) +
         cell(escaped(interval(f.median_interval))) + cell(mode) + cell(words.minutes(f.p75)) + cell(words.minutes(f.p90)) + cell(words.minutes(f.p95)) + cell(words.minutes(f.min)) + cell(words.minutes(f.max)) + cell(words.minutes(f.sd)) +
         cell(words.number(f.cv, 2)) + cell(f.within_target ? words.percent(*f.within_target) : "-");
}

std::string Page::segment_rows(const std::vector<Dimension>& by, const std::vector<SegmentRow>& rows) const {
  auto text = "<table class=segments><thead>" + head({"segments.segment", "segments.coverage", "segments.outliers", "segments.n", "mean", "interval", "trimmed", "geometric", "median", "interval", "mode", "p75", "p90", "p95", "min", "max", "sd", "cv", "within"}) + "</thead>\n";
  for (const auto& row : rows) {
    const auto name = name_of(by, row);
    text += "<tr>" + word_cell(name) + cell(words.percent(row.counted.coverage()));
    if (!row.figures) {
      text += "<td colspan=17>" + escaped(words.text("no_duration")) + "</td></tr>\n";
      continue;
    }
    text += cell(std::to_string(row.figures->outliers)) + figures_cells(row.figures->all) + "</tr>\n";
    if (row.figures->outliers > 0) text += "<tr>" + word_cell(name + ", " + words.text("segments.without_outliers")) + cell("") + cell("") + figures_cells(row.figures->without) + "</tr>\n";
  }
  return text + "</table>\n";
}

std::string Page::heat_map(const std::string& layout) const {
  std::array<std::array<const SegmentRow*, 24>, 8> at{};
  double longest = 0;
  for (const auto& row : results.hours) {
    const auto& day = row.values[1];
    const auto& hour = row.values[2];
    if (row.values[0] != layout || hour == "-" || !row.figures) continue;
    at[static_cast<std::size_t>(day[0] - '0')][static_cast<std::size_t>((hour[0] - '0') * 10 + hour[1] - '0')] = &row;
    longest = std::max(longest, row.figures->all.median);
  }
  auto text = "<h3>" + escaped(words.word("layout", layout)) + ": " + escaped(words.text("segments.heat")) + "</h3>\n<table class=heat><tr><th></th>";
  for (std::size_t hour = 0; hour < 24; ++hour) text += "<th>" + std::to_string(hour) + "</th>";
  text += "</tr>\n";
  for (std::size_t day = 1; day < 8; ++day) {
    text += "<tr><th>" + escaped(words.text("day_" + std::to_string(day))) + "</th>";
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
  return text + "</table>\n<p class=note>" + escaped(words.text("segments.heat_hint")) + "</p>\n";
}

std::string Page::verdict(const Estimate& estimate) const {
  if (!estimate.interval) return words.text("segments.too_few");
  if (!estimate.distinguishable()) return words.text("segments.not_distinguishable");
  return words.text(estimate.value < 0 ? "segments.shorter" : "segments.longer");
}

std::string Page::estimate_cells(const Estimate& ms, const Estimate& percents) const {
  const auto span = percents.interval ? words.number(percents.interval->low, 1) + " … " + words.number(percents.interval->high, 1) : words.text("too_few");
  return cell(words.minutes(ms.value)) + cell(escaped(interval(ms.interval))) + cell(words.number(percents.value, 1) + " %") + cell(escaped(span));
}

std::string Page::compared_line(const std::string& name, const Comparison& made, const std::string& by_days) const {
  const auto p = made.test.p < 0.0001 ? "&lt; " + words.number(0.0001, 4) : words.number(made.test.p, 4);
  return "<tr>" + word_cell(name) + cell(std::to_string(made.n_before)) + cell(std::to_string(made.n_after)) + estimate_cells(made.mean_ms, made.mean_percent) + cell(words.minutes(made.median_ms.value)) + cell(escaped(interval(made.median_ms.interval))) +
         cell(p) + word_cell(verdict(made.mean_ms)) + by_days + "</tr>\n";
}

std::string Page::compared_rows(const ComparedRow& row) const {
  const auto name = row.traffic_class == "all" ? words.text("segments.all") : words.word("class", row.traffic_class);
  if (!row.all)
    return "<tr>" + word_cell(name) + "<td colspan=12>" + escaped(words.text("nothing_to_compare", {{"before", std::to_string(row.before.counted)}, {"after", std::to_string(row.after.counted)}})) + "</td></tr>\n";
  const auto& days = row.mean_by_days_ms;
  auto text = compared_line(name, *row.all, word_cell(days ? verdict({row.all->mean_ms.value, days}) : words.text("segments.too_few_days")) + cell(days ? escaped(interval(days)) : ""));
  const bool any = (row.figures_before && row.figures_before->outliers > 0) || (row.figures_after && row.figures_after->outliers > 0);
  if (row.without && any) text += compared_line(name + ", " + words.text("segments.without_outliers"), *row.without, word_cell("") + cell(""));
  return text;
}

std::string Page::comparison() const {
  const auto& made = results.compared;
  auto text = "<h3>" + escaped(words.text("segments.compared", {{"before", words.word("layout", of.layouts.before)}, {"after", words.word("layout", of.layouts.after)}})) + "</h3>\n<table><thead>" +
      head({"dimension.traffic_class", "n_before", "n_after", "segments.difference", "interval", "percent", "interval", "medians", "interval", "segments.rank_test", "by_vehicles", "segments.by_days", "interval"}) + "</thead>\n";
  for (const auto& row : made.rows) text += compared_rows(row);
  if (made.adjusted)
    text += "<tr>" + word_cell(words.text("segments.adjusted")) + cell("") + cell("") + estimate_cells(made.adjusted->mean_ms, made.adjusted->mean_percent) + cell("") + cell("") + cell("") + word_cell(verdict(made.adjusted->mean_ms)) + cell("") + cell("") + "</tr>\n";
  text += "</table>\n";
  std::string left_out;
  for (const auto& name : made.adjusted ? made.adjusted->left_out : std::vector<Code>{}) left_out += (left_out.empty() ? "" : ", ") + words.word("class", name.view());
  if (!left_out.empty()) text += sentence("segments.left_out", {{"classes", left_out}});
  return text + sentence("compared_note") + sentence("segments.chance") + sentence("segments.independence");
}

}  // namespace onestop::study

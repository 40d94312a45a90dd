// Delay owners, activities, costs, and what follows.
#include <algorithm>

#include "study/report_page.h"

namespace onestop::study {
namespace {

std::string bar(double share) { return "<td style=\"width:30%\"><span class=bar style=\"width:" + fixed(100 * share, 1) + "%\"></span></td>"; }

std::string money(const ReportWords& words, std::int64_t hundredths, const Code& currency) { return words.number(static_cast<double>(hundredths) / 100, 2) + " " + currency.text(); }

}  // namespace

std::string Page::owners_part() const {
  const auto hours = [&](std::int64_t ms) { return words.number(static_cast<double>(ms) / hour_ms, 1); };
  auto text = heading(5, "owners") + "<table><thead>" + head({"study.owner", "hours", "of_all", "cumulated", ""}) + "</thead>\n";
  for (const auto& one : results.owners) text += "<tr>" + word_cell(owner_words(one.spender)) + cell(hours(one.sum_ms)) + cell(words.percent(one.share)) + cell(words.percent(one.cumulated)) + bar(one.share) + "</tr>\n";
  text += "</table>\n";
  const auto& by_activity = results.activities;
  if (by_activity.rows.empty()) return text + sentence("owners_unknown");
  text += "<h3>" + escaped(words.text("by_activity")) + "</h3>\n<table><thead>" + head({"activity", "study.owner", "hours", "of_all", "minutes_a_stay"}) + "</thead>\n";
  for (const auto& row : by_activity.rows)
    text += "<tr>" + word_cell(words.word("activity", row.activity.view())) + word_cell(owner_words(row.spender)) + cell(hours(row.sum_ms)) + cell(words.percent(static_cast<double>(row.sum_ms) / static_cast<double>(by_activity.sum_ms))) +
            cell(words.minutes(static_cast<double>(row.sum_ms) / static_cast<double>(by_activity.stays))) + "</tr>\n";
  return text + "</table>\n" + sentence("activities_sum", {{"hours", hours(by_activity.sum_ms)}, {"stays", std::to_string(by_activity.stays)}});
}

std::string Page::founding_costs() const {
  if (!of.founding) return "";
  std::string text;
  for (const auto& cost : of.founding->study->costs) {
    const auto row = std::ranges::find(of.founding->study->rows, cost.row, &programme::StudyRow::code) - of.founding->study->rows.begin();
    if (row == static_cast<std::ptrdiff_t>(of.founding->rows.size())) continue;
    text += "<h3>" + escaped(words.word("study_cost", cost.code.view()) + ": " + words.word("study_row", cost.row.view())) + "</h3>\n<table><thead>" +
            head({"", "vehicles", "inspections", "study.cost_per_inspected", "study.cost_per_vehicle", "study.cost_per_deposit", "deposits", "study.recorded_per_deposit", "study.recorded_per_vehicle"}) + "</thead>\n";
    for (const std::size_t column : {0u, 1u}) {
      const auto& of_column = of.founding->rows[static_cast<std::size_t>(row)].inspected[column];
      const auto assumed = [&](std::int64_t of_all) { return of_all > 0 ? money(words, rounded_mean(of_column.all() * cost.hundredths(), of_all), cost.currency) : "-"; };
      const auto recorded = [&](std::int64_t of_all) {
        std::string sums;
        for (const auto& one : of_column.recorded_by_currency()) sums += (sums.empty() ? "" : ", ") + (of_all > 0 ? money(words, rounded_mean(one.hundredths, of_all), one.currency) : std::string("-"));
        return sums.empty() ? std::string("-") : sums;
      };
      text += "<tr>" + word_cell(words.text(column == 0 ? "study.before" : "study.after")) + cell(std::to_string(of_column.vehicles)) + cell(std::to_string(of_column.all())) + cell(assumed(of_column.inspected)) + cell(assumed(of_column.vehicles)) +
              cell(money(words, cost.hundredths(), cost.currency)) + cell(std::to_string(of_column.deposits)) + cell(escaped(recorded(of_column.deposits))) + cell(escaped(recorded(of_column.vehicles))) + "</tr>\n";
    }
    std::string parts;
    for (const auto& part : cost.parts) parts += (parts.empty() ? "" : " + ") + money(words, part.amount.hundredths, cost.currency) + " " + words.word("cost_part", part.code.view());
    text += "</table>\n" + sentence("study.assumption", {{"amount", money(words, cost.hundredths(), cost.currency)}, {"parts", parts}});
  }
  return text;
}

/// Sentences that follow from the figures, and nothing that does not.
std::vector<std::string> Page::recommendations() const {
  std::vector<std::string> list;
  for (const auto& one : results.owners) {
    list.push_back(words.text("r_first", {{"owner", owner_words(one.spender)}, {"share", words.percent(one.share)}}));
    if (one.cumulated > 0.5 || list.size() == 3) break;
  }
  for (const auto& row : results.by_class) {
    if (!row.figures) continue;
    const auto& f = row.figures->all;
    const auto name = name_of(of_class, row);
    if (f.within_target && *f.within_target < 0.9) list.push_back(words.text("r_target", {{"segment", name}, {"share", words.percent(*f.within_target)}}));
    if (f.median > 0 && f.mean > 1.5 * f.median) list.push_back(words.text("r_mean", {{"segment", name}, {"times", words.number(f.mean / f.median, 1)}}));
    if (row.counted.coverage() < 0.95) list.push_back(words.text("r_coverage", {{"segment", name}, {"share", words.percent(row.counted.coverage())}}));
  }
  if (std::ranges::any_of(results.skews, [](const ClockSkew& one) { return one.backwards > 0; })) list.push_back(words.text("r_clocks"));
  if (columns.size() > 0 && columns.stamps[static_cast<std::size_t>(Stamp::joined)].empty()) list.push_back(words.text("r_queue"));
  if (list.empty()) list.push_back(words.text("r_nothing"));
  return list;
}

std::string Page::recommendations_part() const {
  auto text = heading(6, "recommendations") + "<ul>";
  for (const auto& one : recommendations()) text += "<li>" + escaped(one) + "</li>\n";
  return text + "</ul>\n";
}

}  // namespace onestop::study

#include "server/post/simulation_report.h"

#include "study/report.h"
#include "study/report_text.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

using study::cell, study::escaped, study::fixed, study::word_cell;

constexpr std::string_view style = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Layouts compared</title><style>
body{font:14px/1.45 system-ui,"DejaVu Sans",sans-serif;color:#1b1f24;max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid #1b1f24}h3{font-size:1rem;margin:1.2rem 0 .3rem}
table{border-collapse:collapse;width:100%;font-size:12px;margin:.4rem 0 1rem}th,td{padding:.2rem .4rem;border-bottom:1px solid #c9ced6;text-align:left;vertical-align:top}
th{background:#eef1f5}th:not(:first-child){text-align:right}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#eef1f5;padding:.6rem}.hash,td.hash{white-space:normal;overflow-wrap:anywhere}
@page{size:A4 landscape;margin:12mm}@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
</style></head><body>
)";

std::string head_row(std::initializer_list<const char*> names) {
  std::string row = "<tr>";
  for (const auto* name : names) row += "<th>" + escaped(name) + "</th>";
  return row + "</tr>";
}

std::string paragraph(const std::string& text) { return "<p>" + escaped(text) + "</p>\n"; }
std::string minutes(std::int64_t ms) { return fixed(static_cast<double>(ms) / 60'000, 2); }
std::string span(const std::optional<SpanMs>& of) { return of ? minutes(of->low_ms) + " to " + minutes(of->high_ms) : "-"; }
std::string tenths(std::int64_t thousandths) { return fixed(static_cast<double>(thousandths) / 10, 1) + " %"; }
std::string hours(std::int64_t of_minutes) { return fixed(static_cast<double>(of_minutes) / 60, 1); }
std::string money(const Money& of) { return fixed(static_cast<double>(of.hundredths) / 100, 2) + " " + of.currency.text(); }
std::string direction(const SimulatedFlow& flow) { return flow.exit_state.text() + "-" + flow.entry_state.text(); }

std::string sentence_of(Staffing staffing) {
  switch (staffing) {
    case Staffing::own: return "Every layout has as many officers as it has desks: a layout with more desks has more officers, and a part of its gain is theirs.";
    case Staffing::equal_staff: return "Every layout has the officers of the first, agency by agency and state by state, trained for every station of their agency.";
    case Staffing::equal_cost: return "A layout that would cost more a day than the first, officers and devices together, has fewer officers of each agency in proportion.";
  }
  return {};
}

std::string scope(const Simulated& of) {
  std::string names;
  for (const auto& one : of.layouts) names += (names.empty() ? "" : "; ") + one.title + " (" + one.layout.text() + ")";
  return "<h2>1 Objectives and scope</h2>\n" +
         paragraph("How long vehicles take at post " + of.post.text() + " from the first officer to the release, in " + std::to_string(of.layouts.size()) + (of.layouts.size() == 1 ? " layout" : " layouts") +
                   " under the law of " + to_text(of.law_date) + ": " + names + ". What is compared is compared with the first.") +
         paragraph(std::to_string(of.days) + " days after " + std::to_string(of.warm_up_days) + " of warm-up, " + std::to_string(of.replications) + " replications, arrivals at " +
                   std::to_string(of.traffic_percent) + " % of the source's. " + sentence_of(of.staffing));
}

std::string method(const Simulated& of) {
  return "<h2>2 Method</h2>\n<ul>"
         "<li>The procedure that the post runs, compiled from law and post, under a virtual clock; nothing in it was drawn for this comparison.</li>"
         "<li>Every layout sees the same vehicles: a draw depends on vehicle, step and purpose alone. Differences are taken pair by pair; the variance ratio says how many times more replications independent runs would need.</li>"
         "<li>Intervals are 95 %, Student&#39;s t over replications. Where the interval of a difference covers zero the layouts are not distinguishable, whatever their means say.</li>"
         "<li>Release is from the beginning of the first control to the release. The wait on the road before that stands apart.</li>"
         "<li>Median and ninetieth percentile are of single vehicles over all replications: the mean of a few long inspections says little about the next truck.</li>"
         "<li>The intervals cover chance in the simulation, not error in what it was told: arrivals and durations come from the source below.</li></ul>\n" +
         paragraph("Source of arrivals, durations and outcomes: " + of.overlay_source);
}

std::string staff(const Simulated& of) {
  std::string text = "<h2>3 What each layout uses</h2>\n<table><thead>" + head_row({"layout", "officers", "devices", "officer-hours a day", "of them at work", "utilisation", "inside at the end", "kept for, a day", "inspections that open loads cost, a day"}) + "</thead>\n";
  for (const auto& one : of.layouts) {
    std::string opened;
    for (const auto& cost : one.costs) opened += (opened.empty() ? "" : "; ") + money(cost.a_day) + " (" + fixed(static_cast<double>(cost.deposits_a_day_thousandths) / 1000, 1) + " a day)";
    text += "<tr>" + word_cell(one.title) + cell(std::to_string(one.officers)) + cell(std::to_string(one.devices)) + cell(hours(one.officer_minutes_a_day)) + cell(hours(one.busy_minutes_a_day)) +
            cell(tenths(one.utilisation_thousandths)) + cell(fixed(static_cast<double>(one.inside_thousandths) / 1000, 1)) + cell(one.keep_a_day ? money(*one.keep_a_day) : "-") + cell(opened.empty() ? "-" : escaped(opened)) + "</tr>\n";
  }
  text += "</table>\n";
  for (const auto& one : of.layouts)
    if (!one.settles) text += paragraph(one.title + " does not settle: more comes than it can work, and its means depend on how long one simulates.");
  return text;
}

std::string results(const Simulated& of) {
  std::string text = "<h2>4 Results</h2>\n<h3>Release, minutes</h3>\n<table><thead>" +
                     head_row({"flow", "layout", "vehicles", "mean", "95 %", "median", "p90", "wait on the road", "95 %", "turned back", "refused"}) + "</thead>\n";
  for (const auto& flow : of.flows)
    for (std::size_t i = 0; i < of.layouts.size(); ++i) {
      const auto& one = flow.layouts[i];
      text += "<tr>" + word_cell(flow.flow.text() + " " + direction(flow)) + word_cell(of.layouts[i].title) + cell(std::to_string(one.vehicles));
      if (one.release) text += cell(minutes(one.release->ms)) + cell(span(one.release->interval)) + cell(minutes(one.median_ms.value_or(0))) + cell(minutes(one.p90_ms.value_or(0))) + cell(minutes(one.road->ms)) + cell(span(one.road->interval));
      else text += "<td colspan=6>nobody was released</td>";
      text += cell(std::to_string(one.lost)) + cell(std::to_string(one.refused)) + "</tr>\n";
    }
  return text + "</table>\n";
}

std::string verdict(const PairedView& one) {
  if (!one.distinguishable) return "not distinguishable";
  return one.ms < 0 ? "shorter" : "longer";
}

std::string differences(const Simulated& of) {
  std::string text;
  for (std::size_t i = 1; i < of.layouts.size(); ++i) {
    text += "<h3>" + escaped(of.layouts[i].title) + " less " + escaped(of.layouts[0].title) + ", the same vehicles, minutes</h3>\n<table><thead>" +
            head_row({"flow", "verdict", "release", "95 %", "variance ratio", "at work", "driving", "held", "waiting"}) + "</thead>\n";
    for (const auto& flow : of.flows) {
      const auto& one = flow.differences[i - 1];
      text += "<tr>" + word_cell(flow.flow.text() + " " + direction(flow));
      if (!one.known) {
        text += "<td colspan=8>too few vehicles to say</td></tr>\n";
        continue;
      }
      const auto part = [&](const MeanView& view) { return cell(of.parts_known ? minutes(view.ms) : "-"); };
      text += word_cell(verdict(one)) + cell(minutes(one.ms)) + cell(span(one.interval)) + cell(one.variance_ratio_hundredths ? fixed(static_cast<double>(*one.variance_ratio_hundredths) / 100, 2) : "no difference at all") +
              part(one.parts.working) + part(one.parts.driving) + part(one.parts.held) + part(one.parts.waiting) + "</tr>\n";
    }
    text += "</table>\n";
  }
  return text;
}

std::string teams(const Simulated& of) {
  std::string text = "<h2>5 Queues and officers</h2>\n";
  for (const auto& layout : of.layouts) {
    text += "<h3>" + escaped(layout.title) + "</h3>\n<table><thead>" + head_row({"team", "desks", "officer-hours a day", "utilisation", "mean queue"}) + "</thead>\n";
    for (const auto& one : layout.teams)
      text += "<tr>" + word_cell(one.state.text() + " " + one.agency.text() + ", " + one.station.text() + (one.soil.empty() ? "" : ", on the soil of " + one.soil.text()) + (one.serves.empty() ? "" : ", vehicles from " + one.serves.text())) + cell(std::to_string(one.desks)) + cell(hours(one.officer_minutes_a_day)) +
              cell(tenths(one.utilisation_thousandths)) + cell(fixed(static_cast<double>(one.queue_thousandths) / 1000, 2)) + "</tr>\n";
    text += "</table>\n";
  }
  return text;
}

std::string again(const Simulated& of) {
  std::string text = "<h2>6 Run it again</h2>\n";
  if (of.command.empty()) text += paragraph("Officers or devices were changed for this run: write them into the overlay (pools, devices) to run it from the command line.");
  else text += "<pre>" + escaped(of.command) + "</pre>\n";
  text += paragraph("onestop " ONESTOP_VERSION " " ONESTOP_COMMIT ", seed " + std::to_string(of.seed) + ", law of " + to_text(of.law_date) + ", overlay " + of.overlay_file + " with the SHA-256 below. The hash of a layout is of all that happened in it: whoever runs the same reads the same.");
  text += "<table><thead>" + head_row({"what", "hash"}) + "</thead>\n<tr>" + word_cell("overlay") + "<td class=\"n hash\">" + of.overlay_hash + "</td></tr>\n";
  for (const auto& one : of.layouts)
    text += "<tr>" + word_cell(one.title + ": law, post and day") + "<td class=\"n hash\">" + one.procedure + "</td></tr>\n<tr>" + word_cell(one.title + ": what happened") + "<td class=\"n hash\">" + one.hash + "</td></tr>\n";
  return text + "</table>\n";
}

std::string seconds(std::int64_t ms) { return fixed(static_cast<double>(ms) / 1000, 3); }
std::string seconds(const std::optional<SpanMs>& span, bool low) { return span ? seconds(low ? span->low_ms : span->high_ms) : ""; }

}  // namespace

std::string simulation_report(const Simulated& of) {
  return std::string(style) + "<h1>Layouts of post " + escaped(of.post.text()) + " compared</h1>\n" + scope(of) + method(of) + staff(of) + results(of) + differences(of) + teams(of) + again(of) + "</body></html>\n";
}

std::string simulation_csv(const Simulated& of) {
  std::string text = "flow,class,exit_state,entry_state,layout,vehicles,turned_back,refused,release_s,release_low_s,release_high_s,median_s,p90_s,road_s,working_s,driving_s,held_s,waiting_s,deposits,"
                     "difference_s,difference_low_s,difference_high_s,distinguishable,variance_ratio\n";
  for (const auto& flow : of.flows)
    for (std::size_t i = 0; i < of.layouts.size(); ++i) {
      const auto& one = flow.layouts[i];
      for (const auto& word : {flow.flow, flow.traffic_class, flow.exit_state, flow.entry_state, of.layouts[i].layout}) text += study::csv_field(word.view()) + ",";
      text += std::to_string(one.vehicles) + "," + std::to_string(one.lost) + "," + std::to_string(one.refused) + ",";
      if (one.release) text += seconds(one.release->ms) + "," + seconds(one.release->interval, true) + "," + seconds(one.release->interval, false) + "," + seconds(one.median_ms.value_or(0)) + "," + seconds(one.p90_ms.value_or(0)) + "," + seconds(one.road->ms) + ",";
      else text += ",,,,,,";
      if (one.parts && of.parts_known) text += seconds(one.parts->working.ms) + "," + seconds(one.parts->driving.ms) + "," + seconds(one.parts->held.ms) + "," + seconds(one.parts->waiting.ms) + ",";
      else text += ",,,,";
      text += std::to_string(one.deposits) + ",";
      const auto* paired = i > 0 && flow.differences[i - 1].known ? &flow.differences[i - 1] : nullptr;
      if (paired) text += seconds(paired->ms) + "," + seconds(paired->interval, true) + "," + seconds(paired->interval, false) + "," + (paired->distinguishable ? "yes" : "no") + "," + (paired->variance_ratio_hundredths ? fixed(static_cast<double>(*paired->variance_ratio_hundredths) / 100, 2) : "");
      else text += ",,,,";
      text += "\n";
    }
  return text;
}

}  // namespace onestop::server

// Objectives and scope, method, process map.
#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "study/report_page.h"

namespace onestop::study {
namespace {

struct Moment {
  Stamp stamp;
  const char* number;
  const char* word;  // of the section "moment"
};
constexpr std::array<Moment, stamps_count> moments{{{Stamp::lodged, "T0", "lodged"}, {Stamp::joined, "T1", "joined"}, {Stamp::called, "T2", "called"}, {Stamp::gate_in, "T3", "gate_in"}, {Stamp::first_control, "T4", "first_control"},
    {Stamp::exit_notice, "T5", "exit_notice"}, {Stamp::entry_accepted, "T6", "entry_accepted"}, {Stamp::declared, "T7", "declared"}, {Stamp::channel, "T8", "channel"}, {Stamp::inspection_ordered, "T9", "inspection_ordered"},
    {Stamp::inspection_begun, "T9", "inspection_begun"}, {Stamp::inspection_ended, "T9", "inspection_ended"}, {Stamp::paid, "T10", "paid"}, {Stamp::released, "T11", "released"}, {Stamp::gate_out, "T12", "gate_out"},
    {Stamp::stored, "", "stored"}, {Stamp::fetched, "", "fetched"}}};

std::string figure(std::int64_t number) { return std::to_string(number); }

}  // namespace

std::string Page::scope() const {
  const auto& source = of.source;
  auto text = heading(1, "scope") + sentence("objective") + sentence(source.table ? "from_table" : "from_log");
  if (of.sampled) {
    std::int64_t all = 0;
    for (const auto& one : *of.sampled) all += one.population;
    text += sentence("sampled", {{"drawn", figure(static_cast<std::int64_t>(columns.size()))}, {"all", figure(all)}, {"seed", std::to_string(of.seed)}});
  } else {
    text += sentence("census");
  }
  text += sentence("period", {{"from", of.from ? to_text(*of.from) : words.text("first_on_record")}, {"to", of.to ? to_text(*of.to) : words.text("last_on_record")}, {"n", figure(static_cast<std::int64_t>(columns.size()))}});
  if (columns.size() == 0) text += sentence("nobody");
  if (of.from && of.to && !whole_week(of.from, of.to)) text += sentence("short_window");
  if (source.table) {
    text += sentence("lines", {{"lines", figure(source.lines)}, {"counted", figure(source.lines - source.without_release - source.outside)}, {"unreleased", figure(source.without_release)}, {"outside", figure(source.outside)}});
  } else {
    std::string ended;
    for (const auto& [end, crossings] : source.ended) ended += (ended.empty() ? "" : ", ") + words.word("end", boost::describe::enum_to_string(end, "none")) + " " + figure(crossings);
    text += sentence("unreleased", {{"inside", figure(source.inside)}, {"ended", ended.empty() ? "0" : ended}});
  }
  if (source.clocks_mended > 0) text += sentence("clocks", {{"n", figure(source.clocks_mended)}, {"seconds", seconds(source.largest_step_back_ms)}});
  if (source.unclosed > 0) text += sentence("unclosed", {{"n", figure(source.unclosed)}});
  if (source.cut_at) text += sentence("cut", {{"n", figure(*source.cut_at)}});
  for (const auto& skew : results.skews) {
    text += sentence("skew", {{"one", skew.one}, {"other", skew.other}, {"pairs", figure(skew.pairs)}, {"backwards", figure(skew.backwards)}, {"seconds", seconds(skew.largest_back_ms)}});
    if (skew.backwards > 0 && skew.ahead_low_ms && skew.ahead_high_ms && *skew.ahead_low_ms <= *skew.ahead_high_ms)
      text += sentence("skew_bounds", {{"one", skew.one}, {"other", skew.other}, {"low", seconds(*skew.ahead_low_ms)}, {"high", seconds(*skew.ahead_high_ms)}});
  }
  return text;
}

std::string Page::method() const {
  auto text = heading(2, "method") + "<ul>";
  for (const char* key : {"m_quantiles", "m_trimmed", "m_intervals", "m_outliers", "m_left_out", "m_release", "m_target", "m_days"}) text += "<li>" + escaped(words.text(key)) + "</li>\n";
  text += "<li>" + escaped(words.text("m_seed", {{"seed", std::to_string(of.seed)}})) + "</li></ul>\n";
  return text + (of.sampled ? sampled_rows() : "") + needed_rows();
}

std::string Page::sampled_rows() const {
  auto text = "<h3>" + escaped(words.text("sample_title", {{"precision", words.percent(of.precision)}})) + "</h3>\n<table><thead>" + head({"segments.segment", "population", "cv", "needed", "drawn"}) + "</thead>\n";
  for (const auto& one : *of.sampled)
    text += "<tr>" + word_cell(name_of(of_segment, {one.values, {}, {}})) + cell(figure(one.population)) + cell(words.number(one.cv, 2)) + cell(figure(one.needed)) + cell(figure(one.drawn)) + "</tr>\n";
  return text + "</table>\n";
}

std::string Page::needed_rows() const {
  auto text = "<h3>" + escaped(words.text("needed_title", {{"precision", words.percent(of.precision)}})) + "</h3>\n<table><thead>" + head({"segments.segment", "segments.n", "cv", "needed", "", "wider"}) + "</thead>\n";
  for (const auto& row : results.by_class) {
    if (!row.figures || row.figures->all.n < 2) continue;
    const auto& f = row.figures->all;
    const auto needed = needed_n(f.cv, of.precision);
    const auto effect = std::ranges::find(results.by_day, row.values, &DayEffect::values);
    const bool known = effect != results.by_day.end() && effect->wider;
    text += "<tr>" + word_cell(name_of(of_class, row)) + cell(figure(f.n)) + cell(words.number(f.cv, 2)) + cell(figure(needed)) + word_cell(words.text(f.n >= needed ? "enough" : "too_few_for")) +
            cell(known ? escaped(words.text("wider_times", {{"times", words.number(*effect->wider, 2)}, {"days", figure(effect->days)}})) : escaped(words.text("wider_unknown"))) + "</tr>\n";
  }
  return text + "</table>\n";
}

std::string Page::process_map() const {
  auto text = heading(3, "map") + "<table><thead>" + head({"moment", "", "recorded_for", "of_all"}) + "</thead>\n";
  for (const auto& moment : moments) {
    const auto& column = columns.stamps[static_cast<std::size_t>(moment.stamp)];
    const auto recorded = std::ranges::count_if(column, [](std::int64_t one) { return one != unrecorded; });
    const auto share = columns.size() == 0 ? 0 : static_cast<double>(recorded) / static_cast<double>(columns.size());
    text += "<tr>" + word_cell(std::string(moment.number) + " " + words.word("moment", moment.word)) + "<td style=\"width:30%\"><span class=bar style=\"width:" + fixed(100 * share, 1) + "%\"></span></td>" + cell(figure(recorded)) +
            cell(columns.size() == 0 ? "-" : words.percent(share)) + "</tr>\n";
  }
  return text + "</table>\n" + sentence("not_recorded");
}

}  // namespace onestop::study

#include "study/report.h"

#include "base/check.h"
#include "study/report_page.h"

namespace onestop::study {

std::string comparison_csv(const BeforeAfter& made);
std::string owners_csv(const std::vector<OwnerShare>& shares);
std::string founding_csv(const FoundingTable* of);
std::string costs_csv(const FoundingTable* of);
std::string clocks_csv(const std::vector<ClockSkew>& of);
std::string unreleased_csv(const SourceOf& of);
std::string sample_csv(const std::vector<SampledStratum>* of);

namespace {

constexpr std::string_view style = R"(<style>
body{font:14px/1.45 system-ui,"DejaVu Sans",sans-serif;color:#1b1f24;max-width:76rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid #1b1f24}h3{font-size:1rem;margin:1.2rem 0 .3rem}
table{border-collapse:collapse;width:100%;font-size:12px;margin:.4rem 0 1rem}th,td{padding:.2rem .4rem;border-bottom:1px solid #c9ced6;text-align:left;vertical-align:top}
th{background:#eef1f5}th:not(:first-child){text-align:right}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}table.segments{font-size:10px}table.segments th,table.segments td{padding:.2rem .25rem}table.segments td:first-child{min-width:10rem}table.segments td.n{white-space:normal}table.heat td{text-align:center;padding:.15rem;font-size:10px;border:1px solid #fff}
.bar{display:inline-block;height:.7rem;background:#2f5d8c}.note{color:#4d5661}
@page{size:A4 landscape;margin:12mm}@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}table,figure{break-inside:auto}table.segments{font-size:9px}tr{break-inside:avoid}thead{display:table-header-group}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
</style></head><body>
)";

constexpr std::array measures{Measure::release, Measure::in_post, Measure::queue, Measure::dwell, Measure::exit_side, Measure::entry_side, Measure::wait, Measure::crossing, Measure::between, Measure::inspection, Measure::storage};

std::string page_text(const Page& page) {
  const auto& words = page.words;
  const auto title = escaped(words.text("title", {{"post", page.of.title}}));
  std::string text = "<!doctype html>\n<html lang=\"" + words.language() + "\"><head><meta charset=\"utf-8\"><title>" + title + "</title>" + std::string(style) + "<h1>" + title + "</h1>\n";
  if (words.language() != "en") text += "<p class=note>(" + escaped(words.text("frame.not_reviewed")) + ")</p>\n";
  return text + page.scope() + page.method() + page.process_map() + page.results_part() + page.owners_part() + page.recommendations_part() + "</body></html>\n";
}

}  // namespace

std::string Page::heading(int number, std::string_view key) const { return "<h2>" + std::to_string(number) + " " + escaped(words.text(key)) + "</h2>\n"; }

std::string Page::sentence(std::string_view key, ReportWords::Values values) const { return "<p>" + escaped(words.text(key, values)) + "</p>\n"; }

std::string Page::head(std::initializer_list<std::string_view> keys) const {
  std::string row = "<tr>";
  for (const auto key : keys) row += "<th>" + (key.empty() ? "" : escaped(words.text(key))) + "</th>";
  return row + "</tr>\n";
}

std::string Page::value_word(Dimension dimension, const std::string& value) const {
  if (value == "-") return words.text("segments.none");
  switch (dimension) {
    case Dimension::traffic_class: return words.word("class", value);
    case Dimension::layout: return words.word("layout", value);
    case Dimension::fact: return words.word("fact", value);
    case Dimension::laden: return words.word("segments", value);
    case Dimension::weekday: return words.word("report", "day_" + value);
    case Dimension::channel: return words.word("mark_value", value);
    case Dimension::sps:
    case Dimension::prearrival: return words.word("dimension", study::name_of(dimension)) + ": " + words.word("mark_value", value);
    case Dimension::direction:
    case Dimension::hour: return value;
  }
  return value;
}

std::string Page::name_of(const std::vector<Dimension>& by, const SegmentRow& row) const {
  std::string name;
  for (std::size_t i = 0; i < by.size(); ++i) name += (i > 0 ? ", " : "") + value_word(by[i], row.values[i]);
  return name;
}

std::string Page::owner_words(const Spender& spender) const {
  const auto code = study::words_of(spender);
  const auto kind = words.word("time_kind", code.substr(0, code.find(' ')));
  if (spender.owner.kind == OwnerKind::agency) return words.word("agency", spender.owner.agency.view()) + " (" + spender.owner.state.text() + "): " + kind;
  return words.word("time_owner", code.substr(code.find(' ') + 1)) + ": " + kind;
}

std::string Page::interval(const std::optional<Interval>& span) const { return span ? words.minutes(span->low) + " … " + words.minutes(span->high) : words.text("too_few"); }

bool report_speaks(std::string_view language) { return ReportWords::in(language) != nullptr; }

std::vector<ReportFile> report(const Columns& columns, const ReportOf& of) {
  const auto* words = ReportWords::in(of.language);
  check(words != nullptr, "a report is asked for in a language that the pages do not have");
  const auto asked = [&](std::vector<Dimension> by, Measured measured = Measure::release) { return Asked{std::move(by), measured, {}, of.seed, of.target_ms, true}; };
  const Results results{segments(columns, asked(of_segment)), segments(columns, asked(of_class)), segments(columns, asked(of_channel)), segments(columns, asked(of_hour)), day_effects(columns, asked(of_class)),
                        before_after(columns, of.layouts, asked({})), pareto(columns, {}), activities(columns, {}), clock_skews(columns)};
  std::string lines;
  for (const auto measure : measures) lines += segments_csv(of_segment, name_of(measure), measure == Measure::release ? results.by_segment : segments(columns, asked(of_segment, measure)), lines.empty());
  return {{"report.html", page_text({columns, of, results, *words})},
          {"segments.csv", std::move(lines)},
          {"channels.csv", segments_csv(of_channel, name_of(Measure::release), results.by_channel, true)},
          {"hours.csv", segments_csv(of_hour, name_of(Measure::release), results.hours, true)},
          {"comparison.csv", comparison_csv(results.compared)},
          {"owners.csv", owners_csv(results.owners)},
          {"activities.csv", activities_csv(results.activities)},
          {"founding.csv", founding_csv(of.founding)},
          {"costs.csv", costs_csv(of.founding)},
          {"clocks.csv", clocks_csv(results.skews)},
          {"unreleased.csv", unreleased_csv(of.source)},
          {"sample.csv", sample_csv(of.sampled)}};
}

}  // namespace onestop::study

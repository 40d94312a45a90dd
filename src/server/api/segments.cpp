// Segments of the release study, before against after, and the report: from the columns of stays, when somebody asks.
#include <algorithm>
#include <cmath>

#include "server/api/study_question.h"
#include "server/post/study_columns.h"
#include "server/segment_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

Expected<StudiedLog> read_stays(Api& api, const StudyQuestion& asked, bool spent_and_costs, study::ReleaseTable* table = nullptr) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  auto query = asked.stays();
  query.spent_and_costs = spent_and_costs;
  return read_columns(*reader, query, {api.regime.post(), api.study ? &*api.study : nullptr, table}, most_stays_read);
}

Expected<study::Choice> choose_layouts(Api& api, const StudyQuestion& asked) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  return choose_layouts(api, *reader, asked);
}

std::int64_t rounded(double value) { return std::llround(value); }

std::optional<SpanMs> span_of(const std::optional<study::Interval>& of) { return of ? std::optional(SpanMs{rounded(of->low), rounded(of->high)}) : std::nullopt; }

FiguresView view_of(const study::Figures& f) {
  return {f.n, rounded(f.mean), rounded(f.geometric_mean), rounded(f.median), rounded(f.p75), rounded(f.p90), rounded(f.p95), rounded(f.min), rounded(f.max), rounded(f.sd), rounded(1000 * f.cv),
          span_of(f.mean_interval), span_of(f.median_interval), rounded(f.trimmed_mean), rounded(f.mode.low_ms), rounded(f.mode.width_ms), f.mode.n,
          f.within_target ? std::optional(rounded(1000 * *f.within_target)) : std::nullopt};
}

std::vector<Code> codes_of(const study::Words& words) {
  std::vector<Code> codes;
  for (const auto& one : words.list()) codes.emplace_back(one);
  return codes;
}

study::Asked asked_of(const StudyQuestion& asked) {
  return {asked.by, asked.measure, asked.layout ? std::optional(asked.layout->text()) : std::nullopt};
}

Expected<std::vector<study::SegmentRow>> segments_of(const StudiedLog& log, const StudyQuestion& asked) {
  if (study::too_many_segments(log.columns, asked.by)) return fault("so many dimensions make more than a million segments; ask for fewer");
  return study::segments(log.columns, asked_of(asked));
}

Expected<std::string> make_segments(Api& api, const StudyQuestion& asked) {
  const auto log = read_stays(api, asked, false);
  if (!log) return std::unexpected(log.error());
  const auto rows = segments_of(*log, asked);
  if (!rows) return std::unexpected(rows.error());
  SegmentsView shown{api.clock.now(), asked.by, asked.measure, asked.from, asked.to, asked.layout, codes_of(log->columns.layouts), static_cast<std::int64_t>(log->columns.size()), {}, log->source.cut_at.has_value(),
                     static_cast<std::int64_t>(rows->size()), {log->source.inside, 0}, study::clock_skews(log->columns)};
  for (const auto& [end, crossings] : log->source.ended) shown.unreleased.ended += crossings;
  for (const auto& row : *rows) {
    if (shown.segments.size() == most_segments_shown) break;
    SegmentView one{row.values, row.counted, 0, {}, {}};
    if (row.figures) {
      one.outliers = row.figures->outliers;
      one.all = view_of(row.figures->all);
      if (one.outliers > 0) one.without = view_of(row.figures->without);
    }
    shown.segments.push_back(std::move(one));
  }
  return wire::to_json(shown);
}

Expected<std::string> make_table(Api& api, const StudyQuestion& asked) {
  const auto log = read_stays(api, asked, false);
  if (!log) return std::unexpected(log.error());
  const auto rows = segments_of(*log, asked);
  if (!rows) return std::unexpected(rows.error());
  return study::segments_csv(asked.by, std::string(wire::enum_text(asked.measure)), *rows, true);
}

std::optional<std::string> layout_of(const StudyQuestion& asked) { return asked.layout ? std::optional(asked.layout->text()) : std::nullopt; }

Expected<std::string> make_activities(Api& api, const StudyQuestion& asked) {
  const auto log = read_stays(api, asked, true);
  if (!log) return std::unexpected(log.error());
  const auto made = study::activities(log->columns, layout_of(asked));
  const auto mean = [&](std::int64_t sum) { return made.stays > 0 ? study::rounded_mean(sum, made.stays) : 0; };
  ActivitiesView shown{api.clock.now(), asked.from, asked.to, asked.layout, made.stays, made.sum_ms, {}, {}, log->source.cut_at.has_value()};
  for (const auto& row : made.rows) {
    shown.activities.push_back({row.activity, row.spender.owner, row.spender.kind, row.sum_ms, mean(row.sum_ms), row.stays});
    auto owner = std::ranges::find(shown.owners, row.spender.owner, &OwnerShareView::owner);
    if (owner == shown.owners.end()) owner = shown.owners.insert(shown.owners.end(), {row.spender.owner, 0, 0});
    owner->sum_ms += row.sum_ms;
  }
  for (auto& owner : shown.owners) owner.mean_ms = mean(owner.sum_ms);
  std::ranges::stable_sort(shown.owners, std::ranges::greater{}, &OwnerShareView::sum_ms);
  return wire::to_json(shown);
}

Expected<std::string> make_activities_table(Api& api, const StudyQuestion& asked) {
  const auto log = read_stays(api, asked, true);
  if (!log) return std::unexpected(log.error());
  return study::activities_csv(study::activities(log->columns, layout_of(asked)));
}

DifferenceView view_of(const study::Estimate& ms, const study::Estimate& percent) {
  DifferenceView shown{rounded(ms.value), span_of(ms.interval), rounded(10 * percent.value), {}, {}, ms.distinguishable()};
  if (percent.interval) {
    shown.low_tenths = rounded(10 * percent.interval->low);
    shown.high_tenths = rounded(10 * percent.interval->high);
  }
  return shown;
}

ComparedView view_of(const study::ComparedRow& row) {
  ComparedView shown;
  shown.traffic_class = row.traffic_class;
  shown.n_before = row.before.counted;
  shown.n_after = row.after.counted;
  if (row.figures_before) shown.before = view_of(row.figures_before->all);
  if (row.figures_after) shown.after = view_of(row.figures_after->all);
  if (!row.all) return shown;
  shown.mean = view_of(row.all->mean_ms, row.all->mean_percent);
  shown.median_ms = rounded(row.all->median_ms.value);
  shown.median_interval = span_of(row.all->median_ms.interval);
  shown.p_millionths = rounded(1e6 * row.all->test.p);
  shown.mean_by_days = span_of(row.mean_by_days_ms);
  shown.distinguishable_by_days = row.mean_by_days_ms && !row.mean_by_days_ms->covers(0);
  const auto outliers = row.figures_before->outliers + row.figures_after->outliers;
  if (outliers > 0 && row.without) shown.without_outliers = view_of(row.without->mean_ms, row.without->mean_percent);
  return shown;
}

Expected<std::string> make_comparison(Api& api, const StudyQuestion& asked) {
  const auto log = read_stays(api, asked, false);
  if (!log) return std::unexpected(log.error());
  const auto choice = choose_layouts(api, asked);
  if (!choice) return std::unexpected(choice.error());
  const study::Layouts layouts{choice->before.text(), choice->after.text()};
  const auto made = study::before_after(log->columns, layouts, {{}, asked.measure});
  ComparisonView shown{api.clock.now(), asked.measure, layouts.before, layouts.after, asked.from, asked.to, {}, {}, {}, log->source.cut_at.has_value()};
  for (const auto& row : made.rows) shown.rows.push_back(view_of(row));
  if (made.adjusted) {
    shown.adjusted = view_of(made.adjusted->mean_ms, made.adjusted->mean_percent);
    shown.left_out = made.adjusted->left_out;
  }
  return wire::to_json(shown);
}

/// One file of the report.
Expected<std::string> make_report(Api& api, const StudyQuestion& asked, std::string_view name) {
  const auto choice = choose_layouts(api, asked);
  if (!choice) return std::unexpected(choice.error());
  study::FoundingTable founding{api.study ? &*api.study : nullptr, *choice, {}};
  std::optional<study::ReleaseTable> table;
  if (api.study) table.emplace(*api.study, *choice);
  auto log = read_stays(api, asked, true, table ? &*table : nullptr);
  if (!log) return std::unexpected(log.error());
  study::ReportOf of{.title = api.regime.post().title, .source = log->source, .from = asked.from, .to = asked.to, .layouts = {choice->before.text(), choice->after.text()}, .language = asked.language};
  if (table) {
    founding.rows = table->rows();
    of.founding = &founding;
  }
  std::vector<study::SampledStratum> strata;
  if (asked.sample) {
    auto sampled = study::sample(log->columns, of.precision, of.seed);
    strata = std::move(sampled.strata);
    log->columns = std::move(sampled.columns);
    of.sampled = &strata;
  }
  for (auto& file : study::report(log->columns, of))
    if (file.name == name) return std::move(file.content);
  return fault("the report has no such file");
}

}  // namespace

void add_segment_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/study/segments", "Durations by at most six dimensions (query: by, measure, layout, from, to)")
      .answers<SegmentsView>(200, "the segments").problem(400, "no such dimension, measure or time").problem(401, "sign in first");
  doc.route("GET", "/api/v1/study/segments.csv", "The same as a table").answers(200, "comma separated, milliseconds").problem(400, "no such dimension, measure or time").problem(401, "sign in first");
  doc.route("GET", "/api/v1/study/activities", "Minutes by activity and owner (query: layout, from, to)").answers<ActivitiesView>(200, "the sums").problem(400, "no such time").problem(401, "sign in first");
  doc.route("GET", "/api/v1/study/activities.csv", "The same as a table").answers(200, "comma separated, milliseconds").problem(400, "no such time").problem(401, "sign in first");
  doc.route("GET", "/api/v1/study/comparison", "Before against after, by class (query: before, after, measure, from, to)")
      .answers<ComparisonView>(200, "differences with their intervals").problem(400, "no such measure or time").problem(401, "sign in first");
  doc.route("GET", "/api/v1/study/report", "The report of the study, a page that prints (query: before, after, from, to, language, sample)").answers(200, "HTML").problem(400, "no such time or language").problem(401, "sign in first");
  add_study_route(router, api, {.path = "/api/v1/study/segments", .make = make_segments});
  add_study_route(router, api, {"/api/v1/study/segments.csv", "text/csv; charset=utf-8", "segments.csv", make_table});
  add_study_route(router, api, {.path = "/api/v1/study/activities", .make = make_activities});
  add_study_route(router, api, {"/api/v1/study/activities.csv", "text/csv; charset=utf-8", "activities.csv", make_activities_table});
  add_study_route(router, api, {.path = "/api/v1/study/comparison", .make = make_comparison});
  for (const auto name : study::report_names) {
    const auto make = [name](Api& of, const StudyQuestion& asked) { return make_report(of, asked, name); };
    if (name == "report.html") {
      add_study_route(router, api, {"/api/v1/study/report", "text/html; charset=utf-8", "report.html", make});
      continue;
    }
    const auto path = "/api/v1/study/report/" + std::string(name);
    doc.route("GET", path, "A table of the report (query: as the report)").answers(200, "comma separated").problem(400, "no such time").problem(401, "sign in first");
    add_study_route(router, api, {path, "text/csv; charset=utf-8", std::string(name), make});
  }
}

}  // namespace onestop::server

// Segments of the release study, before against after, and the report: from the columns of stays, when somebody asks.
#include <algorithm>
#include <cmath>

#include "server/api/api.h"
#include "server/api/kept_answers.h"
#include "server/post/study_columns.h"
#include "server/segment_messages.h"
#include "study/report.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::int64_t most_stays_read = 1'000'000;

struct Question {
  std::vector<study::Dimension> by;
  study::Measure measure = study::Measure::release;
  std::optional<Code> layout, before, after;
  std::optional<Instant> from, to;
};

/// One of the routes: how its answer is made and what it is.
struct Form {
  const char* path;
  const char* type;
  const char* file;  // under which a browser keeps it; empty: it is no file
  Expected<std::string> (*make)(Api& api, const Question& asked);
};

http::Response invalid(const http::Request& request, const std::string& what) {
  return http::problem(request, {.status = 400, .code = "message.invalid", .detail = what});
}

/// In a question a class is called class, as everywhere on the outside.
std::optional<study::Dimension> dimension_of(const std::string& word) {
  if (word == "class") return study::Dimension::traffic_class;
  return wire::enum_from_text<study::Dimension>(word);
}

/// What is wrong with `by`, or nothing.
std::optional<std::string> read_dimensions(const std::string& text, std::vector<study::Dimension>& by) {
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find(',', from), text.size());
    const auto of = dimension_of(text.substr(from, to - from));
    if (!of) return "by: there is no " + text.substr(from, to - from) + "; right would be class, direction, layout, laden, fact, hour or weekday.";
    if (std::ranges::find(by, *of) != by.end()) return "by names one dimension twice.";
    by.push_back(*of);
    from = to + 1;
  }
  if (by.size() > study::most_dimensions) return "by names more than three dimensions.";
  return std::nullopt;
}

std::variant<Question, http::Response> read_question(const http::Request& request) {
  Question asked;
  if (const auto wrong = read_dimensions(std::string(request.query_value("by").value_or("")), asked.by)) return invalid(request, *wrong);
  if (const auto text = request.query_value("measure"); text && !text->empty()) {
    const auto measure = wire::enum_from_text<study::Measure>(*text);
    if (!measure) return invalid(request, "There is no such measure; right would be release, in_post, queue, dwell, exit_side or entry_side.");
    asked.measure = *measure;
  }
  for (auto [key, where] : {std::pair{"layout", &asked.layout}, std::pair{"before", &asked.before}, std::pair{"after", &asked.after}}) {
    const auto text = request.query_value(key);
    if (!text || text->empty()) continue;
    if (!Code::fits(*text)) return invalid(request, std::string(key) + " is no layout.");
    *where = Code(*text);
  }
  for (auto [key, where] : {std::pair{"from", &asked.from}, std::pair{"to", &asked.to}}) {
    const auto text = request.query_value(key);
    if (!text || text->empty()) continue;
    *where = parse_instant(*text);
    if (!*where) return invalid(request, std::string(key) + " is no time; right would be 2010-07-05T02:00:00Z.");
  }
  return asked;
}

Expected<StudiedLog> read_stays(Api& api, const Question& asked) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  store::StayQuery query;
  if (asked.from) query.from = *asked.from;
  if (asked.to) query.to = *asked.to;
  query.spent_and_costs = false;
  return read_columns(*reader, query, api.regime.post(), most_stays_read);
}

std::int64_t rounded(double value) { return std::llround(value); }

std::optional<SpanMs> span_of(const std::optional<study::Interval>& of) { return of ? std::optional(SpanMs{rounded(of->low), rounded(of->high)}) : std::nullopt; }

FiguresView view_of(const study::Figures& f) {
  return {f.n, rounded(f.mean), rounded(f.geometric_mean), rounded(f.median), rounded(f.p75), rounded(f.p90), rounded(f.p95), rounded(f.min), rounded(f.max), rounded(f.sd), rounded(1000 * f.cv),
          span_of(f.mean_interval), span_of(f.median_interval)};
}

std::vector<Code> codes_of(const study::Words& words) {
  std::vector<Code> codes;
  for (const auto& one : words.list()) codes.emplace_back(one);
  return codes;
}

study::Asked asked_of(const Question& asked) {
  return {asked.by, asked.measure, asked.layout ? std::optional(asked.layout->text()) : std::nullopt};
}

Expected<std::string> make_segments(Api& api, const Question& asked) {
  const auto log = read_stays(api, asked);
  if (!log) return std::unexpected(log.error());
  SegmentsView shown{api.clock.now(), asked.by, asked.measure, asked.from, asked.to, asked.layout, codes_of(log->columns.layouts), static_cast<std::int64_t>(log->columns.size()), {}, log->cut};
  for (const auto& row : study::segments(log->columns, asked_of(asked))) {
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

Expected<std::string> make_table(Api& api, const Question& asked) {
  const auto log = read_stays(api, asked);
  if (!log) return std::unexpected(log.error());
  return study::segments_csv(asked.by, std::string(wire::enum_text(asked.measure)), study::segments(log->columns, asked_of(asked)), true);
}

/// Before is what was asked for, or the study's, or the first on record; after is the newest of the others.
study::Layouts layouts_of(const Api& api, const study::Columns& columns, const Question& asked) {
  const auto& known = columns.layouts.list();
  study::Layouts layouts;
  if (asked.before) layouts.before = asked.before->text();
  else if (api.study && !api.study->before.empty()) layouts.before = api.study->before.text();
  else if (!known.empty()) layouts.before = known.front();
  if (asked.after) layouts.after = asked.after->text();
  else if (!known.empty() && known.back() != layouts.before) layouts.after = known.back();
  return layouts;
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

Expected<std::string> make_comparison(Api& api, const Question& asked) {
  const auto log = read_stays(api, asked);
  if (!log) return std::unexpected(log.error());
  const auto layouts = layouts_of(api, log->columns, asked);
  const auto made = study::before_after(log->columns, layouts, {{}, asked.measure});
  ComparisonView shown{api.clock.now(), asked.measure, layouts.before, layouts.after, asked.from, asked.to, {}, {}, {}, log->cut};
  for (const auto& row : made.rows) shown.rows.push_back(view_of(row));
  if (made.adjusted) {
    shown.adjusted = view_of(made.adjusted->mean_ms, made.adjusted->mean_percent);
    shown.left_out = made.adjusted->left_out;
  }
  return wire::to_json(shown);
}

Expected<std::string> make_report(Api& api, const Question& asked) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  store::StayQuery query;
  if (asked.from) query.from = *asked.from;
  if (asked.to) query.to = *asked.to;
  const auto log = read_columns(*reader, query, api.regime.post(), most_stays_read);
  if (!log) return std::unexpected(log.error());
  study::ReportOf of{api.regime.post().title, "Read from the log of record of the running post.", {}, asked.from, asked.to, layouts_of(api, log->columns, asked)};
  of.remarks.emplace_back("Crossings that were refused, turned back or are still inside have no release and are not counted. Minutes by activity stand in the report that onestop study report writes.");
  if (log->cut) of.remarks.emplace_back("More stays are on record than are read at once: the newest are missing.");
  return study::report(log->columns, of).front().content;
}

http::Response with_body(std::shared_ptr<const std::string> body, const Form& form) {
  auto response = http::text("");
  response.content_type = form.type;
  response.shared_body = std::move(body);
  response.headers.push_back({"Cache-Control", "no-cache"});
  if (*form.file) response.headers.push_back({"Content-Disposition", std::string("attachment; filename=\"") + form.file + "\""});
  return response;
}

/// On the thread of studies: the question may have been answered while it waited there.
http::Response work_out(Api& api, const http::Request& request, const Question& asked, const Form& form, KeptAnswers& kept) {
  if (auto body = kept.find(request.target)) return with_body(std::move(body), form);
  const auto began = wall_now();
  auto made = form.make(api, asked);
  if (!made) return fault_answer(request, made.error());
  auto body = std::make_shared<const std::string>(std::move(*made));
  kept.keep(request.target, body, wall_now() - began);
  return with_body(std::move(body), form);
}

void answer(Api& api, http::Request request, http::Reply reply, const Form& form, std::shared_ptr<KeptAnswers> kept) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  auto asked = read_question(request);
  if (auto* no = std::get_if<http::Response>(&asked)) return reply(std::move(*no));
  if (auto body = kept->find(request.target)) return reply(with_body(std::move(body), form));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.studies.add([&api, kept, later, about, form, question = std::get<Question>(asked)] { (*later)(work_out(api, *about, question, form, *kept)); });
  if (!queued) (*later)(http::problem(*about, {.status = 503, .code = "server.busy", .detail = "Too many ask for studies at once; try again."}));
}

}  // namespace

void add_segment_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/study/segments", "Durations by at most three dimensions (query: by, measure, layout, from, to)")
      .answers<SegmentsView>(200, "the segments").problem(400, "no such dimension, measure or time").problem(401, "sign in first");
  doc.route("GET", "/api/v1/study/segments.csv", "The same as a table").answers(200, "comma separated, milliseconds").problem(400, "no such dimension, measure or time").problem(401, "sign in first");
  doc.route("GET", "/api/v1/study/comparison", "Before against after, by class (query: before, after, measure, from, to)")
      .answers<ComparisonView>(200, "differences with their intervals").problem(400, "no such measure or time").problem(401, "sign in first");
  doc.route("GET", "/api/v1/study/report", "The report of the study, a page that prints (query: before, after, from, to)").answers(200, "HTML").problem(400, "no such time").problem(401, "sign in first");
  const auto kept = std::make_shared<KeptAnswers>();
  for (const auto& form : {Form{"/api/v1/study/segments", "application/json", "", make_segments}, Form{"/api/v1/study/segments.csv", "text/csv; charset=utf-8", "segments.csv", make_table},
                           Form{"/api/v1/study/comparison", "application/json", "", make_comparison}, Form{"/api/v1/study/report", "text/html; charset=utf-8", "report.html", make_report}})
    router.get(form.path, [&api, kept, form](http::Request request, http::Reply reply) { answer(api, std::move(request), std::move(reply), form, kept); });
}

}  // namespace onestop::server

// The release-time table, computed from stays when somebody asks, at most once a second for one question.
#include <map>

#include "server/api/study_question.h"
#include "server/study_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

WaterfallView waterfall_view(const Code& layout, const study::Waterfall& waterfall) { return {layout, waterfall.n, waterfall.mean_ms, waterfall.shares}; }

ReleaseRow row_view(const programme::StudyRow& of, const study::TableRow& row, const study::Choice& choice) {
  ReleaseRow shown{of.code, of.title, {{}, row.before.total, row.before.between, row.before.coverage}, {row.after.together, row.after.total, row.after.coverage}, row.economy, {}};
  for (std::size_t i = 0; i < 2; ++i) shown.before.states.push_back({choice.states[i], row.before.states[i]});
  if (row.waterfalls[0].n > 0) shown.waterfalls.push_back(waterfall_view(choice.before, row.waterfalls[0]));
  if (row.waterfalls[1].n > 0) shown.waterfalls.push_back(waterfall_view(choice.after, row.waterfalls[1]));
  return shown;
}

CostColumn cost_column(const study::Inspected& of, const study::Choice& choice, std::int64_t each, const Code& currency) {
  const auto mean = [&](std::int64_t inspections, std::int64_t vehicles) {
    return vehicles > 0 ? std::optional(Money{study::rounded_mean(inspections * each, vehicles), currency}) : std::nullopt;
  };
  CostColumn shown{of.vehicles, of.inspected, of.all(), of.joint, {}, mean(of.all(), of.inspected), mean(of.all(), of.vehicles), {}, of.deposits, {}};
  for (std::size_t i = 0; i < 2; ++i) shown.states.push_back({choice.states[i], of.by_state[i], mean(of.by_state[i], of.inspected)});
  for (const auto& one : of.recorded) shown.recorded.push_back({one.state, one.amount});
  for (const auto& one : of.recorded_by_currency()) {
    RecordedMean recorded{one, {}, {}};
    if (of.deposits > 0) recorded.per_deposit = Money{study::rounded_mean(one.hundredths, of.deposits), one.currency};
    if (of.vehicles > 0) recorded.per_vehicle = Money{study::rounded_mean(one.hundredths, of.vehicles), one.currency};
    shown.recorded_means.push_back(recorded);
  }
  return shown;
}

CostRow cost_view(const programme::ReleaseStudy& study, const programme::StudyCost& of, const std::vector<study::TableRow>& rows, const study::Choice& choice) {
  CostRow shown{of.code, of.title, of.row, {of.hundredths(), of.currency}, {}, of.source, {}, {}, {}};
  for (const auto& part : of.parts) shown.parts.push_back({part.code, part.title, part.amount});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (study.rows[i].code != of.row) continue;
    shown.before = cost_column(rows[i].inspected[0], choice, of.hundredths(), of.currency);
    shown.after = cost_column(rows[i].inspected[1], choice, of.hundredths(), of.currency);
  }
  if (shown.before.per_inspected && shown.after.per_inspected)
    shown.economy = Money{shown.before.per_inspected->hundredths - shown.after.per_inspected->hundredths, of.currency};
  return shown;
}

Expected<ReleaseTimes> make(Api& api, const StudyQuestion& asked) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  const auto choice = choose_layouts(api, *reader, asked);
  if (!choice) return std::unexpected(choice.error());
  study::ReleaseTable table(*api.study, *choice);
  std::map<Code, std::int64_t> by_layout;
  std::int64_t read = 0;
  const auto done = reader->each_stay(asked.stays(), [&](const study::Stay& stay) {
    if (asked.direction && (stay.exit_state != asked.direction->first || stay.entry_state != asked.direction->second)) return true;
    ++by_layout[stay.layout];
    table.add(stay);
    return ++read < most_stays_read;
  });
  if (!done) return std::unexpected(done.error());
  ReleaseTimes shown{api.clock.now(), api.study->title, {choice->states[0], choice->states[1]}, {}, {}, {}, asked.from, asked.to, {}, {}, {}, read >= most_stays_read};
  if (!choice->before.empty()) shown.before = choice->before;
  if (!choice->after.empty()) shown.after = choice->after;
  if (asked.direction) shown.direction = Code(asked.direction->first.text() + "-" + asked.direction->second.text());
  for (const auto& layout : api.regime.post().layouts) {
    const auto at = by_layout.find(layout.code);
    shown.layouts.push_back({layout.code, layout.title, at == by_layout.end() ? 0 : at->second});
  }
  const auto rows = table.rows();
  for (std::size_t i = 0; i < rows.size(); ++i) shown.rows.push_back(row_view(api.study->rows[i], rows[i], *choice));
  for (const auto& cost : api.study->costs) shown.costs.push_back(cost_view(*api.study, cost, rows, *choice));
  return shown;
}

}  // namespace

void add_release_times_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/study/release-times", "The founding table, before and after, and whose the minutes are (query: before, after, direction, from, to)")
      .answers<ReleaseTimes>(200, "the table").problem(400, "no such direction or time").problem(401, "sign in first").problem(404, "this server was started without a study");
  if (!api.study) {
    router.get("/api/v1/study/release-times", [&api](const http::Request& request) -> http::Response {
      auto who = signed_in(api, request);
      if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
      return not_found(request, "This post was started without a release-time study.");
    });
    return;
  }
  add_study_route(router, api, {.path = "/api/v1/study/release-times", .make = [](Api& of, const StudyQuestion& asked) -> Expected<std::string> {
    const auto made = make(of, asked);
    if (!made) return std::unexpected(made.error());
    return wire::to_json(*made);
  }});
}

}  // namespace onestop::server

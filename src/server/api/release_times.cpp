// The release-time table, computed from stays when somebody asks, at most once a second for one question.
#include <map>

#include "server/api/api.h"
#include "server/api/kept_answers.h"
#include "server/study_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::int64_t most_stays_read = 1'000'000;

struct Question {
  std::optional<Code> before, after;
  std::optional<std::pair<Code, Code>> direction;  // exit state, entry state
  std::optional<Instant> from, to;

  /// The same for the same question, however it was written.
  std::string words() const {
    const auto code = [](const std::optional<Code>& one) { return one ? one->text() : std::string("-"); };
    const auto at = [](const std::optional<Instant>& one) { return one ? to_text(*one) : std::string("-"); };
    return code(before) + "/" + code(after) + "/" + (direction ? direction->first.text() + ">" + direction->second.text() : "-") + "/" + at(from) + "/" + at(to);
  }
};

http::Response invalid(const http::Request& request, const std::string& what) {
  return http::problem(request, {.status = 400, .code = "message.invalid", .detail = what});
}

std::variant<Question, http::Response> read_question(const Api& api, const http::Request& request) {
  Question asked;
  const auto& post = api.regime.post();
  for (auto [key, where] : {std::pair{"before", &asked.before}, std::pair{"after", &asked.after}}) {
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
  if (const auto text = request.query_value("direction"); text && !text->empty()) {
    for (const auto& exit : post.states)
      for (const auto& entry : post.states)
        if (exit.code != entry.code && *text == exit.code.text() + "-" + entry.code.text()) asked.direction = {exit.code, entry.code};
    if (!asked.direction) return invalid(request, "There is no such direction; right would be " + post.states[0].code.text() + "-" + post.states[1].code.text() + ".");
  }
  return asked;
}

/// The layout in which a vehicle would be let in now.
Code present_layout(const Api& api) {
  const auto* procedure = api.regime.in_force(api.regime.post().states.front().code, api.clock.now());
  return procedure ? procedure->layout : api.regime.layout(api.clock.now()).code;
}

Expected<study::Choice> choose(const Api& api, store::Reader& reader, const Question& asked) {
  study::Choice choice;
  choice.states = {api.regime.post().states[0].code, api.regime.post().states[1].code};
  const auto first = reader.first_layout();
  if (!first) return std::unexpected(first.error());
  const auto present = present_layout(api);
  choice.before = asked.before.value_or(api.study->before.empty() ? first->value_or(Code()) : api.study->before);
  choice.after = asked.after.value_or(present == choice.before ? Code() : present);
  return choice;
}

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
  CostColumn shown{of.vehicles, of.inspected, of.all(), of.joint, {}, mean(of.all(), of.inspected), mean(of.all(), of.vehicles), {}};
  for (std::size_t i = 0; i < 2; ++i) shown.states.push_back({choice.states[i], of.by_state[i], mean(of.by_state[i], of.inspected)});
  for (const auto& one : of.recorded) shown.recorded.push_back({one.state, one.amount});
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

Expected<ReleaseTimes> make(Api& api, const Question& asked) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  const auto choice = choose(api, *reader, asked);
  if (!choice) return std::unexpected(choice.error());
  study::ReleaseTable table(*api.study, *choice);
  std::map<Code, std::int64_t> by_layout;
  std::int64_t read = 0;
  store::StayQuery query;
  if (asked.from) query.from = *asked.from;
  if (asked.to) query.to = *asked.to;
  const auto done = reader->each_stay(query, [&](const study::Stay& stay) {
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

http::Response with_body(std::shared_ptr<const std::string> body) {
  auto response = http::json("");
  response.shared_body = std::move(body);
  response.headers.push_back({"Cache-Control", "no-store"});
  return response;
}

/// On the thread of studies: the question may have been answered while it waited there.
http::Response work_out(Api& api, const http::Request& request, const Question& asked, KeptAnswers& kept) {
  if (auto body = kept.find(asked.words())) return with_body(std::move(body));
  const auto began = wall_now();
  const auto made = make(api, asked);
  if (!made) return fault_answer(request, made.error());
  auto body = std::make_shared<const std::string>(wire::to_json(*made));
  kept.keep(asked.words(), body, wall_now() - began);
  return with_body(std::move(body));
}

}  // namespace

void add_release_times_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/study/release-times", "The founding table, before and after, and whose the minutes are (query: before, after, direction, from, to)")
      .answers<ReleaseTimes>(200, "the table").problem(400, "no such direction or time").problem(401, "sign in first").problem(404, "this server was started without a study");
  router.get("/api/v1/study/release-times", [&api, kept = std::make_shared<KeptAnswers>()](http::Request request, http::Reply reply) {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
    if (!api.study) return reply(not_found(request, "This post was started without a release-time study."));
    auto asked = read_question(api, request);
    if (auto* no = std::get_if<http::Response>(&asked)) return reply(std::move(*no));
    if (auto body = kept->find(std::get<Question>(asked).words())) return reply(with_body(std::move(body)));
    auto later = std::make_shared<http::Reply>(std::move(reply));
    auto about = std::make_shared<http::Request>(std::move(request));
    const bool queued = api.studies.add([&api, kept, later, about, question = std::get<Question>(asked)] { (*later)(work_out(api, *about, question, *kept)); });
    if (!queued) (*later)(http::problem(*about, {.status = 503, .code = "server.busy", .detail = "Too many ask for studies at once; try again."}));
  });
}

}  // namespace onestop::server

// Layouts compared under a virtual clock: asked for, watched, cancelled, read, followed.
#include "server/post/simulations.h"

#include <charconv>

#include "server/api/api.h"
#include "server/post/simulation_report.h"
#include "wire/json.h"

template <> struct onestop::wire::Rules<&onestop::server::SimulationRequest::layouts> { static constexpr FieldRules value{.max_items = 16}; };
template <> struct onestop::wire::Rules<&onestop::server::SimulationRequest::officers> { static constexpr FieldRules value{.max_items = 64}; };
template <> struct onestop::wire::Rules<&onestop::server::SimulationRequest::devices> { static constexpr FieldRules value{.max_items = 64}; };

namespace onestop::server {
namespace {

constexpr const char* path = "/api/v1/simulations";

http::Response none(const http::Request& request) { return not_found(request, "This post was started without an overlay of arrivals and durations (--overlay), so nothing can be simulated."); }
http::Response forgotten(const http::Request& request) { return not_found(request, "There is no such simulation, or it was forgotten since: the last twenty are kept, and none over a restart. Ask again; the same question gives the same answer."); }

http::Response busy(const http::Request& request) {
  return http::problem(request, {.status = 429, .code = "simulation.too_many",
                                 .detail = "One simulation runs and " + std::to_string(Simulations::most_waiting) + " wait already. Wait until one is done, or cancel one."});
}

http::Response refused(const http::Request& request, wire::Findings findings) {
  const auto& first = findings.front();
  const bool unlawful = std::ranges::any_of(findings, [](const wire::Finding& one) { return one.code == "unlawful"; });
  const auto detail = first.detail;
  return http::problem(request, {.status = 422, .code = unlawful ? "simulation.unlawful" : "simulation.refused", .detail = detail, .title = "Refused", .findings = std::move(findings)});
}

http::Response shown(const SimulationView& view, int status) {
  auto response = http::json(wire::to_json(view), status);
  response.headers.push_back({"Cache-Control", "no-store"});
  response.headers.push_back({"Location", std::string(path) + "/" + view.id});
  return response;
}

/// Compiling the layouts takes longer than a network thread may.
void ask(Api& api, http::Request request, http::Reply reply) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  if (!api.simulations) return reply(none(request));
  auto wish = wire::read_json<SimulationRequest>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.studies.add([&api, later, about, asked = std::move(*wish), officer = std::get<SignedIn>(who).session.officer.id] {
    auto prepared = prepare(api.regime, api.simulations->world(), api.study, api.clock.now(), asked);
    if (!prepared) return (*later)(refused(*about, std::move(prepared.error())));
    const auto view = api.simulations->ask(std::move(*prepared), officer);
    (*later)(view ? shown(*view, 202) : busy(*about));
  });
  if (!queued) (*later)(busy(*about));
}

SimulationChoice choice(Api& api) {
  const auto now = api.clock.now();
  SimulationChoice shown;
  for (const auto& one : api.regime.reign(now).sources->post.layouts) shown.layouts.push_back({one.code, one.title});
  shown.present = api.regime.layout(now).code;
  shown.overlay_source = api.simulations->world()->overlay.source;
  shown.has_costs = api.simulations->world()->overlay.costs.has_value();
  shown.most_days = most_simulated_days;
  shown.most_replications = most_simulated_replications;
  shown.most_work = most_simulation_work;
  return shown;
}

http::Response as_file(std::string body, const char* type, const std::string& name) {
  auto response = http::text(std::move(body));
  response.content_type = type;
  if (!name.empty()) response.headers.push_back({"Content-Disposition", "attachment; filename=\"" + name + "\""});
  response.headers.push_back({"Cache-Control", "no-store"});
  response.headers.push_back({"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"});  // the report brings its style along
  return response;
}

/// The whole replication is run again for one vehicle.
void answer_follow(Api& api, http::Request request, http::Reply reply) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const auto answered = api.simulations ? api.simulations->answered(std::string(request.param("id"))) : std::nullopt;
  if (!answered) return reply(forgotten(request));
  const auto flow = request.query_value("flow").value_or(""), exit_state = request.query_value("exit_state").value_or(""), number = request.query_value("ordinal").value_or("");
  std::uint32_t ordinal = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), ordinal);
  if (!Code::fits(flow) || !Code::fits(exit_state) || number.empty() || read.ec != std::errc() || read.ptr != number.data() + number.size())
    return reply(http::problem(request, {.status = 400, .code = "message.invalid", .detail = "A vehicle is named by flow, exit_state and ordinal; right would be flow=car&exit_state=KZ&ordinal=17."}));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.studies.add([later, about, of = *answered, flow = Code(flow), exit_state = Code(exit_state), ordinal] {
    const auto followed = follow(*of.prepared, *of.result, flow, exit_state, ordinal);
    (*later)(followed ? http::json(wire::to_json(*followed)) : not_found(*about, "No flow of that name leaves that state."));
  });
  if (!queued) (*later)(busy(*about));
}

void describe(wire::OpenApi& doc) {
  doc.route("GET", path, "What may be simulated here").answers<SimulationChoice>(200, "layouts and bounds").problem(401, "sign in first").problem(404, "this server was started without an overlay");
  doc.route("POST", path, "Run layouts of this post with the same vehicles and compare them")
      .body<SimulationRequest>().answers<SimulationView>(202, "it waits or runs, or was answered before; Location names it").problem(400, "unreadable").problem(401, "sign in first")
      .problem(404, "this server was started without an overlay").problem(422, "a layout is not lawful, or a word is not known").problem(429, "too many wait");
  doc.route("GET", "/api/v1/simulations/{id}", "How far it is, and its figures when it is done").answers<SimulationView>(200, "the simulation").problem(401, "sign in first").problem(404, "none of that name");
  doc.route("DELETE", "/api/v1/simulations/{id}", "Stop it").answers(204, "it stops within a second").problem(401, "sign in first").problem(403, "another officer asked for it").problem(404, "none of that name");
  doc.route("GET", "/api/v1/simulations/{id}/report", "The planner's report, a page that prints").answers(200, "HTML").problem(401, "sign in first").problem(404, "none of that name is done");
  doc.route("GET", "/api/v1/simulations/{id}/flows.csv", "Its figures as a table").answers(200, "comma separated, seconds").problem(401, "sign in first").problem(404, "none of that name is done");
  doc.route("GET", "/api/v1/simulations/{id}/vehicle", "The way of one vehicle in every layout (query: flow, exit_state, ordinal)")
      .answers<FollowedView>(200, "its way").problem(400, "no such number").problem(401, "sign in first").problem(404, "none of that name is done");
}

}  // namespace

void add_simulation_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  describe(doc);
  router.get(path, [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    return api.simulations ? http::json(wire::to_json(choice(api))) : none(request);
  });
  router.post(path, [&api](http::Request request, http::Reply reply) { ask(api, std::move(request), std::move(reply)); });
  router.get("/api/v1/simulations/{id}", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    const auto view = api.simulations ? api.simulations->find(std::string(request.param("id"))) : std::nullopt;
    return view ? shown(*view, 200) : forgotten(request);
  });
  router.del("/api/v1/simulations/{id}", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    const auto cancelled = api.simulations ? api.simulations->cancel(std::string(request.param("id")), std::get<SignedIn>(who).session.officer.id) : Simulations::Cancelled::unknown;
    if (cancelled == Simulations::Cancelled::of_another)
      return http::problem(request, {.status = 403, .code = "simulation.of_another", .detail = "Another officer asked for this run; who asked may stop it."});
    return cancelled == Simulations::Cancelled::yes ? http::no_content() : forgotten(request);
  });
  const auto file = [&](const char* pattern, auto make, const char* type, const char* name) {
    router.get(pattern, [&api, make, type, name](const http::Request& request) -> http::Response {
      auto who = signed_in(api, request);
      if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
      const auto answered = api.simulations ? api.simulations->answered(std::string(request.param("id"))) : std::nullopt;
      return answered ? as_file(make(*answered->result), type, name) : forgotten(request);
    });
  };
  file("/api/v1/simulations/{id}/report", simulation_report, "text/html; charset=utf-8", "");
  file("/api/v1/simulations/{id}/flows.csv", simulation_csv, "text/csv; charset=utf-8", "flows.csv");
  router.get("/api/v1/simulations/{id}/vehicle", [&api](http::Request request, http::Reply reply) { answer_follow(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server

// The switch of each system outside: how it stands, and who sets it.
#include <algorithm>

#include "server/api/operators.h"
#include "server/operating_messages.h"

namespace onestop::server {
namespace {

constexpr const char* path = "/api/v1/operating/switches";
constexpr std::size_t shown_acts = 100;
constexpr int come_again_s = 300;

std::optional<std::string> title_of(Api& api, const std::string& system) {
  constexpr std::string_view prefix = "firm:";
  if (!system.starts_with(prefix) || !api.firms) return std::nullopt;
  const auto id = parse_id(system.substr(prefix.size()));
  const auto firm = id ? api.firms->firm(*id) : std::nullopt;
  return firm ? std::optional(firm->name) : std::nullopt;
}

SwitchView view(Api& api, const store::OperatorAct& act) {
  return {act.system, title_of(api, act.system), act.kind == store::ActKind::opened, act.reason, act.by, act.at};
}

/// Those that every post has come first, set or not.
http::Response list(Api& api, const http::Request& request) {
  auto who = operator_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  const auto set = api.operation->switches.all();
  SwitchList shown;
  for (const char* system : outside::all) {
    const auto at = std::ranges::find(set, system, &store::OperatorAct::system);
    shown.switches.push_back(at == set.end() ? SwitchView{.system = system, .title = {}, .open = true, .reason = {}, .by = {}, .since = {}} : view(api, *at));
  }
  for (const auto& act : set)
    if (std::ranges::find(shown.switches, act.system, &SwitchView::system) == shown.switches.end()) shown.switches.push_back(view(api, act));
  return http::json(wire::to_json(shown));
}

void set(Api& api, http::Request request, http::Reply reply) {
  auto who = operator_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const std::string system(request.param("system"));
  if (!is_system(system)) return reply(not_found(request, "There is no system of that name; right would be lodging, sandbox, webhooks, oidc, firm:ID or link:NAME."));
  if (system.starts_with("firm:") && !title_of(api, system)) return reply(not_found(request, "There is no such firm."));
  const auto wish = wire::read_json<SetSwitch>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  const auto& officer = std::get<SignedIn>(who);
  auto act = act_of(officer, wish->open ? store::ActKind::opened : store::ActKind::closed, system, wish->reason);
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  carry_out(api, officer, std::move(act), [](store::Writer&) { return Expected<std::size_t>(0); }, [&api, later, asked](bool written, const store::OperatorAct& done) {
    if (!written) return (*later)(fault_answer(*asked, {"The switch could not be set; try again."}));
    api.operation->switches.learn(done);
    (*later)(http::json(wire::to_json(view(api, done))));
  });
}

http::Response acts(Api& api, const http::Request& request) {
  auto who = operator_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  auto reader = api.readers.borrow();
  const auto rows = reader ? reader->operator_acts(shown_acts) : fault("what operators did cannot be read");
  if (!rows) return fault_answer(request, rows.error());
  OperatorActList shown;
  for (const auto& row : *rows) shown.acts.push_back({row.id, row.at, row.by, row.kind, row.system, row.reason, row.items});
  return http::json(wire::to_json(shown));
}

const Id& recorder_of(const Runner& runner, const Code& state) {
  const auto at = std::ranges::find(runner.recorders(), state, &Runner::Recorder::state);
  return at == runner.recorders().end() ? runner.recorders().front().id : at->id;
}

}  // namespace

std::variant<SignedIn, http::Response> operator_of(Api& api, const http::Request& request) {
  auto who = signed_in(api, request);
  if (std::holds_alternative<http::Response>(who)) return who;
  if (!api.operation) return not_found(request, "Nothing is operated here.");
  if (heads_a_shift(api, std::get<SignedIn>(who).session.officer)) return who;
  return http::problem(request, {.status = 403, .code = "operating.not_yours", .detail = "How the post exchanges with others is for a shift head."});
}

std::optional<http::Response> turned_away(Api& api, const http::Request& request, const std::string& system) {
  const auto closed = api.operation ? api.operation->switches.closed(system) : std::nullopt;
  if (!closed) return std::nullopt;
  auto response = http::problem(request, {.status = 503, .code = "traffic.closed", .detail = "The post takes nothing here since " + to_text(closed->at) + ": " + closed->reason + ". Come again later; what was acknowledged is kept."});
  response.headers.push_back({"Retry-After", std::to_string(come_again_s)});
  return response;
}

store::OperatorAct act_of(const SignedIn& who, store::ActKind kind, std::string system, std::string reason) {
  const auto now = wall_now();
  const auto& officer = who.session.officer;
  return {fresh_id(now), now, officer.id, officer.title, officer.state, kind, std::move(system), std::move(reason), 0};
}

void carry_out(Api& api, const SignedIn& who, store::OperatorAct act, CountedWork work, std::function<void(bool, const store::OperatorAct&)> then) {
  const auto actor = who.actor();
  const crossing::By by{actor.officer, actor.state, actor.agency, actor.role, actor.desk, {}};
  const auto before = api.operation->switches.closed(act.system);
  auto done = std::make_shared<store::OperatorAct>(std::move(act));
  auto write = [&api, by, before, done, work = std::move(work), recorder = recorder_of(api.runner, by.state)](store::Writer& writer) -> Expected<void> {
    const auto count = work(writer);
    if (!count) return std::unexpected(count.error());
    done->items = *count;
    return put_act(writer, recorder, api.clock.now(), *done, by, before);
  };
  api.runner.write(std::move(write), [done, then = std::move(then)](bool written) { then(written, *done); });
}

void add_switch_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", path, "How the traffic with each system outside stands, for shift heads").answers<SwitchList>(200, "the switches").problem(401, "sign in first").problem(403, "no shift head");
  router.get(path, [&api](const http::Request& request) { return list(api, request); });
  doc.route("POST", "/api/v1/operating/switches/{system}", "Open or close the traffic with a system outside").body<SetSwitch>().answers<SwitchView>(200, "as it stands now")
      .problem(400, "unreadable").problem(401, "sign in first").problem(403, "no shift head").problem(404, "no such system").problem(503, "try again");
  router.post("/api/v1/operating/switches/{system}", [&api](http::Request request, http::Reply reply) { set(api, std::move(request), std::move(reply)); });
  doc.route("GET", "/api/v1/operating/acts", "What operators did to the traffic with others, newest first").answers<OperatorActList>(200, "the last hundred").problem(401, "sign in first").problem(403, "no shift head");
  router.get("/api/v1/operating/acts", [&api](const http::Request& request) { return acts(api, request); });
}

}  // namespace onestop::server

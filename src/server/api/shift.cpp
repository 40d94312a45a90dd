// The shift of the post over HTTP; and the desks, which are taken and left with the sessions of those who sit there.
#include <algorithm>
#include <future>

#include "server/right/answer.h"
#include "server/shift_messages.h"

namespace onestop::wire {
template <> struct Rules<&shift::CloseLane::reason> { static constexpr FieldRules value{.max_length = 500}; };
template <> struct Rules<&shift::AssignDesk::reason> { static constexpr FieldRules value{.max_length = 500}; };
template <> struct Rules<&shift::ReportDevice::note> { static constexpr FieldRules value{.max_length = 500}; };
template <> struct Rules<&shift::JoinQueue::plate> { static constexpr FieldRules value{.max_length = 20}; };
}  // namespace onestop::wire

namespace onestop::server {
namespace {

void add_desks(ShiftView& shown, const shift::Shift& shift, const Api& api) {
  const auto& layout = api.regime.layout(shown.now);
  const auto watched = api.live.watched_desks();
  for (const auto& one : layout.desks) {
    ShiftDesk desk{one.code, one.state, one.agency, one.role, one.station, shift::station_of(shift, layout, one.code), {}, {}, {}, {}, watched.contains(one.code)};
    if (desk.station != desk.home) desk.reason = shift.desk(one.code)->reason;
    if (const auto* seat = shift.seat(one.code)) {
      desk.officer = seat->officer;
      desk.name = api.officers.title_of(seat->officer);
      desk.since = seat->at;
    }
    shown.desks.push_back(std::move(desk));
  }
}

void add_queue(ShiftView& shown, const shift::Shift& shift) {
  for (const auto& half : shift.halves)
    for (const auto& one : half.waiting) {
      shown.tickets.push_back({one.ticket, one.plate, one.traffic_class, one.exit_state, one.at});
      auto at = std::ranges::find_if(shown.waiting, [&](const WaitingCount& other) { return other.traffic_class == one.traffic_class && other.exit_state == one.exit_state; });
      if (at == shown.waiting.end()) at = shown.waiting.insert(at, {one.traffic_class, one.exit_state, 0, one.at});
      ++at->count;
      at->oldest = std::min(at->oldest, one.at);
    }
  std::ranges::stable_sort(shown.tickets, {}, &TicketView::since);
  if (shown.tickets.size() > most_tickets) shown.tickets.resize(most_tickets);
}

ShiftView view(const Api& api) {
  const auto snapshot = api.runner.shift();
  const auto& shift = *snapshot;
  ShiftView shown;
  shown.version = shift.version();
  shown.now = api.clock.now();
  const auto& layout = api.regime.layout(shown.now);
  for (const auto& one : layout.lanes) {
    ShiftLane lane{one.code, true, {}, {}, {}};
    if (const auto* mark = shift.lane(one.code)) lane = {one.code, mark->open, mark->at, api.officers.title_of(mark->officer), mark->reason};
    shown.lanes.push_back(std::move(lane));
  }
  add_desks(shown, shift, api);
  for (const auto& one : layout.devices) {
    ShiftDevice device{one.code, one.kind, one.owner, true, {}, {}, {}};
    if (const auto* mark = shift.device(one.code))
      device = {one.code, one.kind, one.owner, mark->state == shift::DeviceState::working, mark->at, api.officers.title_of(mark->officer), mark->note};
    shown.devices.push_back(std::move(device));
  }
  add_queue(shown, shift);
  return shown;
}

void take_command(Api& api, http::Request request, http::Reply reply) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  auto wish = wire::read_json<ShiftRequest>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  const auto& session = std::get<SignedIn>(who);
  const bool leaves = std::holds_alternative<shift::LeaveDesk>(wish->command);  // which one must be able to everywhere
  if (auto gone = desk_gone(api, request, session); gone && !leaves) return reply(std::move(*gone));
  Job job;
  job.actor = session.actor();
  job.crossing = api.runner.shift_stream();
  job.shift = std::move(wish->command);
  if (auto no = read_conditions(request, session, job)) return reply(std::move(*no));
  submit(api, std::move(request), std::move(reply), std::move(job));
}

Job desk_job(const Api& api, const Officer& officer, const Code& desk, shift::Command command) {
  Job job;
  job.actor = {officer.id, officer.state, officer.agency, officer.role, desk, officer.key};
  job.crossing = api.runner.shift_stream();
  job.shift = std::move(command);
  job.reply = [](const Result&) {};
  return job;
}

}  // namespace

void take_desk(Api& api, const Officer& officer, const Code& desk) {
  const auto snapshot = api.runner.shift();
  const auto* seat = snapshot->seat(desk);
  if (seat && seat->officer == officer.id) return;
  auto job = desk_job(api, officer, desk, shift::TakeDesk{desk});
  auto done = std::make_shared<std::promise<void>>();
  job.reply = [done](const Result&) { done->set_value(); };
  api.runner.submit(std::move(job));
  constexpr auto patience = std::chrono::seconds(5);  // whatever became of it: a desk is no condition of a sign-in
  (void)done->get_future().wait_for(patience);
}

void leave_desk(Api& api, const Officer& officer, const Code& desk) {
  const auto snapshot = api.runner.shift();
  const auto* seat = snapshot->seat(desk);
  if (!seat || seat->officer != officer.id || api.sessions.sits(officer.id, desk)) return;
  api.runner.submit(desk_job(api, officer, desk, shift::LeaveDesk{desk}));
}

void clear_desks(Api& api) {
  const auto snapshot = api.runner.shift();
  const auto seated = api.sessions.seated();
  if (!seated) return;  // nobody is sent away because the file could not be read
  for (const auto& half : snapshot->halves)
    for (const auto& seat : half.seats) {
      if (seated->contains({seat.officer, seat.desk})) continue;
      Officer clock;
      clock.state = half.state;
      clock.role = "system";
      api.runner.submit(desk_job(api, clock, {}, shift::LeaveDesk{seat.desk}));
    }
  api.assignments.take_back_left();
}

void add_shift_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/shift", "Lanes, desks, devices and the queue before the gate").answers<ShiftView>(200, "the shift").problem(401, "sign in first");
  router.get("/api/v1/shift", [&api](const http::Request& request) -> http::Response {
    auto asked = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&asked)) return std::move(*no);
    auto& look = std::get<Looking>(asked).look;
    auto shown = view(api);
    if (!look.mask.shows("crossing.passage")) shown.tickets.clear(), shown.waiting.clear();
    return impersonal_json(look, std::move(shown));
  });

  doc.route("POST", "/api/v1/shift/commands", "Ask for something on the shift; the answer names its stream")
      .header("Idempotency-Key", "one per intention of the officer", false).header("If-Match", "version that the officer saw", false)
      .body<ShiftRequest>().answers<CommandAnswer>(200, "recorded").problem(400, "unreadable").problem(401, "sign in first")
      .problem(403, "no right").problem(409, "the shift has changed").problem(422, "refused").problem(503, "try again");
  router.post("/api/v1/shift/commands", [&api](http::Request request, http::Reply reply) { take_command(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server

// Work lists with counts and ages, and work in hand.
#include <algorithm>
#include <charconv>

#include "server/right/answer.h"
#include "server/work_messages.h"
#include "wire/duty_events.h"

namespace onestop::wire {
using namespace onestop::duty;
template <> struct Rules<&GiveBackWork::places> { static constexpr FieldRules value{.max_items = most_items}; };
template <> struct Rules<&ConfirmWork::places> { static constexpr FieldRules value{.max_items = most_items}; };
template <> struct Rules<&HandOverWork::items> { static constexpr FieldRules value{.max_items = most_items}; };
template <> struct Rules<&HandOverWork::note> { static constexpr FieldRules value{.max_length = 1000}; };
template <> struct Rules<&HandedItem::note> { static constexpr FieldRules value{.max_length = 1000}; };
template <> struct Rules<&onestop::server::WorkAsked::older_than> { static constexpr FieldRules value{.max = 1'000'000}; };
template <> struct Rules<&onestop::server::WorkAsked::after> { static constexpr FieldRules value{.max_length = 300}; };
}  // namespace onestop::wire

namespace onestop::server {
namespace {

constexpr std::size_t page_size = 100;
constexpr std::int64_t soon_ms = 30 * minute_ms;

/// Stations at which desks of this agency and state work, for what is done there by no agency of its own.
std::vector<Code> stations_of(const Api& api, const Code& state, const Code& agency) {
  const auto& layout = api.regime.layout(api.clock.now());
  const auto shift = api.runner.shift();
  std::vector<Code> stations;
  for (const auto& desk : layout.desks) {
    if (desk.state != state || desk.agency != agency) continue;
    const auto station = shift::station_of(*shift, layout, desk.code);
    if (std::ranges::find(stations, station) == stations.end()) stations.push_back(station);
  }
  return stations;
}

store::WorkFilter filter_of(const Api& api, const SignedIn& who, const WorkAsked& asked, WorkScope scope, Instant now) {
  const auto& session = who.session;
  store::WorkFilter filter;
  filter.state = session.officer.state;
  filter.soon = now + soon_ms;
  if (scope != WorkScope::state) {
    filter.agency = session.officer.agency;
    filter.common_stations = stations_of(api, session.officer.state, session.officer.agency);
  }
  if (scope == WorkScope::mine) {
    filter.station = session.station;
    filter.common_stations = {session.station};
  }
  if (asked.station) filter.station = scope == WorkScope::mine && *asked.station != session.station ? Code("nowhere") : *asked.station;
  if (asked.control) filter.control = *asked.control;
  if (asked.traffic_class) filter.vehicle_class = *asked.traffic_class;
  if (asked.older_than) filter.since_before = now + -static_cast<std::int64_t>(*asked.older_than) * minute_ms;
  filter.held = asked.held;
  filter.desk = session.desk;
  if (asked.assigned) {
    using store::HandFilter;
    const auto& whose = *asked.assigned;
    filter.hand = whose == Code("none") ? HandFilter::none : whose == Code("others") ? HandFilter::others : HandFilter::desk;
    if (filter.hand == HandFilter::desk && whose != Code("me")) filter.desk = whose;
  }
  return filter;
}

struct Asking {
  SignedIn who;
  Look look;
  WorkAsked asked;
  WorkScope scope = WorkScope::mine;
  Instant now;
  store::WorkFilter filter;
};

std::variant<Asking, http::Response> asking(Api& api, const http::Request& request) {
  auto looks = looking(api, request);
  if (auto* no = std::get_if<http::Response>(&looks)) return std::move(*no);
  auto& [who, look] = std::get<Looking>(looks);
  auto asked = wire::read_query<WorkAsked>(request.query);
  if (!asked) return invalid(request, asked.error());
  look.at_waiting(who.session.officer.state);
  Asking a{std::move(who), std::move(look), std::move(*asked), {}, api.clock.now(), {}};
  const bool head = heads_a_shift(api, a.who.session.officer);
  a.scope = a.asked.scope.value_or(head ? WorkScope::state : WorkScope::mine);
  if (a.scope == WorkScope::state && !head)
    return http::problem(request, {.status = 403, .code = "work.scope", .detail = "All work of the state is shown to its shift heads; you see your station and your agency."});
  a.filter = filter_of(api, a.who, a.asked, a.scope, a.now);
  return a;
}

HandView hand_view(const Api& api, const store::HandRow& row, const Sessions::Session& session) {
  const bool here = row.state == session.officer.state && row.desk == session.desk;
  HandView shown{row.desk, {}, row.confirmed, row.since, false, false};
  if (row.officer) shown.officer = api.officers.title_of(*row.officer);
  shown.mine = here && row.confirmed && row.officer == session.officer.id;
  shown.offered = here && !row.confirmed && (!row.officer || row.officer == session.officer.id);
  return shown;
}

// --- Keyset ----------------------------------------------------------------------------------------------------------------

std::string place_text(const store::WorkLine& last, Instant soon) {
  const auto urgent = last.deadline && *last.deadline <= soon ? last.deadline->ms : INT64_MAX;
  return std::to_string(urgent) + "~" + std::to_string(-static_cast<std::int64_t>(last.work.priority)) + "~" + std::to_string(last.work.since.ms) + "~" +
         to_text(last.work.crossing) + "~" + last.work.control.text() + "~" + to_text(last.work.subject) + "~" + std::to_string(soon.ms);
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The place and the instant up to which deadlines came first on the first page.
std::optional<std::pair<store::WorkPlaceInList, Instant>> place_in(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto cut = text.find('~');
    parts.push_back(text.substr(0, cut));
    if (cut == std::string_view::npos) break;
    text.remove_prefix(cut + 1);
  }
  if (parts.size() != 7 || !Code::fits(parts[4])) return std::nullopt;
  const auto urgent = number_in(parts[0]), rank = number_in(parts[1]), since = number_in(parts[2]), soon = number_in(parts[6]);
  const auto crossing = parse_id(parts[3]), subject = parse_id(parts[5]);
  if (!urgent || !rank || !since || !soon || !crossing || !subject) return std::nullopt;
  return std::pair(store::WorkPlaceInList{*urgent, *rank, {*since}, *crossing, Code(parts[4]), *subject}, Instant{*soon});
}

http::Response page(Api& api, const http::Request& request) {
  auto given = asking(api, request);
  if (auto* no = std::get_if<http::Response>(&given)) return std::move(*no);
  auto& a = std::get<Asking>(given);
  store::WorkLineQuery query{a.filter, std::nullopt, page_size + 1};
  if (a.asked.after) {
    const auto place = place_in(*a.asked.after);
    if (!place)
      return http::problem(request, {.status = 400, .code = "message.invalid", .detail = "The place in the list cannot be read; take it from `next` of the page before."});
    query.after = place->first;
    query.filter.soon = place->second;
  }
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  auto lines = reader->work_lines(query);
  if (!lines) return fault_answer(request, lines.error());
  WorkPage shown{a.now, a.scope, {}, {}, {}};
  if (lines->size() > page_size) {
    lines->resize(page_size);
    shown.next = place_text(lines->back(), query.filter.soon);
  }
  for (const auto& one : *lines) {
    WorkLineView line{one.work.crossing, one.plate, one.vehicle_class, one.direction, one.work.control, one.work.subject, one.work.station, one.work.agency,
                      one.work.since, one.work.priority, (one.flags & held_flag) != 0, (one.flags & isolated_flag) != 0, one.deadline, {}};
    if (one.hand) line.hand = hand_view(api, *one.hand, a.who.session);
    shown.items.push_back(std::move(line));
  }
  return impersonal_json(a.look, std::move(shown));
}

http::Response counts(Api& api, const http::Request& request) {
  auto given = asking(api, request);
  if (auto* no = std::get_if<http::Response>(&given)) return std::move(*no);
  auto& a = std::get<Asking>(given);
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto rows = reader->work_counts(a.filter);
  if (!rows) return fault_answer(request, rows.error());
  WorkCounts shown{a.now, a.scope, 0, 0, 0, {}, {}, {}};
  for (const auto& one : *rows) {
    shown.count += one.count;
    shown.held += one.held;
    shown.in_hand += one.in_hand;
    if (!shown.oldest || one.oldest < *shown.oldest) shown.oldest = one.oldest;
    if (one.deadline && (!shown.deadline || *one.deadline < *shown.deadline)) shown.deadline = one.deadline;
    shown.lines.push_back({one.station, one.control, one.agency, one.count, one.held, one.in_hand, one.oldest, one.deadline});
  }
  return impersonal_json(a.look, std::move(shown));
}

// --- In hand ---------------------------------------------------------------------------------------------------------------

/// What was written when the work was handed over lies in the log, and is read by the own state alone.
void add_notes(store::Reader& reader, const Runner& runner, const store::HandRow& row, InHandView& shown) {
  for (const auto& recorder : runner.recorders()) {
    if (recorder.state != row.state || !row.given_by) continue;
    const auto stored = reader.event_at(recorder.id, row.stream, row.version);
    if (!stored || !*stored) return;
    const auto event = wire::decode_duty((*stored)->envelope.type, (*stored)->envelope.type_version, (*stored)->fields);
    const auto* over = event ? std::get_if<duty::WorkHandedOver>(&*event) : nullptr;
    if (!over) return;
    if (const auto& text = over->note.reveal()) shown.note_on_all = *text;
    for (const auto& item : over->items)
      if (item.from.place == duty::Place{row.crossing, row.station})
        if (const auto& text = item.note.reveal()) shown.note = *text;
  }
}

http::Response in_hand(Api& api, const http::Request& request) {
  auto looks = looking(api, request);
  if (auto* no = std::get_if<http::Response>(&looks)) return std::move(*no);
  auto& [who, look] = std::get<Looking>(looks);
  const auto& session = who.session;
  const bool head = heads_a_shift(api, session.officer);
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto rows = reader->hands({.state = session.officer.state, .desk = head ? Code() : session.desk, .limit = 500});
  if (!rows) return fault_answer(request, rows.error());
  look.at_waiting(session.officer.state);
  InHandList shown{api.clock.now(), {}, {}};
  for (const auto& row : *rows) {
    const auto crossing = reader->crossing(row.crossing);
    if (!crossing) return fault_answer(request, crossing.error());
    if (!*crossing) continue;
    const auto work = reader->work({.state = row.state, .station = row.station, .agency = {}, .crossing = row.crossing, .limit = 1});
    if (!work) return fault_answer(request, work.error());
    if (work->empty()) continue;  // done; it goes out of the hand with its officer
    InHandView one{row.crossing, (*crossing)->plate, (*crossing)->vehicle_class, (*crossing)->direction, row.station, hand_view(api, row, session), {}, {}, {}, true};
    if (row.given_by) one.from = api.officers.title_of(*row.given_by);
    add_notes(*reader, api.runner, row, one);
    shown.items.push_back(std::move(one));
  }
  return impersonal_json(look, std::move(shown));
}

http::Response history(Api& api, const http::Request& request) {
  auto looks = looking(api, request);
  if (auto* no = std::get_if<http::Response>(&looks)) return std::move(*no);
  auto& look = std::get<Looking>(looks).look;
  const auto id = parse_id(request.param("id"));
  if (!id) return not_found(request, "This is no identity of a crossing.");
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto rows = reader->hands({.crossing = *id, .past = true});
  if (!rows) return fault_answer(request, rows.error());
  HandHistory shown;
  for (const auto& row : *rows) {
    HandPast one{row.state, row.station, row.desk, {}, row.confirmed, row.since, row.until};
    if (row.officer) one.officer = api.officers.title_of(*row.officer);
    shown.items.push_back(std::move(one));
  }
  const auto row = reader->crossing(*id);
  if (!row) return fault_answer(request, row.error());
  if (!*row) return impersonal_json(look, std::move(shown));
  look.at(**row);
  if (auto no = look.hidden(request)) return std::move(*no);
  return impersonal_json(look, std::move(shown));
}

http::Response answer(const Api& api, const http::Request& request, const SignedIn& who, const Assignments::Result& result) {
  if (std::holds_alternative<Assignments::Repeated>(result)) return http::json(wire::to_json(WorkAnswer{}));
  if (const auto* done = std::get_if<Assignments::Done>(&result)) {
    WorkAnswer shown{std::visit([](const auto& one) { return Code(wire::short_name<std::remove_cvref_t<decltype(one)>>()); }, done->event), {}};
    for (const auto& one : duty::changes(done->event, {})) shown.places.push_back(one.place);
    return http::json(wire::to_json(shown));
  }
  if (const auto* no = std::get_if<duty::Refusal>(&result)) {
    const bool no_right = no->code == duty::RefusalCode::not_yours || no->code == duty::RefusalCode::wrong_zone;
    const auto* procedure = api.regime.in_force(who.session.officer.state, api.clock.now());
    const auto provision = procedure ? provision_view(*procedure, no->provision) : Provision{};
    return http::problem(request, {.status = no_right ? 403 : 422, .code = "work." + std::string(duty::entry(no->code).name), .detail = std::string(duty::entry(no->code).sentence),
                                   .title = "Refused", .provision = provision.instrument + ", " + provision.article});
  }
  if (std::holds_alternative<Assignments::KeyReused>(result))
    return http::problem(request, {.status = 409, .code = "command.key_reused", .detail = "This Idempotency-Key belongs to another command."});
  return http::problem(request, {.status = 503, .code = "server.fault", .detail = std::get<Assignments::Failed>(result).what});
}

/// Work is handed to an officer whom the post knows, of the own state.
std::optional<http::Response> unknown_officer(const Api& api, const http::Request& request, const SignedIn& who, const duty::Command& command) {
  const auto* over = std::get_if<duty::HandOverWork>(&command);
  if (!over || !over->to_officer) return std::nullopt;
  const auto* officer = api.officers.by_id(*over->to_officer);
  if (officer && officer->state == who.session.officer.state) return std::nullopt;
  return http::problem(request, {.status = 422, .code = "work.unknown_officer", .detail = "Your state has no such officer at this post."});
}

void act(Api& api, http::Request request, http::Reply reply) {
  auto signed_on = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&signed_on)) return reply(std::move(*no));
  const auto who = std::get<SignedIn>(std::move(signed_on));
  auto wish = wire::read_json<WorkRequest>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  if (auto gone = desk_gone(api, request, who)) return reply(std::move(*gone));
  if (auto no = unknown_officer(api, request, who, wish->command)) return reply(std::move(*no));
  Job conditions;
  if (auto no = read_conditions(request, who, conditions)) return reply(std::move(*no));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  api.assignments.act(who.actor(), std::move(wish->command), conditions.idempotency,
                      [&api, later, about, who](const Assignments::Result& result) { (*later)(answer(api, *about, who, result)); });
}

}  // namespace

void add_work_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/work", "What waits to be done: at the own station, for the own agency, or for the whole state").query<WorkAsked>().answers<WorkPage>(200, "one page")
      .problem(400, "unreadable").problem(401, "sign in first").problem(403, "not your scope");
  router.get("/api/v1/work", [&api](const http::Request& request) { return page(api, request); });
  doc.route("GET", "/api/v1/work/counts", "The same, counted by station and control, with the oldest of each").query<WorkAsked>().answers<WorkCounts>(200, "counts and ages")
      .problem(400, "unreadable").problem(401, "sign in first").problem(403, "not your scope");
  router.get("/api/v1/work/counts", [&api](const http::Request& request) { return counts(api, request); });
  doc.route("GET", "/api/v1/work/in-hand", "What this desk has in hand or was handed over; for shift heads, what every desk of the state has").answers<InHandList>(200, "longest first").problem(401, "sign in first");
  router.get("/api/v1/work/in-hand", [&api](const http::Request& request) { return in_hand(api, request); });
  doc.route("GET", "/api/v1/crossings/{id}/hands", "Who had the crossing's work in hand, and when").path<Id>("id").answers<HandHistory>(200, "oldest first").problem(401, "sign in first");
  router.get("/api/v1/crossings/{id}/hands", [&api](const http::Request& request) { return history(api, request); });
  doc.route("POST", "/api/v1/work/commands", "Take work in hand, give it back, hand it over, confirm").header("Idempotency-Key", "one per intention of the officer", false)
      .body<WorkRequest>().answers<WorkAnswer>(200, "recorded").problem(400, "unreadable").problem(401, "sign in first").problem(403, "no right").problem(422, "refused").problem(503, "try again");
  router.post("/api/v1/work/commands", [&api](http::Request request, http::Reply reply) { act(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server

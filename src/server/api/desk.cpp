#include "core/crossing/options.h"
#include "server/api/api.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_candidates = 200;

bool has_normal(const CrossingFile& file, const law::Procedure& procedure, const Viewer& viewer) {
  for (const auto& one : crossing::options(file.state, procedure, viewer.actor, viewer.now, [&] { return fresh_id(viewer.now); }))
    if (one.normal) return true;
  // A signature waits for its officer's PIN, so the core cannot offer it as it stands.
  const crossing::View view(file.state, procedure);
  const auto side = procedure.side_of(viewer.actor.state);
  for (const auto& half : file.state.halves)
    for (const auto& one : half.inspections)
      if (view.act(one.id) && !view.signed_by(one.id, side) && view.attends(one.id, viewer.actor.officer)) return true;
  return false;
}

/// The crossing this desk should take now: the one it has, else the longest waiting that no other desk here has.
Expected<std::optional<Card>> next_card(Api& api, const SignedIn& who) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  const auto looker = viewer(api, who);
  const auto& session = who.session;
  const auto take = [&](const Id& id, bool affair) -> Expected<std::optional<Card>> {
    auto file = read_crossing_file(*reader, id, api.regime.post().code);
    if (!file) return std::unexpected(file.error());
    if (!*file || !(*file)->state.opened()) return std::optional<Card>{};
    const auto* procedure = api.regime.of((*file)->state.opened()->opening->procedure);
    if (!procedure || (!affair && !has_normal(**file, *procedure, looker))) return std::optional<Card>{};
    api.assignments.assign(session.desk, session.station, session.officer.state, id);
    return std::optional(make_card(**file, *procedure, looker));
  };

  const store::WorkQuery query{session.officer.state, session.station, std::nullopt, std::nullopt, most_candidates};
  const auto rows = reader->work(query);
  if (!rows) return std::unexpected(rows.error());
  const auto present = api.assignments.of(session.desk);
  for (const auto& row : *rows) {
    if (!present || row.crossing != *present) continue;
    auto card = take(*present, crossing::is_affair(row.control));
    if (!card || *card) return card;
    break;
  }
  api.assignments.free(session.desk);
  Id last;
  for (const auto& row : *rows) {
    const bool mine = row.agency.empty() || row.agency == session.officer.agency;
    if (!mine || row.crossing == last || (present && row.crossing == *present)) continue;
    last = row.crossing;
    if (api.assignments.taken_by_other(row.crossing, session.station, session.officer.state, session.desk)) continue;
    auto card = take(row.crossing, crossing::is_affair(row.control));
    if (!card || *card) return card;
  }
  return std::optional<Card>{};
}

Expected<WorkList> work_list(Api& api, const SignedIn& who) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  const auto& session = who.session;
  const auto rows = reader->work({session.officer.state, session.station, std::nullopt, std::nullopt, most_candidates});
  if (!rows) return std::unexpected(rows.error());
  WorkList list{api.clock.now(), {}};
  std::map<Id, store::CrossingRow> seen;
  for (const auto& row : *rows) {
    auto at = seen.find(row.crossing);
    if (at == seen.end()) {
      auto crossing = reader->crossing(row.crossing);
      if (!crossing) return std::unexpected(crossing.error());
      if (!*crossing) continue;
      at = seen.emplace(row.crossing, std::move(**crossing)).first;
    }
    list.items.push_back({row.crossing, at->second.plate, at->second.vehicle_class, at->second.direction, row.control, row.subject, row.station, row.since, row.priority,
                          api.assignments.taken_by_other(row.crossing, session.station, session.officer.state, session.desk)});
  }
  return list;
}

}  // namespace

void add_desk_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/desk/next", "The next crossing for this desk").answers<Card>(200, "its card").answers(204, "nothing waits").problem(401, "sign in first").problem(409, "the desk is closed");
  router.get("/api/v1/desk/next", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    if (auto gone = desk_gone(api, request, std::get<SignedIn>(who))) return std::move(*gone);
    const auto card = next_card(api, std::get<SignedIn>(who));
    if (!card) return fault_answer(request, card.error());
    return *card ? http::json(wire::to_json(**card)) : http::no_content();
  });

  doc.route("GET", "/api/v1/desk/work", "What waits at this desk's station for its state").answers<WorkList>(200, "highest rank first, then longest waiting").problem(401, "sign in first").problem(409, "the desk is closed");
  router.get("/api/v1/desk/work", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    if (auto gone = desk_gone(api, request, std::get<SignedIn>(who))) return std::move(*gone);
    const auto list = work_list(api, std::get<SignedIn>(who));
    return list ? http::json(wire::to_json(*list)) : fault_answer(request, list.error());
  });
}

}  // namespace onestop::server

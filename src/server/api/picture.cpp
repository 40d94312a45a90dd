#include "server/picture_messages.h"

#include "server/right/answer.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_vehicles = 5'000;

Plan plan_of(const post::Layout& layout) {
  Plan plan;
  plan.layout = layout.code;
  plan.title = layout.title;
  for (const auto& one : layout.zones) plan.zones.push_back({one.code, one.kind, one.soil, one.exclusive, one.capacity});
  for (const auto& one : layout.stations) plan.stations.push_back({one.code, one.title});
  for (const auto& one : layout.desks) plan.seats.push_back({one.code, one.station, one.zone, one.state, one.agency, one.role});
  for (const auto& one : layout.lanes) plan.lanes.push_back({one.code, one.zone, one.classes, one.exit_states});
  for (const auto& one : layout.devices) plan.devices.push_back({one.code, one.kind, one.zone, one.owner, one.serves});
  return plan;
}

Expected<Picture> picture(Api& api, Look& look) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  if (auto held = reader->hold_snapshot(); !held) return std::unexpected(held.error());
  const auto now = api.clock.now();
  Picture shown{now, 0, plan_of(api.regime.layout(now)), {}, false, {}};
  store::CrossingQuery query;
  query.post = api.regime.post().code;
  query.inside_only = true;
  query.limit = store::largest_page;
  Expected<void> read;
  const auto last = reader->last_seq();
  if (last) shown.as_of = *last;
  else read = std::unexpected(last.error());
  while (read && shown.vehicles.size() < most_vehicles) {
    const auto rows = reader->crossings(query);
    if (!rows) {
      read = std::unexpected(rows.error());
      break;
    }
    for (const auto& row : *rows) {
      look.at(row);
      if (!look.mask.shows("crossing.passage")) continue;
      shown.vehicles.push_back(vehicle_view(row));
      look.mask.apply(shown.vehicles.back(), "/vehicles/" + std::to_string(shown.vehicles.size() - 1));
    }
    if (rows->size() < query.limit) break;
    query.before = store::CrossingQuery::Key{rows->back().arrived, rows->back().crossing};
  }
  reader->release_snapshot();
  if (!read) return std::unexpected(read.error());
  shown.masked = look.mask.take_places();
  shown.more = shown.vehicles.size() >= most_vehicles;
  return shown;
}

}  // namespace

VehicleView vehicle_view(const store::CrossingRow& row) {
  const auto direction = row.direction.text();
  const auto cut = direction.find('-');
  VehicleView shown{row.crossing, row.plate, row.vehicle_class, Code(direction.substr(0, cut)), Code(direction.substr(cut + 1)), row.layout, row.phase,
                    row.standing.station, row.standing.doing, row.standing.turn, (row.flags & in_work_flag) != 0, row.standing.since,
                    row.arrived, row.released, row.ended, {}, (row.flags & isolated_flag) != 0, row.version};
  if (row.standing.held_since) shown.held = HolderView{row.standing.holder_agency, row.standing.holder_state, *row.standing.held_since};
  return shown;
}

void add_picture_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/picture", "The plan of the post and every vehicle inside, where it stands").answers<Picture>(200, "the picture").problem(401, "sign in first");
  router.get("/api/v1/picture", [&api](const http::Request& request) -> http::Response {
    auto asked = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&asked)) return std::move(*no);
    const auto shown = picture(api, std::get<Looking>(asked).look);
    return shown ? http::json(wire::to_json(*shown)) : fault_answer(request, shown.error());
  });
}

}  // namespace onestop::server

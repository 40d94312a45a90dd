#include "core/programme/capacity.h"
#include "server/api/api.h"
#include "server/programme_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

template <class List>
std::int64_t total(const List& list) {
  std::int64_t sum = 0;
  for (const auto& one : list) sum += one.count;
  return sum;
}

CapacityView capacity_view(const programme::Volume& volume, std::int64_t open_min) {
  const auto judged = programme::judge_capacity(volume, open_min);
  return {volume.of, std::to_string(volume.servers) + " " + volume.server, volume.norm_tenths_min, volume.announced_per_day, judged.per_day,
          judged.enough, judged.needed_norm_tenths_min, judged.needed_servers, programme::sentence(volume, judged), volume.source};
}

PhaseView phase_view(const programme::Phase& phase, const programme::PhaseReadiness& judged, Day today) {
  PhaseView shown{phase.code, phase.title, phase.post, phase.layout, phase.from, judged.until, false, total(phase.officers), total(phase.equipment),
                  static_cast<std::int64_t>(phase.buildings.size()), {}, judged.not_judged, {}};
  shown.running = !(today < phase.from) && (!judged.until || today < *judged.until);
  for (const auto& one : judged.lacks) shown.lacks.push_back({one.kind, one.since, one.sentence, one.right});
  for (const auto& one : phase.volumes) shown.capacity.push_back(capacity_view(one, phase.open_min_per_day));
  return shown;
}

ProgrammeView programme_view(const Api& api, const programme::Plans& plans) {
  const auto& post = api.regime.post();
  int offset = 0;
  for (const auto& state : post.states)
    if (state.code == post.host) offset = state.utc_offset_min;
  ProgrammeView shown{plans.programme.code, plans.programme.title, api.clock.now(), {}};
  for (const auto& one : programme::judge_readiness(plans.programme, api.regime.law(api.clock.now()), plans.posts))
    shown.phases.push_back(phase_view(plans.programme.phases[one.phase], one, day_of(shown.now, offset)));
  return shown;
}

}  // namespace

void add_programme_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/programme", "The programme's phases, and what each still lacks").answers<ProgrammeView>(200, "the programme").problem(401, "sign in first").problem(404, "this server was started without one");
  router.get("/api/v1/programme", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    if (!api.plans) return not_found(request, "This post was started without a programme.");
    return http::json(wire::to_json(programme_view(api, *api.plans)));
  });
}

}  // namespace onestop::server

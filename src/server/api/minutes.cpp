#include <algorithm>

#include "server/minutes_messages.h"
#include "server/right/answer.h"

namespace onestop::server {
namespace {

std::vector<OwnerTotal> totals(const std::vector<study::Segment>& segments) {
  std::vector<OwnerTotal> sums;
  for (const auto& one : segments) {
    auto at = std::ranges::find(sums, one.owner, &OwnerTotal::owner);
    if (at == sums.end()) at = sums.insert(sums.end(), {one.owner, 0});
    at->total_ms += one.length_ms();
  }
  std::ranges::stable_sort(sums, std::ranges::greater{}, &OwnerTotal::total_ms);
  return sums;
}

Minutes minutes_of(const Id& crossing, study::Attribution attribution) {
  Minutes shown{crossing, attribution.from, attribution.to, attribution.end, attribution.elapsed_ms(), attribution.stamps, {}, {}, attribution.mended, {}};
  shown.totals = totals(attribution.segments);
  shown.segments = std::move(attribution.segments);
  return shown;
}

}  // namespace

void add_minutes_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/crossings/{id}/minutes", "To what and to whom every millisecond of the stay goes").path<Id>("id")
      .answers<Minutes>(200, "segments without a gap").problem(401, "sign in first").problem(404, "unknown");
  router.get("/api/v1/crossings/{id}/minutes", [&api](http::Request request, http::Reply reply) {
    auto asked_for = std::make_shared<http::Request>(request);
    look_at_crossing(api, std::move(request), std::move(reply), [&api, asked_for](Looking& asked, const CrossingFile& file, const law::Procedure& procedure) -> http::Response {
      auto attribution = study::attribute(file.events, procedure, api.clock.now());
      if (!attribution) return not_found(*asked_for, "No arrival is on record for this crossing.");
      return masked_json(asked.look, minutes_of(file.state.id, std::move(*attribution)));
    });
  });
}

}  // namespace onestop::server

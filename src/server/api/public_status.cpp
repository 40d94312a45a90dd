// How busy the post is, for everybody: no sign-in, no plate, no identity, and no figure of a few.
#include <mutex>

#include "server/api/api.h"
#include "server/study_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::int64_t recent_ms = 3 * hour_ms;
constexpr std::size_t enough_vehicles = 5;
constexpr std::int64_t kept_ms = 30'000;

/// Nobody can be told from a figure that stands for as many.
std::optional<std::int64_t> enough(std::int64_t count) { return count < static_cast<std::int64_t>(enough_vehicles) ? std::nullopt : std::optional(count); }
std::int64_t whole_minutes(std::int64_t ms) { return (ms + minute_ms / 2) / minute_ms * minute_ms; }

/// The shift knows who waits before the gate, as long as somebody keeps the queue.
WaitingView waiting_before_gate(const Api& api, const Code& traffic_class, const Code& exit_state) {
  const auto shift = api.runner.shift();
  WaitingView shown;
  std::int64_t count = 0;
  for (const auto& half : shift->halves)
    for (const auto& one : half.waiting) {
      shown.known = true;
      if (one.traffic_class == traffic_class && one.exit_state == exit_state) ++count;
    }
  shown.vehicles = enough(count);
  return shown;
}

std::optional<RecentRelease> recent(std::vector<std::int64_t> release_ms) {
  if (release_ms.size() < enough_vehicles) return std::nullopt;
  const auto summary = study::summarise(std::move(release_ms));
  return RecentRelease{whole_minutes(summary->median_ms), whole_minutes(summary->p90_ms)};
}

Expected<PublicStatus> make(Api& api) {
  const auto& post = api.regime.post();
  const auto now = api.clock.now();
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  const auto inside = reader->inside(post.code);
  if (!inside) return std::unexpected(inside.error());
  std::map<std::pair<Code, Code>, std::vector<std::int64_t>> released;  // by class and exit state
  const auto read = reader->each_stay({now + -recent_ms, now + 1, false}, [&](const study::Stay& stay) {
    if (const auto ms = study::release_ms(stay)) released[{stay.traffic_class, stay.exit_state}].push_back(*ms);
    return true;
  });
  if (!read) return std::unexpected(read.error());

  PublicStatus shown{{now.ms - now.ms % minute_ms}, post.title, {}, {}};
  for (const auto& one : post.states) shown.states.push_back({one.code, one.name, one.utc_offset_min, one.opens_min, one.closes_min});
  for (const auto& traffic_class : api.regime.law(now).classes)
    for (const auto& exit : post.states) {
      const auto& entry = exit.code == post.states[0].code ? post.states[1] : post.states[0];
      PublicFlow flow{traffic_class.code, traffic_class.title, exit.code, entry.code, {}, waiting_before_gate(api, traffic_class.code, exit.code),
                      recent(released[{traffic_class.code, exit.code}])};
      for (const auto& count : *inside)
        if (count.vehicle_class == flow.traffic_class && count.direction.text() == exit.code.text() + "-" + entry.code.text())
          flow.inside = enough(static_cast<std::int64_t>(count.vehicles));
      shown.flows.push_back(std::move(flow));
    }
  return shown;
}

struct Kept {
  std::mutex lock;
  std::string body, etag;
  Instant good_until;
};

http::Response answer(Api& api, const http::Request& request, Kept& kept) {
  const std::scoped_lock hold(kept.lock);
  if (wall_now() >= kept.good_until) {
    const auto made = make(api);
    if (!made) return fault_answer(request, made.error());
    kept.body = wire::to_json(*made);
    kept.etag = "\"" + to_hex(sha256(as_bytes(kept.body))).substr(0, 32) + "\"";
    kept.good_until = wall_now() + kept_ms;
  }
  const bool same = request.header("if-none-match") == std::optional<std::string_view>(kept.etag);
  auto response = same ? http::no_content() : http::json(kept.body);
  if (same) response.status = 304;
  response.headers.push_back({"ETag", kept.etag});
  response.headers.push_back({"Cache-Control", "public, max-age=30"});
  return response;
}

}  // namespace

void add_public_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/public/status", "How busy the post is; without sign-in").answers<PublicStatus>(200, "by class and direction").answers(304, "as before");
  router.get("/api/v1/public/status", [&api, kept = std::make_shared<Kept>()](const http::Request& request) { return answer(api, request, *kept); });
}

}  // namespace onestop::server

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <filesystem>

#include "server/api/api.h"
#include "server/api/status_lines.h"
#include "server/lodging/service.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

struct Status {
  bool good = true;
  Instant since;
  std::vector<StatusLine> lines;
};
BOOST_DESCRIBE_STRUCT(Status, (), (good, since, lines))

constexpr std::int64_t least_free_bytes = 1ll << 30;
constexpr std::int64_t most_uncovered_events = 5'000;

StatusLine log_line(Api& api) {
  const auto trouble = api.runner.trouble();
  if (trouble) return {"log", false, "Not everything could be written or read back: " + *trouble, {}};
  return {"log", true, "Every command so far is written and durable.", {}};
}

/// What follows from the log for firms, in both environments.
StatusLine lodging_line(Api& api) {
  for (const auto* side : {&api.lodging->live(), api.lodging->sandbox()})
    if (side && side->follower)
      if (const auto trouble = side->follower->trouble()) return {"lodging", false, "Not everything that follows for firms could be written: " + *trouble, {}};
  return {"lodging", true, "Firms are told what becomes of what they lodged.", {}};
}

StatusLine law_line(Api& api) {
  const auto now = api.clock.now();
  const auto& layout = api.regime.layout(now).code;
  StatusLine line{"law", true, "In force: layout " + layout.text() + ".", {figure("layout", layout.text())}};
  std::optional<Instant> since, next;
  for (const auto& era : api.regime.eras()) {
    if (era.from <= now) since = era.from;
    else if (!next) next = era.from;
  }
  line.good = since.has_value();
  if (since) line.figures.push_back(figure("since", *since));
  if (next) line.figures.push_back(figure("next", *next));
  return line;
}

StatusLine clocks_line(Api& api) {
  const auto now = api.clock.now();
  StatusLine line{"clocks", true, "The post's clock stands at " + to_text(now) + ".", {figure("now", now)}};
  for (const auto& state : api.regime.post().states) line.figures.push_back(figure(state.code.text(), static_cast<std::uint64_t>(state.utc_offset_min)));
  return line;
}

StatusLine queue_line(Api& api) {
  const auto queued = api.runner.figures().queued.load();
  return {"queue", queued < Runner::longest_queue / 2, std::to_string(queued) + " commands wait for the writer.", {figure("count", queued)}};
}

StatusLine quarantine_line(Api& api) {
  const auto kept = api.runner.figures().quarantined.load();
  return {"quarantine", kept == 0, kept == 0 ? "No crossing is set aside." : std::to_string(kept) + " crossings are set aside and take no commands; see: onestop quarantine list.", {figure("count", kept)}};
}

StatusLine checkpoint_line(Api& api, store::Reader& reader) {
  StatusLine line{"checkpoint", true, "The log is signed up to its last checkpoint.", {}};
  std::uint64_t covered = 0;
  std::optional<Instant> last;
  for (const auto& recorder : api.runner.recorders()) {
    const auto signed_so_far = reader.checkpoints(recorder.id);
    if (!signed_so_far || signed_so_far->empty()) continue;
    covered += signed_so_far->back().size;
    last = std::max(last.value_or(signed_so_far->back().at), signed_so_far->back().at);
  }
  const auto events = events_on_record(reader).value_or(0);
  const auto uncovered = events > covered ? events - covered : 0;
  line.good = static_cast<std::int64_t>(uncovered) <= most_uncovered_events;
  if (last) line.figures.push_back(figure("at", *last));
  line.figures.push_back(figure("count", uncovered));
  return line;
}

StatusLine refusals_line(Api& api, store::Reader& reader) {
  const auto hour = api.clock.now().ms / hour_ms;
  std::uint64_t refused = 0;
  for (const auto& recorder : api.runner.recorders()) {
    const auto counts = reader.refusal_counts(recorder.id);
    if (!counts) continue;
    for (const auto& one : *counts)
      if (one.hour == hour || one.hour == hour - 1) refused += one.stored + one.counted;
  }
  return {"refusals", true, std::to_string(refused) + " commands were refused in this hour and the one before.", {figure("count", refused)}};
}

StatusLine disk_line(Api& api) {
  if (!api.files) return {"disk", true, "Nothing is kept on a disk.", {}};
  std::error_code ec;
  const auto folder = api.files->folder().parent_path();
  const auto space = std::filesystem::space(folder.empty() ? "." : folder, ec);
  if (ec) return {"disk", false, "The room beside the data cannot be told.", {}};
  const auto free = static_cast<std::int64_t>(space.available);
  return {"disk", free >= least_free_bytes, std::to_string(free >> 20) + " MiB are free beside the data.", {figure("free_mib", static_cast<std::uint64_t>(free >> 20))}};
}

StatusLine build_line() {
  StatusLine line{"build", true, "onestop " ONESTOP_VERSION " " ONESTOP_COMMIT, {figure("version", std::string(ONESTOP_VERSION))}};
  if (std::string_view(ONESTOP_COMMIT) != "") line.figures.push_back(figure("commit", std::string(ONESTOP_COMMIT)));
  return line;
}

/// Whoever has not signed in learns what harms nobody: whether the post works, its law and its clocks.
Status status(Api& api, bool everything) {
  Status now{true, api.started, {}};
  now.lines = {log_line(api), law_line(api), clocks_line(api)};
  if (everything) {
    now.lines.insert(now.lines.end(), {queue_line(api), quarantine_line(api), disk_line(api)});
    const auto listeners = api.live.listeners();
    now.lines.push_back({"streams", true, std::to_string(listeners) + " browsers follow the post.", {figure("count", listeners)}});
    if (auto reader = api.readers.borrow()) now.lines.insert(now.lines.end(), {checkpoint_line(api, *reader), refusals_line(api, *reader)});
    if (api.lodging) now.lines.push_back(lodging_line(api));
    if (auto reader = api.readers.borrow())
      for (auto& line : operating_lines(api, *reader)) now.lines.push_back(std::move(line));
    now.lines.push_back(build_line());
  }
  for (const auto& line : now.lines) now.good = now.good && line.good;
  return now;
}

/// Totals only: which firms wait is for whoever has signed in.
void add_waiting(Api& api, const std::function<void(const char*, prometheus::MetricType, const char*, std::uint64_t)>& add) {
  constexpr auto gauge = prometheus::MetricType::Gauge;
  if (api.operation) {
    const auto set = api.operation->switches.all();
    add("onestop_switches_closed", gauge, "Systems outside whose traffic is closed.", static_cast<std::uint64_t>(std::ranges::count(set, store::ActKind::closed, &store::OperatorAct::kind)));
    add("onestop_insecure_settings", gauge, "Dangerous settings that were allowed.", api.operation->insecure.size());
    if (const auto end = api.operation->certificate_end) add("onestop_certificate_ends_seconds", gauge, "When the certificate ends, in seconds since 1970.", static_cast<std::uint64_t>(end->ms / 1000));
  }
  auto reader = api.readers.borrow();
  if (!reader) return;
  if (const auto now = waiting(api, *reader)) {
    add("onestop_deliveries_waiting", gauge, "Notifications that wait for their webhooks.", now->live.waiting + now->sandbox.waiting);
    add("onestop_deliveries_dead", gauge, "Notifications that were given up.", now->live.dead);
    add("onestop_deadlines_overdue", gauge, "Deadlines that should have been looked at.", now->live.overdue);
    add("onestop_lodgements_unread", gauge, "Lodgements that wait to be read.", now->reading);
    add("onestop_events_unfollowed", gauge, "Events that nothing was made of for firms yet.", now->unfollowed);
  }
  if (const auto rows = reader->processes()) {
    const auto here = std::ranges::count_if(*rows, [](const auto& one) { return wall_now() - one.seen <= Presence::missed_ms; });
    add("onestop_processes", gauge, "Processes that serve this database.", static_cast<std::uint64_t>(here));
    add("onestop_processes_missing", gauge, "Processes that ended without a word in the last day.", rows->size() - static_cast<std::size_t>(here));
  }
  const auto asked = wall_now();
  const auto state = reader->database_state();
  add("onestop_database_reachable", gauge, "Whether the database answers.", state ? 1 : 0);
  if (!state) return;
  add("onestop_clock_skew_milliseconds", gauge, "Between this machine's clock and the database's.", static_cast<std::uint64_t>(std::abs(asked - state->clock)));
  add("onestop_database_connections", gauge, "Connections to the database.", state->connections);
  std::int64_t lag = 0;
  for (const auto& one : state->replicas) lag = std::max(lag, one.lag_ms.value_or(0));
  add("onestop_replicas", gauge, "Copies that follow the database, where this user may see them.", state->replicas.size());
  add("onestop_replica_lag_milliseconds", gauge, "Of the slowest copy.", static_cast<std::uint64_t>(lag));
}

std::string metrics(Api& api) {
  std::vector<prometheus::MetricFamily> families = api.durations->Collect();
  const auto add = [&](const char* name, prometheus::MetricType type, const char* help, std::uint64_t value) {
    prometheus::ClientMetric metric;
    if (type == prometheus::MetricType::Counter) metric.counter.value = static_cast<double>(value);
    else metric.gauge.value = static_cast<double>(value);
    families.push_back({name, help, type, {metric}});
  };
  constexpr auto counter = prometheus::MetricType::Counter, gauge = prometheus::MetricType::Gauge;
  const auto& f = api.runner.figures();
  add("onestop_decided_total", counter, "Commands that were accepted and recorded.", f.decided);
  add("onestop_refused_total", counter, "Commands that the law or the process refused.", f.refused);
  add("onestop_stale_total", counter, "Commands for an older version of a crossing.", f.stale);
  add("onestop_quarantined_total", counter, "Crossings set aside.", f.quarantined);
  add("onestop_failed_batches_total", counter, "Batches that could not be written.", f.failed);
  add("onestop_batches_total", counter, "Durable batches.", f.batches);
  add("onestop_events_total", counter, "Events appended.", f.events);
  add("onestop_commands_queued", gauge, "Commands that wait for the writer.", f.queued);
  add("onestop_listeners", gauge, "Live event streams.", api.live.listeners());
  if (api.counters) {
    const auto c = api.counters();
    add("onestop_connections_open", gauge, "Open connections.", c.connections_open);
    add("onestop_connections_refused_total", counter, "Connections beyond the limit.", c.connections_refused);
    add("onestop_streams_dropped_total", counter, "Event streams dropped for being slow.", c.streams_dropped);
    add("onestop_requests_total", counter, "Requests.", c.requests_total);
    add("onestop_requests_malformed_total", counter, "Requests that were not HTTP.", c.requests_malformed);
  }
  add_waiting(api, add);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace

void add_operating_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/healthz", "Whether the process lives").answers(200, "it does");
  router.get("/healthz", [](const http::Request&) { return http::text("alive\n"); });

  doc.route("GET", "/readyz", "Whether commands can be recorded").answers(200, "yes").problem(503, "no");
  router.get("/readyz", [&api](const http::Request& request) -> http::Response {
    if (const auto trouble = api.runner.trouble()) return http::problem(request, {.status = 503, .code = "server.fault", .detail = *trouble});
    return http::text("ready\n");
  });

  doc.route("GET", "/api/v1/status", "How the server does; whoever has signed in is told more").answers<Status>(200, "the status");
  router.get("/api/v1/status", [&api](const http::Request& request) {
    const auto who = signed_in(api, request);
    return http::json(wire::to_json(status(api, std::holds_alternative<SignedIn>(who))));
  });

  doc.route("GET", "/metrics", "Figures in Prometheus' text format").answers(200, "the figures");
  router.get("/metrics", [&api](const http::Request&) {
    auto response = http::text(metrics(api));
    response.content_type = "text/plain; version=0.0.4";
    return response;
  });

  doc.route("GET", "/api/v1/openapi.json", "This description").answers(200, "OpenAPI 3.1");
  router.get("/api/v1/openapi.json", [&api](const http::Request&) { return http::json(api.openapi); });
}

}  // namespace onestop::server

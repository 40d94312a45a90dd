#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "server/api/api.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

struct StatusLine {
  std::string what;
  bool good = true;
  std::string says;
};
BOOST_DESCRIBE_STRUCT(StatusLine, (), (what, good, says))

struct Status {
  bool good = true;
  Instant since;
  std::vector<StatusLine> lines;
};
BOOST_DESCRIBE_STRUCT(Status, (), (good, since, lines))

Status status(Api& api) {
  Status now{true, api.started, {}};
  const auto add = [&](std::string what, bool good, std::string says) {
    now.good = now.good && good;
    now.lines.push_back({std::move(what), good, std::move(says)});
  };
  const auto trouble = api.runner.trouble();
  add("log", !trouble, trouble ? "The last batch could not be written: " + *trouble : "Every command so far is written and durable.");
  const auto queued = api.runner.figures().queued.load();
  add("queue", queued < Runner::longest_queue / 2, std::to_string(queued) + " commands wait for the writer.");
  const auto kept = api.runner.figures().quarantined.load();
  add("quarantine", kept == 0, kept == 0 ? "No crossing is set aside." : std::to_string(kept) + " crossings are set aside and take no commands; see: onestop quarantine list.");
  return now;
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

  doc.route("GET", "/api/v1/status", "How the server does, in words").answers<Status>(200, "the status");
  router.get("/api/v1/status", [&api](const http::Request&) { return http::json(wire::to_json(status(api))); });

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

#include <sodium.h>

#include "server/api/api.h"
#include "server/api/audit.h"
#include "server/picture_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

Hash hash_of(std::string_view token) { return sha256(as_bytes(token)); }

}  // namespace

void Live::join(http::Stream stream, const std::string& token, const Code& desk) {
  const std::scoped_lock hold(lock_);
  std::erase_if(listeners_, [](const auto& one) { return !one.stream.open(); });
  listeners_.push_back({std::move(stream), hash_of(token), desk});
}

std::set<Code> Live::watched_desks() const {
  const std::scoped_lock hold(lock_);
  std::set<Code> desks;
  for (const auto& one : listeners_)
    if (one.stream.open()) desks.insert(one.desk);
  return desks;
}

void Live::leave(const std::string& token) { leave(hash_of(token)); }

void Live::leave(const Hash& token) {
  const std::scoped_lock hold(lock_);
  for (const auto& one : listeners_)
    if (one.token == token) one.stream.close();
}

void Live::end_over(Sessions& sessions) {
  std::vector<std::pair<http::Stream, Hash>> listening;
  {
    const std::scoped_lock hold(lock_);
    std::erase_if(listeners_, [](const auto& one) { return !one.stream.open(); });
    for (const auto& one : listeners_) listening.emplace_back(one.stream, one.token);
  }
  for (const auto& [stream, token] : listening)
    if (!sessions.lives(token)) stream.close();
}

void Live::tell(const std::vector<Landed>& landed) {
  std::vector<http::Stream> streams;
  {
    const std::scoped_lock hold(lock_);
    std::erase_if(listeners_, [](const auto& one) { return !one.stream.open(); });
    for (const auto& one : listeners_) streams.push_back(one.stream);
  }
  if (streams.empty()) return;
  const Landed* shift = nullptr;
  for (const auto& one : landed) {
    if (one.of_shift) {
      shift = &one;
      continue;
    }
    std::string data = R"({"crossing":")" + to_text(one.crossing) + R"(","version":)" + std::to_string(one.version) + R"(,"type":")" +
                       one.type.text() + R"(","state":")" + one.state.text() + R"(","at":")" + to_text(one.at) + "\"";
    if (one.row && one.row->version == one.version) data += R"(,"vehicle":)" + wire::to_json(vehicle_view(*one.row));
    data += "}";
    const auto frame = http::event_frame("crossing", std::to_string(one.seq), data);
    for (const auto& stream : streams) stream.send(frame);
  }
  if (!shift) return;  // however much of it changed, one look shows all
  const auto frame = http::event_frame("shift", std::to_string(shift->seq), R"({"version":)" + std::to_string(shift->version) + R"(,"at":")" + to_text(shift->at) + "\"}");
  for (const auto& stream : streams) stream.send(frame);
}

void Live::tell_post(const Code& layout, Instant now) {
  const auto frame = http::event_frame("post", "", R"({"layout":")" + layout.text() + R"(","at":")" + to_text(now) + "\"}");
  const std::scoped_lock hold(lock_);
  for (const auto& one : listeners_)
    if (one.stream.open()) one.stream.send(frame);
}

std::size_t Live::listeners() const {
  const std::scoped_lock hold(lock_);
  return listeners_.size();
}

Workshop::Workshop()
    : thread_([this] {
        for (;;) {
          std::function<void()> work;
          {
            std::unique_lock hold(lock_);
            wake_.wait(hold, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            work = std::move(queue_.front());
            queue_.pop_front();
          }
          try {
            work();
          } catch (const std::exception&) {
            // The reply goes with the work: it answers 500 when it is destroyed unused.
          }
        }
      }) {}

Workshop::~Workshop() {
  {
    const std::scoped_lock hold(lock_);
    stopping_ = true;
    queue_.clear();
  }
  wake_.notify_one();
  thread_.join();
}

bool Workshop::add(std::function<void()> work) {
  const std::scoped_lock hold(lock_);
  if (stopping_ || queue_.size() >= longest_queue) return false;
  queue_.push_back(std::move(work));
  wake_.notify_one();
  return true;
}

std::variant<SignedIn, http::Response> signed_in(Api& api, const http::Request& request) {
  std::string token;
  bool by_itself = false;  // what the browser sends by itself, whichever page asks
  std::optional<Sessions::Session> session;
  if (const auto header = request.header("authorization"); header && header->starts_with("Bearer ")) token = header->substr(7);
  else if (const auto cookie = request.cookie("onestop")) {
    token = *cookie;
    by_itself = true;
  }
  if (token.empty() && !request.certificate.empty()) {
    session = api.sessions.of_certificate(request.certificate);
    by_itself = true;
  } else {
    session = api.sessions.find(token);
  }
  if (!session) return http::problem(request, {.status = 401, .code = "session.none", .detail = "Sign in first; the session is missing or over."});
  // A desk may have been sent to another station since.
  if (const auto station = shift::station_of(*api.runner.shift(), api.regime.layout(api.clock.now()), session->desk); !station.empty()) session->station = station;
  const bool changes = request.method != http::Method::get && request.method != http::Method::head;
  if (changes && by_itself && !request.header("x-onestop"))
    return http::problem(request, {.status = 403, .code = "session.foreign", .detail = "A request that changes something needs the header X-Onestop."});
  if (!session->limited.empty() && request.pattern != "/api/v1/account" && !request.pattern.starts_with("/api/v1/account/") && !request.pattern.starts_with("/api/v1/sessions/"))
    return http::problem(request, {.status = 403, .code = "session.limited_" + session->limited.text(), .detail = "Set a password of your own and the second factor first."});
  return SignedIn{*session, token};
}

Viewer viewer(Api& api, const SignedIn& who) { return {api.regime, api.officers, who.actor(), api.clock.now()}; }

http::Response fault_answer(const http::Request& request, const Fault& what) {
  return http::problem(request, {.status = 503, .code = "server.fault", .detail = what.what});
}

http::Response not_found(const http::Request& request, const std::string& what) {
  return http::problem(request, {.status = 404, .code = "not_found", .detail = what});
}

http::Response refusal_answer(const http::Request& request, const Refused& refused) {
  using enum crossing::RefusalCode;
  if (refused.shift) {
    const auto& no = *refused.shift;
    const bool no_right = no.code == shift::RefusalCode::not_yours || no.code == shift::RefusalCode::wrong_zone;
    const auto provision = provision_view(*refused.procedure, no.provision);
    return http::problem(request, {.status = no_right ? 403 : 422, .code = "shift." + std::string(shift::entry(no.code).name), .detail = shift::sentence(no),
                                   .title = "Refused", .provision = provision.instrument + ", " + provision.article});
  }
  const auto code = refused.refusal.code;
  const bool no_right = code == not_yours || code == wrong_zone || code == wrong_phase;
  const auto shown = refusal_view(*refused.procedure, refused.refusal);
  return http::problem(request, {.status = no_right ? 403 : 422, .code = shown.code, .detail = shown.sentence, .title = "Refused",
                                 .provision = shown.provision.instrument + ", " + shown.provision.article});
}

http::Router make_router(Api& api) {
  api.sessions.lie_in({api.store, api.readers, api.runner, api.officers, api.regime.post().code, [&api](const Code& state) {
    for (const auto& one : api.regime.post().states)
      if (one.code == state) return day_of(api.clock.now(), one.utc_offset_min);
    return day_of(api.clock.now(), 0);
  }});
  api.second_factor = std::make_unique<SecondFactor>(api.store, api.runner);
  http::Router router;
  wire::OpenApi doc("onestop", "1");
  add_session_routes(router, doc, api);
  add_account_routes(router, doc, api);
  add_open_id_routes(router, doc, api);
  api.assignments.serve(api);
  add_desk_routes(router, doc, api);
  add_work_routes(router, doc, api);
  add_crossing_routes(router, doc, api);
  add_command_routes(router, doc, api);
  add_post_routes(router, doc, api);
  add_mrz_routes(router, doc, api);
  add_law_routes(router, doc, api);
  add_explanation_routes(router, doc, api);
  add_minutes_routes(router, doc, api);
  add_picture_routes(router, doc, api);
  add_forecast_routes(router, doc, api);
  add_programme_routes(router, doc, api);
  add_file_routes(router, doc, api);
  add_release_times_routes(router, doc, api);
  add_segment_routes(router, doc, api);
  add_simulation_routes(router, doc, api);
  add_public_routes(router, doc, api);
  add_search_routes(router, doc, api);
  add_shift_routes(router, doc, api);
  add_operating_routes(router, doc, api);
  add_switch_routes(router, doc, api);
  add_replay_routes(router, doc, api);
  add_firm_routes(router, doc, api);
  add_lodgement_routes(router, doc, api);
  add_channel_rule_routes(router, doc, api);
  add_code_routes(router, doc, api);
  add_sandbox_routes(router, doc, api);
  add_notification_routes(router, doc, api);
  add_webhook_routes(router, doc, api);
  add_right_routes(router, doc, api);
  add_audit_routes(router, doc, api);
  api.openapi = doc.document();
  return router;
}

}  // namespace onestop::server

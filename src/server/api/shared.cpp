#include <sodium.h>

#include "server/api/api.h"
#include "server/picture_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

Hash hash_of(std::string_view token) { return sha256(as_bytes(token)); }

}  // namespace

bool Sessions::over(const Session& session, Instant now) {
  return session.expires < now || now - session.last_used > std::chrono::milliseconds(idle_lifetime).count();
}

std::pair<std::string, Sessions::Session> Sessions::open(const Officer& officer, const Code& desk, const Code& station) {
  std::array<unsigned char, 32> random{};
  random_bytes(random);
  const auto token = to_hex(random);
  const auto now = wall_now();
  const Session session{officer, desk, station, now + lasts_ms_, now};
  std::unique_lock hold(lock_);
  if (sessions_.size() >= most)
    std::erase_if(sessions_, [&](const auto& one) { return over(one.second, now); });
  if (sessions_.size() >= most) sessions_.erase(sessions_.begin());
  sessions_.emplace(hash_of(token), session);
  hold.unlock();
  save(officer.id);
  return {token, session};
}

std::optional<Sessions::Session> Sessions::find(std::string_view token) {
  if (token.empty()) return std::nullopt;
  const auto now = wall_now();
  const std::scoped_lock hold(lock_);
  const auto at = sessions_.find(hash_of(token));
  if (at == sessions_.end()) return std::nullopt;
  if (over(at->second, now)) {
    sessions_.erase(at);
    return std::nullopt;
  }
  at->second.last_used = now;
  return at->second;
}

bool Sessions::lives(const Hash& token) {
  const std::scoped_lock hold(lock_);
  const auto at = sessions_.find(token);
  return at != sessions_.end() && !over(at->second, wall_now());
}

void Sessions::close(std::string_view token) {
  Id officer;
  {
    const std::scoped_lock hold(lock_);
    const auto at = sessions_.find(hash_of(token));
    if (at == sessions_.end()) return;
    officer = at->second.officer.id;
    sessions_.erase(at);
  }
  save(officer);
}

std::vector<Hash> Sessions::close_others(const Code& desk, const Id& officer) {
  std::vector<Hash> tokens;
  std::set<Id> relieved;
  {
    const std::scoped_lock hold(lock_);
    for (const auto& [token, one] : sessions_)
      if (one.desk == desk && one.officer.id != officer) tokens.push_back(token), relieved.insert(one.officer.id);
    for (const auto& token : tokens) sessions_.erase(token);
  }
  for (const auto& one : relieved) save(one);
  return tokens;
}

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

std::optional<Id> Assignments::of(const Code& desk) const {
  const std::scoped_lock hold(lock_);
  const auto at = seats_.find(desk);
  return at == seats_.end() ? std::nullopt : std::optional(at->second.crossing);
}

bool Assignments::taken_by_other(const Id& crossing, const Code& station, const Code& state, const Code& desk) const {
  const auto now = wall_now();
  const std::scoped_lock hold(lock_);
  for (const auto& [code, seat] : seats_)
    if (code != desk && seat.crossing == crossing && seat.station == station && seat.state == state && now - seat.since < forgotten_after_ms)
      return true;
  return false;
}

void Assignments::assign(const Code& desk, const Code& station, const Code& state, const Id& crossing) {
  const std::scoped_lock hold(lock_);
  seats_[desk] = {station, state, crossing, wall_now()};
}

void Assignments::free(const Code& desk) {
  const std::scoped_lock hold(lock_);
  seats_.erase(desk);
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
  bool by_cookie = false;
  if (const auto header = request.header("authorization"); header && header->starts_with("Bearer ")) token = header->substr(7);
  else if (const auto cookie = request.cookie("onestop")) {
    token = *cookie;
    by_cookie = true;
  }
  auto session = api.sessions.find(token);
  if (!session) return http::problem(request, {.status = 401, .code = "session.none", .detail = "Sign in first; the session is missing or over."});
  // A desk may have been sent to another station since.
  if (const auto station = shift::station_of(*api.runner.shift(), api.regime.layout(api.clock.now()), session->desk); !station.empty()) session->station = station;
  const bool changes = request.method != http::Method::get && request.method != http::Method::head;
  if (changes && by_cookie && !request.header("x-onestop"))
    return http::problem(request, {.status = 403, .code = "session.foreign", .detail = "A request that changes something needs the header X-Onestop."});
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
  http::Router router;
  wire::OpenApi doc("onestop", "1");
  add_session_routes(router, doc, api);
  add_desk_routes(router, doc, api);
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
  add_firm_routes(router, doc, api);
  add_lodgement_routes(router, doc, api);
  add_channel_rule_routes(router, doc, api);
  add_code_routes(router, doc, api);
  add_sandbox_routes(router, doc, api);
  add_notification_routes(router, doc, api);
  add_webhook_routes(router, doc, api);
  api.openapi = doc.document();
  return router;
}

}  // namespace onestop::server

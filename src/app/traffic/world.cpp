#include "app/traffic/world.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/traffic/desk.h"
#include "wire/json.h"

namespace onestop::traffic {
namespace {

constexpr double poll_wall_ms = 1'000;    // for what happens without the generator: deadlines, people at a browser
constexpr double clock_wall_ms = 10'000;
constexpr double least_wake_ms = 5, most_wake_ms = 200;  // wall; a round of questions serves all changes before it
constexpr double wake_domain_ms = 1'500;

}  // namespace

World::World(const TrafficOptions& options, Parameters read)
    : courier(options.url), client(courier, agenda), parameters(std::move(read)), speed_(options.speed),
      scale_(options.arrivals_scale), left_to_people_(options.leave), seed_(keyed(options.seed, "traffic")), id_draws_(std::random_device{}()) {}

World::~World() = default;

Id World::fresh_id() {
  const auto a = id_draws_(), b = id_draws_();
  return mint_id(domain_now(), a, b);
}

void World::begin() {
  client.ask_openly({"GET", "/api/v1/post", {}}, [this](const Reply& reply) { learn_post(reply); });
}

void World::learn_post(const Reply& reply) {
  auto view = wire::read_json<server::PostView>(reply.body);
  if (reply.status != 200 || !view) {
    failure_ = "the server does not describe its post (status " + std::to_string(reply.status) + "); is this the address of onestop?";
    return;
  }
  post = std::move(*view);
  agenda.set_speed(speed_ > 0 ? speed_ : post.speed);
  began_ = post.now + -static_cast<std::int64_t>(agenda.now_ms());
  client.ask_openly({"GET", "/api/v1/demo/officers", {}}, [this](const Reply& answer) { meet_officers(answer); });
}

void World::meet_officers(const Reply& reply) {
  const auto roster = wire::read_json<server::DemoOfficers>(reply.body);
  if (reply.status != 200 || !roster || roster->officers.empty()) {
    failure_ = "the server names no officers; traffic works with a demonstration only (onestop serve --demo)";
    return;
  }
  for (const auto& officer : roster->officers) {
    if (std::find(left_to_people_.begin(), left_to_people_.end(), officer.desk.text()) != left_to_people_.end()) continue;
    const auto seat = client.add(officer);
    if (officer.role == parameters.alarms.closing_role) {
      closing_seats_.push_back(seat);
      continue;
    }
    const auto at = std::find_if(teams_.begin(), teams_.end(), [&](const auto& team) {
      return team->state == officer.state && team->agency == officer.agency && team->station == officer.station;
    });
    auto& team = at != teams_.end() ? **at : *teams_.emplace_back(std::make_unique<Team>());
    if (team.desks.empty()) team.state = officer.state, team.agency = officer.agency, team.station = officer.station;
    const bool gate = officer.station == parameters.gate_station;
    desks_.push_back(std::make_unique<Desk>(*this, team, seat, gate));
    team.desks.push_back(desks_.back().get());
  }
  if (std::none_of(teams_.begin(), teams_.end(), [&](const auto& team) { return team->station == parameters.gate_station; })) {
    failure_ = "gate_station \"" + parameters.gate_station.text() + "\" is no station of post " + post.code.text() + " with officers; nothing could come in";
    return;
  }
  open_flows();
  wake_teams();
  agenda.after_wall_ms(clock_wall_ms, [this] { read_clock(); });
}

void World::open_flows() {
  for (const auto& state : post.states)
    for (const auto& flow : parameters.flows) {
      const auto name = flow.name.text() + " from " + state.code.text();
      Stream stream{&flow, state.code, nullptr, key(name), 0};
      stream.times = std::make_unique<ArrivalStream>(parameters, flow, scale_, state.utc_offset_min, keyed(stream.key, "times"));
      const auto first = stream.times->next(began_);
      streams_.push_back(std::move(stream));
      if (!first) continue;
      const auto index = streams_.size() - 1;
      agenda.at(static_cast<double>(*first - began_), [this, index, began = began_, at = *first] { arrive(index, at + (began_ - began)); });
    }
}

void World::arrive(std::size_t index, Instant at) {
  auto& stream = streams_[index];
  auto& queue = road_[stream.exit_state];
  const auto vehicle_key = keyed(stream.key, stream.count++);
  if (queue.size() < longest_queue) {
    auto vehicle = invent_vehicle(parameters, *stream.flow, post, stream.exit_state, vehicle_key, domain_now());
    vehicle.came_ms = agenda.now_ms();
    queue.push_back(std::move(vehicle));
    wake_soon();
  }
  const auto next = stream.times->next(at);
  agenda.at(agenda.now_ms() + static_cast<double>(*next - domain_now()), [this, index, began = began_, next = *next] { arrive(index, next + (began_ - began)); });
}

std::optional<Vehicle> World::next_at_gate(const Code& state) {
  auto& queue = road_[state];
  if (queue.empty()) return std::nullopt;
  auto vehicle = std::move(queue.front());
  queue.pop_front();
  return vehicle;
}

bool World::anybody_at_gate(const Code& state) const {
  const auto at = road_.find(state);
  return at != road_.end() && !at->second.empty();
}

double World::came_first_ms(const Code& state) const { return road_.at(state).front().came_ms; }

void World::saw_clock(Instant now) { began_ = now + -static_cast<std::int64_t>(agenda.now_ms()); }

void World::read_clock() {
  client.ask_openly({"GET", "/api/v1/post", {}}, [this](const Reply& reply) {
    if (const auto view = wire::read_json<server::PostView>(reply.body); reply.status == 200 && view) {
      if (speed_ <= 0 && view->speed > 0 && view->speed != agenda.speed()) agenda.set_speed(view->speed);
      saw_clock(view->now);
    }
    agenda.after_wall_ms(clock_wall_ms, [this] { read_clock(); });
  });
}

void World::changed(const Id& crossing, std::uint64_t version) {
  ++figures.commands;
  for (const auto& team : teams_) team->later.erase(crossing);
  if (const auto at = inside.find(crossing); at != inside.end()) {
    at->second.version = std::max(at->second.version, version);
    const auto watchers = std::move(at->second.watchers);
    at->second.watchers.clear();
    for (auto* desk : watchers) desk->poke();
  }
  wake_soon();
}

void World::ended(const Id& crossing) {
  inside.erase(crossing);
  for (const auto& team : teams_) team->later.erase(crossing);
}

void World::wake_soon() {
  if (waking_) return;
  waking_ = true;
  const auto pause = std::clamp(wake_domain_ms / agenda.speed(), least_wake_ms, most_wake_ms);
  agenda.after_wall_ms(pause, [this] {
    waking_ = false;
    for (const auto& team : teams_) wake(*team);
  });
}

void World::wake_teams() {
  for (const auto& team : teams_) wake(*team);
  agenda.after_wall_ms(poll_wall_ms, [this] { wake_teams(); });
}

void World::wake(Team& team) {
  if (team.asking) {
    team.ask_again = true;
    return;
  }
  for (auto* desk : team.desks)
    if (desk->idle()) return desk->look();
}

Desk* World::idle_partner(const Team& team) const {
  for (const auto& other : teams_) {
    if (other->station != team.station || other->agency != team.agency || other->state == team.state) continue;
    for (auto* desk : other->desks)
      if (desk->idle()) return desk;
  }
  return nullptr;
}

void World::look_into_alarm(const Id& crossing) {
  ++figures.alarms;
  Draws draws(keyed(key("alarm closing"), crossing));
  const auto& rule = parameters.alarms;
  for (const auto seat : closing_seats_)
    agenda.after_min(draws.between(rule.least_min, rule.most_min), [this, seat, crossing] { close_alarm(seat, crossing); });
}

void World::close_alarm(std::size_t seat, const Id& crossing) {
  client.ask(seat, {"GET", "/api/v1/crossings/" + to_text(crossing), {}}, [this, seat, crossing](const Reply& reply) {
    const auto card = wire::read_json<server::Card>(reply.body);
    if (reply.status != 200 || !card) return;
    for (const auto& option : card->options) {
      const auto* agree = std::get_if<crossing::AgreeAlarmClosure>(&option.command);
      if (!agree || !option.allowed) continue;
      Draws draws(keyed(key("alarm verdict"), crossing));  // both persons see the same
      auto command = *agree;
      command.verdict = draws.chance(parameters.alarms.confirmed_p) ? crossing::Verdict::confirmed : crossing::Verdict::innocent;
      command.findings = parameters.alarms.findings[draws.below(parameters.alarms.findings.size())];
      client.ask(seat, command_call(crossing, command, fresh_id()), [this, crossing](const Reply& answer) {
        const auto done = wire::read_json<server::CommandAnswer>(answer.body);
        if (answer.status >= 300 || !done) return count_refusal("AgreeAlarmClosure", answer);
        changed(crossing, done->version);
      });
      return;
    }
  });
}

Call World::command_call(const Id& crossing, server::Command command, const Id& intention) {
  return {"POST", "/api/v1/crossings/" + to_text(crossing) + "/commands", wire::to_json(server::CommandRequest{std::move(command)}),
          {"Idempotency-Key: " + to_text(intention)}};
}

void World::count_refusal(std::string_view what, const Reply& reply) {
  ++figures.commands_refused;
  spdlog::debug("traffic: {} answered {}: {}", what, reply.status, reply.body.substr(0, 300));
}

void World::step(std::chrono::milliseconds most) {
  agenda.run_due();
  courier.attend(agenda.idle_for(most));
}

TrafficStats World::stats() const {
  auto now = figures;
  now.domain = domain_now();
  now.domain_hours = agenda.now_ms() / static_cast<double>(hour_ms);
  now.inside = inside.size();
  now.queued = 0;
  for (const auto& [state, queue] : road_) now.queued += queue.size();
  now.calls = client.figures().calls;
  now.calls_repeated = client.figures().repeated;
  return now;
}

}  // namespace onestop::traffic

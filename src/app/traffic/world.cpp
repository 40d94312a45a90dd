#include "app/traffic/world.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/traffic/desk.h"
#include "server/shift_messages.h"
#include "wire/json.h"

namespace onestop::traffic {
namespace {

constexpr double people_wall_ms = 1'500;  // how often it looks who sits at a browser
constexpr double poll_wall_ms = 1'000;    // for what happens without the generator: deadlines, people at a browser
constexpr double clock_wall_ms = 10'000;
constexpr double least_wake_ms = 15, most_wake_ms = 200;  // wall; a round of questions serves all changes before it
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
  open_post_ = post;
  agenda.set_speed(speed_ > 0 ? speed_ : post.speed);
  saw_clock(post.now);
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
    if (gate) queue_keepers_.emplace(officer.state, seat);
    desks_.push_back(std::make_unique<Desk>(*this, team, seat, gate));
    team.desks.push_back(desks_.back().get());
  }
  if (std::none_of(teams_.begin(), teams_.end(), [&](const auto& team) { return team->station == parameters.gate_station; })) {
    failure_ = "gate_station \"" + parameters.gate_station.text() + "\" is no station of post " + post.code.text() + " with officers; nothing could come in";
    return;
  }
  client.sign_all_in();
  client.ask_openly({"GET", "/api/v1/demo/firms", {}}, [this](const Reply& answer) { meet_firms(answer); });
}

void World::meet_firms(const Reply& reply) {
  if (auto known = wire::read_json<server::DemoFirms>(reply.body); reply.status == 200 && known) firms_ = std::move(known->firms);
  open_flows();
  wake_teams();
  look_for_people();
  look_at(post);
  agenda.after_wall_ms(clock_wall_ms, [this] { read_post(); });
}

void World::saw_clock(Instant now) { began_ = now + -static_cast<std::int64_t>(agenda.now_ms()); }

void World::read_post() {
  client.ask_openly({"GET", "/api/v1/post", {}}, [this](const Reply& reply) {
    if (auto view = wire::read_json<server::PostView>(reply.body); reply.status == 200 && view) look_at(std::move(*view));
    agenda.after_wall_ms(clock_wall_ms, [this] { read_post(); });
  });
}

/// Speed, clock, desks and lanes may be others than a moment ago.
void World::look_at(server::PostView view) {
  if (speed_ <= 0 && view.speed > 0 && view.speed != agenda.speed()) agenda.set_speed(view.speed);
  post = std::move(view);
  open_post_ = post;  // until somebody says which lanes are closed
  saw_clock(post.now);
  const auto has = [](const std::vector<server::DeskView>& desks, const Code& code) { return std::ranges::find(desks, code, &server::DeskView::code) != desks.end(); };
  for (const auto& desk : desks_) desk->set_open(has(post.desks, desk->code()) || has(post.finishing, desk->code()));
  const auto next = std::ranges::find_if(post.layouts, [&](const auto& one) { return one.from > post.now; });
  if (next == post.layouts.end() || next->from == next_change_) return;
  next_change_ = next->from;
  agenda.at(agenda.now_ms() + static_cast<double>(next_change_ - post.now) + 1'000, [this] {
    client.ask_openly({"GET", "/api/v1/post", {}}, [this](const Reply& reply) {
      if (auto seen = wire::read_json<server::PostView>(reply.body); reply.status == 200 && seen) look_at(std::move(*seen));
    });
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

/// Desks at which somebody sits in a browser are theirs until the page is closed.
void World::look_for_people() {
  agenda.after_wall_ms(people_wall_ms, [this] { look_for_people(); });
  if (queue_keepers_.empty()) return;
  client.ask(queue_keepers_.begin()->second, {"GET", "/api/v1/shift", {}}, [this](const Reply& reply) {
    const auto shift = wire::read_json<server::ShiftView>(reply.body);
    if (reply.status != 200 || !shift) return;
    open_post_ = post;
    std::erase_if(open_post_.lanes, [&](const server::LaneView& lane) {
      const auto at = std::ranges::find(shift->lanes, lane.code, &server::ShiftLane::code);
      return at != shift->lanes.end() && !at->open;
    });
    wake_soon();
    for (const auto& desk : desks_) {
      const auto at = std::ranges::find(shift->desks, desk->code(), &server::ShiftDesk::code);
      desk->leave_to_person(at != shift->desks.end() && at->watched);
    }
  });
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
    ready(crossing, agenda.now_ms());
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
  look_at_plan();
  agenda.run_due();
  courier.attend(agenda.idle_for(most));
}

void World::finish() {
  using Clock = std::chrono::steady_clock;
  constexpr auto patience = std::chrono::seconds(3);
  client.close();
  for (const auto began = Clock::now(); !courier.idle() && Clock::now() - began < patience;) courier.attend(std::chrono::milliseconds(20));
}

TrafficStats World::stats() const {
  auto now = figures;
  now.play = play_;
  for (const auto& state : post.states)
    if (state.code == post.host) now.host_offset_min = state.utc_offset_min;
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

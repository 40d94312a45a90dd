#pragma once
// The log that a simulated week would have left: events as officers of both states record them, with desks, by the simulator's own steps.
// That the core takes each of these steps is asked elsewhere (tests/unit/sim/order_of_steps_test.cpp).
#include <algorithm>
#include <map>

#include "../sim/sim_world.h"
#include "fit/reading.h"

namespace onestop::fit::test {

class PlayedLog {
 public:
  struct Wish {
    bool begins = false;           // officers record when they begin, too
    std::int64_t entry_clock_ms = 0;  // how far the second state's clock is ahead
  };

  PlayedLog(const sim::Plan& plan, const sim::Settings& settings, Instant midnight, Wish wish) : plan_(plan), settings_(settings), midnight_(midnight), wish_(wish), chance_(settings.seed, settings.replication) {
    sim::Engine engine(plan);
    auto asked = settings;
    asked.keep_steps = true;
    const auto result = engine.run(asked);
    seat(result.steps);
    for (std::size_t i = 0; i < result.steps.size(); ++i) write(result.steps[i], i);
    for (auto& [key, visit] : visits_) {
      std::ranges::stable_sort(visit.events, {}, &std::pair<std::int64_t, crossing::Recorded>::first);
      Crossing one{{}, visit.procedure};
      for (auto& [us, event] : visit.events) one.events.push_back(std::move(event));
      if (!one.events.empty()) crossings.push_back(std::move(one));
    }
  }

  std::vector<Crossing> crossings;

 private:
  struct Visit {
    const law::Procedure* procedure = nullptr;
    const sim::Stream* stream = nullptr;
    const sim::Step* came = nullptr;
    std::vector<std::pair<std::int64_t, crossing::Recorded>> events;  // by the time at which they truly happened
  };
  using Key = std::pair<std::uint32_t, std::uint32_t>;

  /// Which desk of the team did each step: the one that still had the vehicle, else the one that became free last, which is the one that
  /// a vehicle in the queue had waited for.
  void seat(const std::vector<sim::Step>& steps) {
    struct Desk {
      std::int64_t free_us = -1;
      Key last{};
    };
    std::map<int, std::vector<Desk>> desks;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (steps[i].kind != sim::Step::Kind::arrived) order.push_back(i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return std::pair{steps[i].begun_us, steps[i].at_us}; });
    for (const auto i : order)
      for (const int team : {team_of(steps[i]), partner_of(steps[i])}) {
        if (team == sim::nobody) continue;
        const auto& step = steps[i];
        const Key key{step.stream, step.ordinal};
        auto& all = desks[team];
        all.resize(plan_.teams()[static_cast<std::size_t>(team)].desks.size());
        const auto rank = [&](const Desk& desk) { return std::tuple(desk.free_us <= step.begun_us, desk.last == key && desk.free_us == step.begun_us, desk.free_us); };
        const auto best = std::ranges::max_element(all, {}, rank);
        best->free_us = std::max(best->free_us, step.at_us);
        best->last = key;
        seats_[{i, team}] = static_cast<std::size_t>(best - all.begin());
      }
  }

  const sim::Stream& stream_of(const sim::Step& step) const { return *std::ranges::find(plan_.streams(), step.stream, &sim::Stream::key); }
  int slot_of(const sim::Step& step) const {
    const auto& procedure = plan_.procedure(stream_of(step).direction);
    return step.slot < static_cast<int>(procedure.slots.size()) ? step.slot : procedure.milestone_slot(post::Milestone::notice);
  }
  int team_of(const sim::Step& step) const { return std::max(0, plan_.team(stream_of(step).direction, slot_of(step), stream_of(step).traffic_class)); }

  /// Of a joint inspection: the other state's officer has no hand free meanwhile.
  int partner_of(const sim::Step& step) const {
    const bool inspects = step.kind == sim::Step::Kind::closed && plan_.procedure(stream_of(step).direction).slots[static_cast<std::size_t>(slot_of(step))].inspection;
    return inspects ? plan_.partner(stream_of(step).direction, slot_of(step), stream_of(step).traffic_class) : sim::nobody;
  }

  static Id id(const Key& key, const std::string& what) { return testkit::id_named(std::to_string(key.first) + "/" + std::to_string(key.second) + " " + what); }

  Instant at(std::int64_t us, const Code& state, const law::Procedure& procedure) const {
    return midnight_ + us / 1000 + (state == procedure.states[1] ? wish_.entry_clock_ms : 0);
  }

  crossing::By by(const sim::Step& step, std::size_t number, int of) const {
    const auto& team = plan_.teams()[static_cast<std::size_t>(of)];
    const auto& procedure = plan_.procedure(stream_of(step).direction);
    const auto& desk = team.desks[seats_.at({number, of})];
    const auto* seat = procedure.desk(desk);
    return {testkit::id_named("officer of " + desk.text()), team.state, team.agency, seat ? seat->role : Code("officer"), desk, {}};
  }

  /// No officer does two things in one millisecond.
  void say(Visit& visit, std::int64_t us, const crossing::By& by, crossing::Event event) {
    auto& last = last_.try_emplace(by.desk, Instant{INT64_MIN}).first->second;
    last = std::max(at(us, by.state, *visit.procedure), last.ms == INT64_MIN ? last : last + 1);
    visit.events.push_back({us, {testkit::id_named("recorder of " + by.state.text()), last, std::move(event)}});
  }

  void write(const sim::Step& step, std::size_t number) {
    const Key key{step.stream, step.ordinal};
    auto& visit = visits_[key];
    if (step.kind == sim::Step::Kind::arrived) {
      visit.stream = &stream_of(step);
      visit.procedure = &plan_.procedure(visit.stream->direction);
      came_[key] = step;
      return;
    }
    const auto who = by(step, number, team_of(step));
    if (visit.events.empty()) arrive(visit, key, step, who);
    switch (step.kind) {
      case sim::Step::Kind::arrived: break;
      case sim::Step::Kind::closed: close(visit, key, step, who, number); break;
      case sim::Step::Kind::held:
        say(visit, step.at_us, who, crossing::HoldPlaced{who, id(key, "hold " + std::to_string(step.slot) + " " + std::to_string(step.subject)), {crossing::Scope::consignment, subject(key, step, 0), 0}, control(visit, step), "papers_differ", "An invoice", {}, {}});
        break;
      case sim::Step::Kind::lifted: say(visit, step.at_us, who, crossing::HoldLifted{who, id(key, "hold " + std::to_string(step.slot) + " " + std::to_string(step.subject)), {}}); break;
      case sim::Step::Kind::alarm: say(visit, step.at_us, who, crossing::VehicleIsolated{who, id(key, "alarm"), "gamma", "1"}); break;
      case sim::Step::Kind::innocent:
      case sim::Step::Kind::confirmed:
        say(visit, step.at_us, who, crossing::AlarmClosureAgreed{who, id(key, "alarm"), step.kind == sim::Step::Kind::confirmed ? crossing::Verdict::confirmed : crossing::Verdict::innocent, "Tiles"});
        break;
      case sim::Step::Kind::refused: say(visit, step.at_us, who, crossing::SubjectRefused{who, id(key, "vehicle"), {}, "entry_ban", {}}); break;
    }
  }

  Code control(const Visit& visit, const sim::Step& step) const { return visit.procedure->slots[static_cast<std::size_t>(slot_of(step))].control; }

  /// Persons by their heads; goods by the number of the load, which subjects of a course have in order.
  Id subject(const Key& key, const sim::Step& step, int head) const {
    const auto& slot = plan_.procedure(stream_of(step).direction).slots[static_cast<std::size_t>(slot_of(step))];
    switch (slot.of) {
      case law::SubjectKind::vehicle: return id(key, "vehicle");
      case law::SubjectKind::person: return id(key, "person " + std::to_string(head));
      case law::SubjectKind::consignment: return id(key, "goods " + std::to_string(step.subject));
    }
    return {};
  }

  void arrive(Visit& visit, const Key& key, const sim::Step& step, const crossing::By& who) {
    const auto& came = came_.at(key);
    const auto& flow = plan_.overlay().flows[visit.stream->flow];
    crossing::VehicleArrived e;
    e.by = who;
    e.vehicle = id(key, "vehicle");
    e.traffic_class = flow.traffic_class;
    e.exit_state = visit.procedure->states[0];
    e.joined = at(came.at_us, e.exit_state, *visit.procedure);
    int next = 0;
    for (const auto& claim : flow.claims)
      if (came.pattern >> next++ & 1) e.claims.push_back({claim.fact, std::nullopt});
    std::size_t number = 2;  // vehicle, persons, then goods
    for (const auto& load : flow.loads) {
      const bool aboard = came.pattern >> next++ & 1;
      crossing::ArrivedConsignment one;
      for (const auto& claim : load.claims)
        if (came.pattern >> next++ & 1) one.claims.push_back({claim.fact, std::nullopt});
      one.id = id(key, "goods " + std::to_string(number));
      if (aboard) e.consignments.push_back(one), ++number;
    }
    for (int i = 0; i < 64; ++i)
      if (came.heads >> i & 1) e.persons.push_back({id(key, "person " + std::to_string(i)), "traveller", {}, {}, {}, {}, {}});
    say(visit, step.begun_us, who, e);
  }

  void close(Visit& visit, const Key& key, const sim::Step& step, const crossing::By& who, std::size_t number) {
    const auto& procedure = *visit.procedure;
    const auto vehicle = id(key, "vehicle");
    if (step.slot == static_cast<int>(procedure.slots.size())) return say(visit, step.at_us, who, crossing::SubjectReadmitted{who, vehicle});
    const auto& slot = procedure.slots[static_cast<std::size_t>(step.slot)];
    switch (slot.milestone) {
      case post::Milestone::none: break;
      case post::Milestone::notice: return say(visit, step.at_us, who, crossing::ExitNoticeGiven{who, {vehicle}});
      case post::Milestone::acceptance: return say(visit, step.at_us, who, crossing::EntryAccepted{who, {vehicle}});
      case post::Milestone::release: return say(visit, step.at_us, who, crossing::SubjectReleased{who, vehicle, 0, {}});
      case post::Milestone::departure: return say(visit, step.at_us, who, crossing::VehicleDeparted{who, {}, {}});
    }
    if (slot.inspection) return inspect(visit, key, step, who, number);
    auto began = step.begun_us;
    for (const auto& [heads, found] : step.found.empty() ? std::vector<std::pair<std::uint64_t, law::Facts>>{{step.heads, 0}} : step.found) {
      crossing::ControlClosed e{who, slot.control, {}, crossing::Outcome::passed, {}, {}, {}, {}};
      for (const auto& fact : procedure.facts)
        if (fact.source == law::FactSource::control && fact.of == slot.of && (fact.bits[static_cast<int>(slot.side)] & found)) e.established.push_back({fact.code, std::nullopt});
      for (int head = 0; head < 64; ++head) {
        if (slot.of == law::SubjectKind::person ? !(heads >> head & 1) : head > 0) continue;
        e.subject = subject(key, step, head);
        const auto done = slot.of == law::SubjectKind::person ? began + share_us(visit, step, head) : step.at_us;
        if (wish_.begins) say(visit, began, who, crossing::ControlBegun{who, slot.control, e.subject});
        say(visit, done, who, e);
        began = done;
      }
    }
  }

  void inspect(Visit& visit, const Key& key, const sim::Step& step, const crossing::By& who, std::size_t number) {
    const auto inspection = id(key, "inspection " + std::to_string(step.slot) + " " + std::to_string(step.subject));
    const auto goods = subject(key, step, 0);
    const auto& slot = visit.procedure->slots[static_cast<std::size_t>(step.slot)];
    say(visit, step.begun_us, who, crossing::InspectionOrdered{who, inspection, goods, slot.control, slot.side, false, {}});
    say(visit, step.begun_us, who, crossing::InspectionAttended{who, inspection});
    crossing::InspectionActDrawn e{who, {}};
    e.act.inspection = inspection, e.act.consignment = goods, e.act.control = slot.control;
    say(visit, step.at_us, who, e);
    if (partner_of(step) == sim::nobody) return;
    const auto partner = by(step, number, partner_of(step));
    say(visit, step.at_us, partner, crossing::InspectionActSigned{partner, inspection, {}, {}, {}});
  }

  /// What one of several persons took, by his own draw.
  std::int64_t share_us(const Visit& visit, const sim::Step& step, int head) const {
    const auto& slot = visit.procedure->slots[static_cast<std::size_t>(step.slot)];
    const auto timing = plan_.timing(visit.stream->direction, slot.control, slot.side, visit.stream->traffic_class, 0, false, false);
    if (!timing.spread) return static_cast<std::int64_t>(timing.mean_us);
    const auto draw = chance_.pair(visit.stream->key, step.ordinal, plan_.step_key(visit.stream->direction, step.slot), sim::Purpose::minutes, 1 + static_cast<std::uint32_t>(head)).first;
    return static_cast<std::int64_t>(sim::scaled(timing.mean_us, timing.spread->at(draw)));
  }

  const sim::Plan& plan_;
  const sim::Settings settings_;
  Instant midnight_;
  Wish wish_;
  sim::Draws chance_;
  std::map<std::pair<std::size_t, int>, std::size_t> seats_;  // by step and team
  std::map<Key, Visit> visits_;
  std::map<Code, Instant> last_;  // by desk
  std::map<Key, sim::Step> came_;
};

}  // namespace onestop::fit::test

#include <algorithm>

#include "app/traffic/desk.h"
#include "sim/quantiles.h"
#include "wire/json.h"

namespace onestop::traffic {
namespace {

constexpr double partner_domain_ms = 30'000;  // until an officer looks again for a colleague of the other state
constexpr double most_lag_wall_ms = 250;      // of the machine, that is taken out of the work that follows

std::string_view name_of(const server::Command& command) {
  return std::visit([]<class C>(const C&) { return wire::short_name<C>(); }, command);
}

}  // namespace

const server::SubjectView* subject_of(const server::Card& card, const Id& id) {
  const auto at = std::find_if(card.subjects.begin(), card.subjects.end(), [&](const auto& one) { return one.id == id; });
  return at == card.subjects.end() ? nullptr : &*at;
}

bool holds_for(const server::SubjectView* subject, const Code& fact) {
  return subject && std::find(subject->facts.begin(), subject->facts.end(), fact) != subject->facts.end();
}

// --- time and chance ---

const TimeRule* Desk::time_rule(const Card& card, const Code& control, const Id& subject) const {
  const bool laden = std::any_of(card.subjects.begin(), card.subjects.end(), [](const auto& one) { return one.kind == law::SubjectKind::consignment; });
  for (const auto& rule : world_.parameters.times) {
    if (rule.control != control) continue;
    if (rule.state && *rule.state != team_.state) continue;
    if (rule.traffic_class && *rule.traffic_class != card.traffic_class) continue;
    if (rule.fact && !holds_for(subject_of(card, subject), *rule.fact)) continue;
    if (rule.laden && *rule.laden != laden) continue;
    return &rule;
  }
  return nullptr;
}

double Desk::minutes_for(const Card& card, const Code& control, const Id& subject) const {
  const auto* rule = time_rule(card, control, subject);
  if (!rule) return 0;
  auto chance = draws(subject, control, "minutes");
  switch (rule->family) {
    case Family::fixed: return rule->mean_min;
    case Family::exponential: return chance.exponential(rule->mean_min);
    case Family::gamma: return chance.gamma(rule->mean_min, *rule->cv);
    case Family::lognormal: return chance.lognormal(rule->mean_min, *rule->cv);
    case Family::weibull:
    case Family::log_logistic: return rule->mean_min * sim::quantile(rule->family, *rule->cv, 1 - chance.share(), true);
  }
  return rule->mean_min;
}

Draws Desk::draws(const Id& thing, const Code& control, std::string_view purpose) const {
  auto key = keyed(world_.key(purpose), thing);
  key = keyed(key, team_.state.view());
  return Draws(keyed(key, control.view()));
}

// --- talk ---

void Desk::get(const std::string& path, void (Desk::*then)(const Reply&)) {
  world_.client.ask(seat_, {"GET", path, {}}, [this, turn = turn_, then](const Reply& reply) {
    if (turn == turn_) (this->*then)(reply);
  });
}

/// When this work would have begun if machines took no time: the desk was free and the vehicle had come. Without it an
/// officer at speed 900 would lose a second of the day with each millisecond of every answer.
double Desk::work_began_ms() const {
  const auto now_ms = world_.agenda.now_ms();
  const auto at = world_.inside.find(crossing_);
  const auto ready_ms = at == world_.inside.end() ? now_ms : at->second.ready_ms;
  return std::clamp(std::max(free_ms_, ready_ms), now_ms - most_lag_wall_ms * world_.agenda.speed(), now_ms);
}

void Desk::work_until(double done_ms, std::function<void()> then) {
  done_ms_ = done_ms;
  world_.agenda.at(std::max(done_ms, world_.agenda.now_ms()), [this, turn = turn_, then = std::move(then)] {
    if (turn == turn_) then();
  });
}

void Desk::work_done() {
  free_ms_ = std::max(free_ms_, done_ms_);
  world_.ready(crossing_, done_ms_);
}

void Desk::send(const server::Command& command, std::function<void()> done) {
  world_.client.ask(seat_, World::command_call(crossing_, command, world_.fresh_id()),
                    [this, turn = turn_, what = name_of(command), done = std::move(done)](const Reply& reply) {
                      if (turn == turn_) answered(what, reply, done);
                    });
}

void Desk::answered(std::string_view what, const Reply& reply, const std::function<void()>& done) {
  const auto answer = wire::read_json<server::CommandAnswer>(reply.body);
  if (reply.status >= 200 && reply.status < 300 && answer) {
    const auto crossing = crossing_;
    done();
    world_.changed(crossing, answer->version);
    return;
  }
  // Somebody else was quicker, or the law says no: see what is next.
  world_.count_refusal(what, reply);
  team_.later[crossing_] = world_.agenda.now_ms() + 1'000 * world_.agenda.speed();
  leave();
}

// --- controls ---

void Desk::close(const Card& card, const crossing::CloseControl& command) {
  const auto done_ms = work_began_ms() + minutes_for(card, command.control, command.subject) * minute_ms;
  send(crossing::BeginControl{command.control, command.subject}, [this, card, command, done_ms] {
    work_until(done_ms, [this, card, command] {
      work_done();
      finish_close(card, command);
    });
  });
}

void Desk::finish_close(const Card& card, crossing::CloseControl command) {
  if (sounds_alarm(card, command) || places_hold(card, command)) return;
  const auto* subject = subject_of(card, command.subject);
  for (const auto& rule : world_.parameters.findings) {
    if (rule.control != command.control || (rule.traffic_class && *rule.traffic_class != card.traffic_class)) continue;
    if (rule.subject_fact && !holds_for(subject, *rule.subject_fact)) continue;
    if (draws(command.subject, command.control, rule.fact.view()).chance(rule.p)) command.establishes.push_back(rule.fact);
  }
  auto chance = draws(command.subject, command.control, "remarks");
  if (chance.chance(world_.parameters.remarks.p)) {
    command.outcome = crossing::Outcome::passed_with_remarks;
    command.remarks = world_.parameters.remarks.texts[chance.below(world_.parameters.remarks.texts.size())];
  }
  send(command, [this] { go_on(); });
}

bool Desk::sounds_alarm(const Card& card, const crossing::CloseControl& command) {
  const auto& rule = world_.parameters.alarms;
  if (rule.control != command.control || !card.alarms.empty()) return false;
  if (!draws(command.subject, command.control, "alarm").chance(rule.p)) return false;
  for (const auto& option : card.options) {
    const auto* report = std::get_if<crossing::ReportAlarm>(&option.command);
    if (!report || !option.allowed) continue;
    auto alarm = *report;
    alarm.occupancy = "passage " + std::to_string(world_.figures.registered);
    send(alarm, [this] {
      world_.look_into_alarm(crossing_);
      leave();
    });
    return true;
  }
  return false;
}

bool Desk::places_hold(const Card& card, const crossing::CloseControl& command) {
  const auto& rules = world_.parameters.holds;
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto& one) { return one.control == command.control; });
  if (rule == rules.end()) return false;
  const bool before = std::any_of(card.holds.begin(), card.holds.end(), [&](const auto& one) {
    return one.subject == command.subject && one.control == command.control && one.state == team_.state;
  });
  auto chance = draws(command.subject, command.control, "hold");
  if (before || !chance.chance(rule->p)) return false;
  for (const auto& option : card.options) {
    const auto* place = std::get_if<crossing::PlaceHold>(&option.command);
    if (!place || !option.allowed || place->covers.subject != command.subject) continue;
    auto hold = *place;
    const auto& ground = rule->grounds[chance.below(rule->grounds.size())];
    hold.control = command.control;
    hold.reason = ground.reason;
    hold.evidence = ground.evidence;
    hold.expires = world_.domain_now() + day_ms;
    const auto minutes = chance.between(rule->least_min, rule->most_min);
    send(hold, [this, id = hold.hold, minutes] {
      ++world_.figures.holds;
      ++world_.figures.holds_open;
      world_.agenda.after_min(minutes, [this, crossing = crossing_, id] { lift(crossing, id); });
      leave();
    });
    return true;
  }
  return false;
}

/// The same officer lifts it, whatever else is before the desk then.
void Desk::lift(const Id& crossing, const Id& hold) {
  world_.ready(crossing, world_.agenda.now_ms());
  const auto call = World::command_call(crossing, crossing::LiftHold{hold, "What was asked for has been shown"}, world_.fresh_id());
  world_.client.ask(seat_, call, [this, crossing](const Reply& reply) {
    --world_.figures.holds_open;
    const auto answer = wire::read_json<server::CommandAnswer>(reply.body);
    if (reply.status >= 300 || !answer) return world_.count_refusal("LiftHold", reply);
    world_.changed(crossing, answer->version);
  });
}

// --- inspections ---

void Desk::order(const Card& card, const crossing::OrderInspection& command) {
  const auto* subject = subject_of(card, command.consignment);
  const bool joint = subject && std::any_of(subject->controls.begin(), subject->controls.end(), [&](const auto& one) {
    return one.control == command.control && one.state == team_.state && one.effect == law::Effect::joint;
  });
  const bool partner_here = std::any_of(card.inspections.begin(), card.inspections.end(), [](const auto& one) { return one.joint && !one.concluded; });
  Desk* partner = nullptr;
  if (joint && !partner_here) {
    // An inspection is called when a colleague of the other state is free, or all bays could wait for one another.
    partner = world_.idle_partner(team_);
    if (!partner) return put_off(card, world_.agenda.now_ms() + std::max(partner_domain_ms, 20 * world_.agenda.speed()));
    world_.ready(crossing_, std::max(partner->free_ms_, free_ms_));
    partner->reserve(crossing_);
  }
  const auto call = World::command_call(crossing_, command, world_.fresh_id());
  world_.client.ask(seat_, call, [this, turn = turn_, partner, joint](const Reply& reply) {
    if (turn == turn_)
      answered("OrderInspection", reply, [this, joint] {
        ++world_.figures.inspections;
        if (joint) ++world_.figures.joint_inspections;
        inspecting_ = true;
        go_on();
      });
    if (partner) partner->attend_reserved();
  });
}

void Desk::draw(const Card& card, crossing::DrawInspectionAct command) {
  inspecting_ = true;
  const auto at = std::find_if(card.inspections.begin(), card.inspections.end(), [&](const auto& one) { return one.id == command.inspection; });
  if (at == card.inspections.end()) return leave();
  const auto* rule = time_rule(card, at->control, at->consignment);
  auto chance = draws(at->consignment, at->control, "act");
  const auto& remarks = world_.parameters.remarks;
  const bool remarkable = chance.chance(remarks.p);
  command.outcome = remarkable ? crossing::Outcome::passed_with_remarks : crossing::Outcome::passed;
  command.findings = remarkable ? remarks.texts[chance.below(remarks.texts.size())] : "Goods agree with the documents";
  if (rule && rule->keeps_seals.value_or(false)) {
    command.seals_affixed = command.seals_found;
  } else {
    const auto count = std::max<std::size_t>(1, command.seals_found.size());
    for (std::size_t i = 0; i < count; ++i) command.seals_affixed.push_back(team_.state.text() + std::to_string(100'000 + chance.below(900'000)));
  }
  work_until(work_began_ms() + minutes_for(card, at->control, at->consignment) * minute_ms, [this, command] {
    work_done();
    send(command, [this] { go_on(); });
  });
}

void Desk::sign(const crossing::SignInspectionAct& command) {
  inspecting_ = true;
  const server::SignRequest body{command.inspection, world_.client.seat(seat_).sign_in.pin};
  Call call{"POST", "/api/v1/crossings/" + to_text(crossing_) + "/signatures", wire::to_json(body)};
  world_.client.ask(seat_, std::move(call), [this, turn = turn_](const Reply& reply) {
    if (turn == turn_) answered("SignInspectionAct", reply, [this] { go_on(); });
  });
}

// --- passage ---

void Desk::milestone(const Card& card, const server::Command& command, const Code& name, const Id& subject, std::function<void()> done) {
  work_until(work_began_ms() + minutes_for(card, name, subject) * minute_ms, [this, command, done = std::move(done)] {
    work_done();
    send(command, done);
  });
}

void Desk::give_notice(const Card& card, const crossing::GiveExitNotice& command) {
  milestone(card, command, "notice", card.subjects.front().id, [this] {
    if (const auto at = world_.inside.find(crossing_); at != world_.inside.end()) {
      at->second.noticed_ms = world_.agenda.now_ms();
      at->second.notice_station = team_.station;
    }
    go_on();
  });
}

void Desk::accept(const Card& card, const crossing::AcceptEntry& command) {
  const auto at = world_.inside.find(crossing_);
  const bool drives = at != world_.inside.end() && at->second.noticed_ms >= 0 && at->second.notice_station != team_.station;
  const double there_ms = drives ? at->second.noticed_ms + world_.parameters.drive_min * minute_ms : 0;
  if (there_ms > world_.agenda.now_ms()) return put_off(card, there_ms);
  world_.ready(crossing_, there_ms);

  const auto vehicle = card.subjects.front().id;
  const auto& rule = world_.parameters.refusals;
  auto chance = draws(vehicle, "acceptance", "refusal");
  if (!chance.chance(rule.p)) return milestone(card, command, "acceptance", vehicle, [this] { go_on(); });
  for (const auto& option : card.options) {
    const auto* refuse = std::get_if<crossing::RefuseSubject>(&option.command);
    if (!refuse || !option.allowed || refuse->subject != vehicle) continue;
    auto refusal = *refuse;
    refusal.reason = rule.reasons[chance.below(rule.reasons.size())];
    return milestone(card, refusal, "acceptance", vehicle, [this] {
      ++world_.figures.entries_refused;
      leave();
    });
  }
  milestone(card, command, "acceptance", vehicle, [this] { go_on(); });
}

}  // namespace onestop::traffic

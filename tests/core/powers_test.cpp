// Who may do what, where and when: every combination of side, agency, role, seat and phase is put to the core and held
// against the provisions as they stand in the files, read rule by rule.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "kit/random_moves.h"
#include "kit/words.h"

namespace onestop::testkit {
namespace {

using namespace crossing;
using law::Act;
using law::Phase;

/// A command that needs the act and nothing that the core would ask for before the power.
Command command_for(Act act) {
  switch (act) {
    case Act::open_crossing: return RegisterArrival{};
    case Act::work_control: return BeginControl{};
    case Act::place_hold: return PlaceHold{};
    case Act::lift_hold: return LiftHold{};
    case Act::order_control: return OrderControl{};
    case Act::order_inspection: return OrderInspection{};
    case Act::attend_inspection: return AttendInspection{};
    case Act::decline_attendance: return DeclineAttendance{};
    case Act::draw_act: return DrawInspectionAct{};
    case Act::sign_act: return SignInspectionAct{};
    case Act::give_notice: return GiveExitNotice{};
    case Act::accept_entry: return AcceptEntry{};
    case Act::refuse: return RefuseSubject{id_named("V1"), {}, {}, {}};
    case Act::readmit: return ReadmitSubject{id_named("V1")};
    case Act::release: return ReleaseSubject{};
    case Act::depart: return LetDepart{};
    case Act::report_alarm: return ReportAlarm{};
    case Act::close_alarm: return AgreeAlarmClosure{};
    case Act::request_hold: return RequestHold{};
    case Act::answer_request: return AnswerRequest{};
    case Act::withdraw: return Withdraw{};
    case Act::keep_deadline: return KeepDeadline{};
  }
  return {};
}

/// Asked before the power, so that these say nothing about it.
bool says_nothing(RefusalCode code) {
  return code == RefusalCode::already_given || code == RefusalCode::notice_missing || code == RefusalCode::not_accepted || code == RefusalCode::already_open;
}

bool denies(RefusalCode code) { return code == RefusalCode::not_yours || code == RefusalCode::wrong_zone || code == RefusalCode::wrong_phase; }

template <class T>
bool lists(const std::vector<T>& list, const T& one) {
  return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
}

struct Asked {
  Act act;
  law::Side side;
  Code state, agency, role, zone_kind;  // zone_kind empty: no desk
  Phase phase;
};

/// The provisions themselves, without the compiler.
bool permitted(const law::Law& law, const Asked& asked) {
  for (const auto& provision : law.provisions) {
    const auto* rule = std::get_if<law::PowerRule>(&provision.rule);
    if (!rule || std::find(rule->acts.begin(), rule->acts.end(), asked.act) == rule->acts.end()) continue;
    const auto* instrument = &*std::find_if(law.instruments.begin(), law.instruments.end(), [&](const auto& one) { return one.code == provision.instrument; });
    if (instrument->kind == law::InstrumentKind::national && instrument->state != asked.state) continue;
    const bool zone = rule->zone_kinds.empty() || (!asked.zone_kind.empty() && lists(rule->zone_kinds, asked.zone_kind));
    if (lists(rule->agencies, asked.agency) && lists(rule->roles, asked.role) && lists(rule->states, asked.state) && lists(rule->sides, asked.side) && zone && lists(rule->phases, asked.phase)) return true;
  }
  return false;
}

Crossing in_phase(const law::Procedure& procedure, Phase phase) {
  Crossing crossing;
  crossing.id = id_named("crossing");
  const auto by = [&](law::Side side) { return By{id_named("o"), procedure.state_of(side), {}, {}, {}, {}}; };
  VehicleArrived arrived{by(law::Side::exit), id_named("V1"), "A", procedure.classes.front(), procedure.states[0], {}, procedure.hash, {}, {}, {}, {}};
  evolve(crossing, {id_named("x"), first_day, arrived});
  if (phase != Phase::exit) evolve(crossing, {id_named("x"), first_day, ExitNoticeGiven{by(law::Side::exit), {}}});
  if (phase == Phase::entry) evolve(crossing, {id_named("n"), first_day, EntryAccepted{by(law::Side::entry), {}}});
  return crossing;
}

TEST(Powers, EveryCombinationOfOfficerSeatPhaseAndActIsAsTheProvisionsSay) {
  const auto& world = World::model();
  std::size_t asked = 0, allowed = 0, silent = 0;
  for (std::size_t layout = 0; layout < world.layout_count(); ++layout)
    for (std::size_t from = 0; from < 2; ++from) {
      auto procedure = world.procedure(layout, from);
      for (const auto side : {law::Side::exit, law::Side::entry})
        for (const auto& zone : world.post().layouts[layout].zones)
          for (const auto& agency : procedure.agencies)
            for (const auto& role : procedure.roles)
              for (const bool seated : {true, false})
                for (const auto phase : {Phase::exit, Phase::hand_over, Phase::entry}) {
                  const auto crossing = in_phase(procedure, phase);
                  procedure.desks.assign(1, {"seat", "station", procedure.state_of(side), agency, role, zone.code});
                  const Actor actor{id_named("somebody"), procedure.state_of(side), agency, role, seated ? Code("seat") : Code(), {}};
                  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Act>>([&](auto entry) {
                    const Crossing nothing;
                    const bool opening = entry.value == Act::open_crossing;
                    if (opening && phase != Phase::exit) return;
                    const auto decision = decide(opening ? nothing : crossing, procedure, actor, command_for(entry.value), first_day + minute_ms);
                    const auto* no = std::get_if<Refusal>(&decision);
                    if (no && says_nothing(no->code)) {
                      ++silent;
                      return;
                    }
                    const bool expected = permitted(world.law(), {entry.value, side, procedure.state_of(side), agency, role, seated ? zone.kind : Code(), phase});
                    EXPECT_EQ(!no || !denies(no->code), expected) << entry.name << " by " << agency.text() << " " << role.text() << " of " << procedure.state_of(side).text()
                                                                  << (seated ? " seated" : " on foot") << " in phase " << enum_word(phase);
                    ++asked;
                    allowed += expected ? 1 : 0;
                  });
                }
    }
  EXPECT_GT(asked, 5000u);
  EXPECT_GT(allowed, 500u);
  std::printf("powers: %zu combinations as the provisions say, %zu of them allowed (%zu refused before the question)\n", asked, allowed, silent);
}

}  // namespace
}  // namespace onestop::testkit

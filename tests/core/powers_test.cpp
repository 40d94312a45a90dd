// Who may do what, where and when: every combination of side, agency, role, seat and phase is put to the core and held
// against the provisions as they stand in the files, read rule by rule.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "kit/act_commands.h"
#include "kit/random_moves.h"
#include "kit/words.h"

namespace onestop::testkit {
namespace {

using namespace crossing;
using law::Act;
using law::Phase;

/// Asked before the power, so that these say nothing about it.
bool says_nothing(RefusalCode code) {
  return code == RefusalCode::already_given || code == RefusalCode::notice_missing || code == RefusalCode::not_accepted || code == RefusalCode::already_open || code == RefusalCode::not_handed_over;
}

bool denies(RefusalCode code) { return code == RefusalCode::not_yours || code == RefusalCode::wrong_zone || code == RefusalCode::wrong_phase; }

template <class T>
bool lists(const std::vector<T>& list, const T& one) {
  return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
}

struct Asked {
  Act act;
  law::Side side;
  Code state, agency, role;
  const post::Zone* zone;  // null: no desk
  Phase phase;
};

law::Ground ground(const Code& owner, const Code& state) {
  if (owner.empty()) return law::Ground::common;
  return owner == state ? law::Ground::own : law::Ground::partner;
}

bool within(const law::PowerRule& rule, const Asked& asked) {
  if (rule.zone_kinds.empty() && rule.soil.empty() && rule.areas.empty()) return true;
  return asked.zone && lists(rule.zone_kinds, asked.zone->kind) && lists(rule.soil, ground(asked.zone->soil, asked.state)) &&
         lists(rule.areas, ground(asked.zone->exclusive, asked.state));
}

/// Whether the instrument speaks to officers of the state at the post.
bool binds(const law::Instrument& instrument, const Code& post, const Code& state) {
  if (!lists(instrument.posts, post)) return false;
  if (instrument.kind == law::InstrumentKind::national) return instrument.state == state;
  return instrument.kind == law::InstrumentKind::agreement || lists(instrument.members, state);
}

bool in_force(const law::Provision& provision, const law::Instrument& instrument) {
  const auto day = day_of(first_day, 0);
  const auto& until = provision.until ? provision.until : instrument.until;
  return day >= provision.from.value_or(instrument.from) && (!until || day < *until);
}

/// The provisions themselves, without the compiler.
bool permitted(const law::Law& law, const Code& post, const Asked& asked) {
  for (const auto& provision : law.provisions) {
    const auto* rule = std::get_if<law::PowerRule>(&provision.rule);
    if (!rule || std::find(rule->acts.begin(), rule->acts.end(), asked.act) == rule->acts.end()) continue;
    const auto* instrument = &*std::find_if(law.instruments.begin(), law.instruments.end(), [&](const auto& one) { return one.code == provision.instrument; });
    if (!in_force(provision, *instrument) || !binds(*instrument, post, asked.state)) continue;
    if (lists(rule->agencies, asked.agency) && lists(rule->roles, asked.role) && lists(rule->states, asked.state) && lists(rule->sides, asked.side) && within(*rule, asked) && lists(rule->phases, asked.phase)) return true;
  }
  return false;
}

Crossing in_phase(const law::Procedure& procedure, Phase phase) {
  Crossing crossing;
  crossing.id = id_named("crossing");
  const auto by = [&](law::Side side) { return By{id_named("o"), procedure.state_of(side), {}, {}, {}, {}}; };
  VehicleArrived arrived{by(law::Side::exit), id_named("V1"), "A", procedure.classes.front(), procedure.states[0], {}, procedure.hash, {}, {}, {}, {}, {}};
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
                    const auto command = command_for(entry.value, id_named("V1"));
                    if (!command) return;
                    const bool opening = entry.value == Act::open_crossing;
                    if (opening && phase != Phase::exit) return;
                    const auto decision = decide(opening ? nothing : crossing, procedure, actor, *command, first_day + minute_ms);
                    const auto* no = std::get_if<Refusal>(&decision);
                    if (no && says_nothing(no->code)) {
                      ++silent;
                      return;
                    }
                    const bool expected = permitted(world.law(), world.post().code, {entry.value, side, procedure.state_of(side), agency, role, seated ? &zone : nullptr, phase});
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

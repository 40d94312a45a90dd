#include "core/crossing/invariants.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "core/crossing/events.h"

namespace onestop::crossing {
namespace {

using law::Procedure;

bool of_side(const Half& half, const Procedure& procedure, Side side) { return half.state == procedure.state_of(side); }

std::optional<Instant> notice_at(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves)
    if (half.notice && of_side(half, procedure, Side::exit)) return half.notice->at;
  return std::nullopt;
}

const Subject* subject_of(const Crossing& crossing, const Id& id) {
  const auto* half = crossing.opened();
  if (!half) return nullptr;
  for (const auto& one : half->opening->subjects)
    if (one.id == id) return &one;
  return nullptr;
}

bool passed(const Crossing& crossing, const Procedure& procedure, const Code& control, const Id& subject, Side side) {
  for (const auto& half : crossing.halves) {
    if (!of_side(half, procedure, side)) continue;
    for (const auto& one : half.controls)
      if (one.control == control && one.subject == subject && one.status != ControlStatus::in_progress &&
          one.status != ControlStatus::held && one.status != ControlStatus::refused)
        return true;
  }
  return false;
}

bool was_refused(const Crossing& crossing, const Id& subject) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.refused)
      if (one.subject == subject) return true;
  return false;
}

/// Refused itself, or with the vehicle.
bool refused_or_left(const Crossing& crossing, const Id& subject) {
  return was_refused(crossing, subject) || was_refused(crossing, crossing.opened()->opening->vehicle);
}

constexpr Instant for_ever{std::numeric_limits<std::int64_t>::max()};

/// An alarm reported by then on whose truth as many persons agreed as the law asks for.
bool alarm_confirmed(const Crossing& crossing, const Procedure& procedure, Instant until) {
  for (const auto& half : crossing.halves)
    for (const auto& alarm : half.alarms) {
      std::set<Id> persons;
      for (const auto& other : crossing.halves)
        for (const auto& one : other.closures)
          if (one.alarm == alarm.id && one.verdict == Verdict::confirmed) persons.insert(one.officer);
      if (alarm.at <= until && static_cast<std::int64_t>(persons.size()) >= procedure.figure(law::Clause::alarm_two_persons)) return true;
    }
  return false;
}

/// Facts as they were declared, found or ordered by then, without alarms.
law::Facts facts_of(const Crossing& crossing, const Procedure& procedure, const Subject& subject, Instant until = for_ever) {
  const auto& opening = *crossing.opened()->opening;
  law::Facts facts = Procedure::kind_bit(subject.kind) | procedure.class_bit(opening.traffic_class);
  const auto add = [&](const Claim& claim) {
    const auto* fact = procedure.fact(claim.fact);
    if (!fact) return;
    for (const auto side : {Side::exit, Side::entry})
      if (!claim.side || claim.side == side) facts |= fact->bits[static_cast<int>(side)];
  };
  for (const auto& one : opening.subjects)
    if (one.id == subject.id || one.id == opening.vehicle)
      for (const auto& claim : one.claims) add(claim);
  for (const auto& half : crossing.halves)
    for (const auto& mark : half.facts)
      if (mark.at <= until && (mark.subject == subject.id || mark.subject == opening.vehicle)) add(mark.claim);
  return facts;
}

bool concluded(const Crossing& crossing, const Id& consignment, const Code& control, Side side) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.inspections) {
      if (one.consignment != consignment || one.control != control || (!one.joint && one.side != side)) continue;
      for (const auto& signer : crossing.halves)
        for (const auto& signature : signer.signatures)
          if (signature.inspection == one.id) return true;
    }
  return false;
}

/// Every control of this side that the facts of that time require of this subject is closed.
bool closed_on(const Crossing& crossing, const Procedure& procedure, const Subject& subject, Side side, Instant until) {
  auto facts = facts_of(crossing, procedure, subject, until);
  if (alarm_confirmed(crossing, procedure, until)) facts |= procedure.alarm_bits;
  const auto standing = law::standing(procedure, facts);
  for (std::size_t slot = 0; slot < procedure.slots.size(); ++slot) {
    const auto& at = procedure.slots[slot];
    if (at.side != side || at.of != subject.kind || !(standing.required() & (law::Slots{1} << slot))) continue;
    const bool closed = at.inspection ? concluded(crossing, subject.id, at.control, side)
                                      : passed(crossing, procedure, at.control, subject.id, side);
    if (!closed) return false;
  }
  return true;
}

bool departs_only_when_controlled(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves) {
    if (!half.departure) continue;
    for (const auto& subject : crossing.opened()->opening->subjects) {
      if (refused_or_left(crossing, subject.id)) continue;
      if (!closed_on(crossing, procedure, subject, Side::entry, for_ever)) return false;
    }
    return notice_at(crossing, procedure).has_value();
  }
  return true;
}

bool notice_only_when_controlled(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves) {
    if (!half.notice) continue;
    if (!of_side(half, procedure, Side::exit)) return false;
    for (const auto& subject : crossing.opened()->opening->subjects) {
      if (refused_or_left(crossing, subject.id)) continue;
      if (!closed_on(crossing, procedure, subject, Side::exit, half.notice->at)) return false;
      for (const auto& holder : crossing.halves)
        for (const auto& one : holder.holds)
          if (of_side(holder, procedure, Side::exit) && one.covers.subject == subject.id && crossing.status_of(one) == HoldStatus::open) return false;
    }
  }
  return true;
}

bool entry_takes_effect_after_exit(const Crossing& crossing, const Procedure& procedure) {
  const auto notice = notice_at(crossing, procedure);
  for (const auto& half : crossing.halves) {
    if (of_side(half, procedure, Side::exit)) {
      if (half.acceptance || half.departure || !half.released.empty()) return false;
      continue;
    }
    if (half.notice) return false;
    const bool effective = half.acceptance || !half.released.empty() || half.departure || !half.refused.empty();
    if (effective && !notice) return false;
    if (half.acceptance && half.acceptance->at < *notice) return false;
  }
  return true;
}

bool inspected_once(const Crossing& crossing, const Procedure&) {
  std::set<std::tuple<Id, Code, int>> rights;
  for (const auto& half : crossing.halves)
    for (const auto& one : half.inspections)
      if (!rights.insert({one.consignment, one.control, one.joint ? 2 : static_cast<int>(one.side)}).second) return false;
  std::set<Id> acts;
  for (const auto& half : crossing.halves)
    for (const auto& one : half.acts)
      if (!acts.insert(one.inspection).second) return false;
  return true;
}

bool nothing_abolished_is_done(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves) {
    bool alarmed = false;
    for (const auto& any : crossing.halves) alarmed = alarmed || !any.alarms.empty();
    if (alarmed) continue;  // after an alarm abolished controls may be back
    const auto side = procedure.side_of(half.state);
    const auto forbidden = [&](const Code& control, const Id& id) {
      const auto* subject = subject_of(crossing, id);
      const int slot = procedure.slot_of(control, side);
      if (!subject || slot < 0) return false;
      const auto* cell = law::governing(procedure, slot, facts_of(crossing, procedure, *subject));
      return cell && cell->effect == law::Effect::abolish;
    };
    for (const auto& one : half.inspections)
      if (forbidden(one.control, one.consignment)) return false;
    for (const auto& one : half.controls)
      if (one.status != ControlStatus::held && one.status != ControlStatus::refused && forbidden(one.control, one.subject)) return false;
  }
  return true;
}

bool every_person_has_one_fate(const Crossing& crossing, const Procedure&) {
  const auto* half = crossing.opened();
  if (!half) return true;
  for (const auto& subject : half->opening->subjects) {
    bool released = false;
    int readmitted = 0;
    for (const auto& one : crossing.halves) {
      for (const auto& mark : one.released) released = released || (mark.subject == subject.id && mark.item == 0);
      readmitted += static_cast<int>(std::count(one.readmitted.begin(), one.readmitted.end(), subject.id));
    }
    // What was released alone stays when the vehicle is refused later.
    const bool refused = was_refused(crossing, subject.id) || (!released && was_refused(crossing, half->opening->vehicle));
    if (released && refused) return false;
    if (readmitted > 1 || (readmitted > 0 && !refused)) return false;
  }
  return true;
}

bool alarms_are_closed_by_several(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves)
    for (const auto& alarm : half.alarms) {
      std::set<Id> persons;
      std::int64_t voices[2] = {0, 0};
      for (const auto& other : crossing.halves)
        for (const auto& one : other.closures) {
          if (one.alarm != alarm.id) continue;
          if (!persons.insert(one.officer).second) return false;
          ++voices[static_cast<int>(one.verdict)];
        }
      bool ended = false;
      for (const auto& other : crossing.halves) ended = ended || other.departure || other.withdrawn;
      if (ended && std::max(voices[0], voices[1]) < procedure.figure(law::Clause::alarm_two_persons)) return false;
    }
  return true;
}

bool acts_stay_on_their_side(const Crossing& crossing, const Procedure& procedure) {
  const auto notice = notice_at(crossing, procedure);
  for (const auto& half : crossing.halves) {
    if (half.state != procedure.states[0] && half.state != procedure.states[1]) return false;
    if (!of_side(half, procedure, Side::exit)) {
      if (half.withdrawn || !half.readmitted.empty() || !half.requests.empty()) return false;
      continue;
    }
    if (!half.answers.empty()) return false;
    if (!notice) continue;
    for (const auto& one : half.controls) {
      const bool by_hand = one.status != ControlStatus::in_progress;  // in progress again is what the clock leaves
      if (one.begun > *notice || (by_hand && one.at > *notice)) return false;
    }
    for (const auto& one : half.holds)
      if (one.placed > *notice) return false;
    for (const auto& one : half.refused)
      if (one.at > *notice) return false;
    if (half.withdrawn) return false;
  }
  return true;
}

bool seals_are_those_recorded(const Crossing& crossing, const Procedure&) {
  for (const auto& half : crossing.halves) {
    if (!half.departure) continue;
    const auto& opening = *crossing.opened()->opening;
    if (half.departure->plate != opening.plate) return false;
    std::set<std::multiset<std::string>> recorded{{opening.seals.begin(), opening.seals.end()}};
    for (const auto& other : crossing.halves)
      for (const auto& act : other.acts) recorded.insert({act.seals_affixed.begin(), act.seals_affixed.end()});
    if (!recorded.contains({half.departure->seals.begin(), half.departure->seals.end()})) return false;
  }
  return true;
}

bool no_release_under_hold(const Crossing& crossing, const Procedure&) {
  for (const auto& half : crossing.halves)
    for (const auto& release : half.released)
      for (const auto& holder : crossing.halves)
        for (const auto& hold : holder.holds) {
          const bool covers = hold.covers.subject == release.subject &&
                              (release.item == 0 || hold.covers.item == 0 || hold.covers.item == release.item);
          const bool on_the_rest = hold.covers.item == 0 && release.item != 0 && hold.placed > release.at;
          if (covers && !on_the_rest && crossing.status_of(hold) == HoldStatus::open) return false;
        }
  return true;
}

bool a_joint_act_bears_its_signatures(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves)
    for (const auto& inspection : half.inspections) {
      std::set<Code> signers, declined;
      const InspectionAct* drawn = nullptr;
      for (const auto& other : crossing.halves)
        for (const auto& act : other.acts)
          if (act.inspection == inspection.id) drawn = &act;
      for (const auto& other : crossing.halves) {
        for (const auto& one : other.signatures) {
          if (one.inspection != inspection.id) continue;
          if (!drawn || !verify(act_bytes(*drawn), one.signature, one.key)) return false;
          if (!signers.insert(other.state).second) return false;
          bool was_there = false;  // noted by whichever recorder
          for (const auto& any : crossing.halves)
            for (const auto& note : any.attended) was_there = was_there || (note.inspection == inspection.id && note.officer == one.officer);
          if (!was_there) return false;
        }
        for (const auto& one : other.declined)
          if (one.inspection == inspection.id) declined.insert(other.state);
      }
      const auto wanted = procedure.figure(law::Clause::joint_act) - static_cast<std::int64_t>(declined.size());
      if (!inspection.joint || signers.empty() || static_cast<std::int64_t>(signers.size()) >= wanted) continue;
      for (const auto& other : crossing.halves) {
        if (other.departure && !refused_or_left(crossing, inspection.consignment)) return false;
        for (const auto& one : other.released)
          if (one.item == 0 && one.subject == inspection.consignment && one.at > inspection.at) return false;
      }
    }
  return true;
}

bool one_mark_one_way_out(const Crossing& crossing, const Procedure&) {
  int ends = 0, openings = 0, notices = 0, acceptances = 0;
  for (const auto& half : crossing.halves) {
    ends += (half.departure ? 1 : 0) + (half.withdrawn ? 1 : 0);
    openings += half.opening ? 1 : 0;
    notices += half.notice ? 1 : 0;
    acceptances += half.acceptance ? 1 : 0;
  }
  return ends <= 1 && openings <= 1 && notices <= 1 && acceptances <= 1;
}

constexpr std::array all{
    Invariant{"controlled_before_departure", "A vehicle departs only when every required control of both sides is closed.", departs_only_when_controlled},
    Invariant{"controlled_before_notice", "The exit side gives its notice only when its required controls are closed and none of its holds is in force.", notice_only_when_controlled},
    Invariant{"exit_before_entry", "No decision of the entry side takes effect before the exit notice.", entry_takes_effect_after_exit},
    Invariant{"inspected_once", "A consignment is inspected at most once for each control right, and each inspection has one act.", inspected_once},
    Invariant{"abolished_stays_abolished", "An abolished control is not performed without an alarm or an order.", nothing_abolished_is_done},
    Invariant{"one_fate_each", "Every person and consignment is inside, released, refused or taken back, and only one of these.", every_person_has_one_fate},
    Invariant{"alarms_need_several", "An alarm is closed by as many different persons as the law asks for.", alarms_are_closed_by_several},
    Invariant{"own_side_own_phase", "Officers act only on their own side and in their own phase.", acts_stay_on_their_side},
    Invariant{"seals_as_recorded", "A vehicle departs under its plate and the seals last recorded.", seals_are_those_recorded},
    Invariant{"no_release_under_hold", "Nothing is released while a hold on it is in force.", no_release_under_hold},
    Invariant{"acts_bear_signatures", "A joint act counts only with the genuine signatures of both sides, one each.", a_joint_act_bears_its_signatures},
    Invariant{"one_of_each", "A crossing is opened, handed over, accepted and ended at most once.", one_mark_one_way_out},
};

}  // namespace

std::span<const Invariant> invariants() { return all; }

const Invariant* violated(const Crossing& crossing, const Procedure& procedure) {
  if (!crossing.opened()) return nullptr;
  for (const auto& one : all) {
#ifdef ONESTOP_MUTATION
    if (invariant_switched_off == one.name) continue;
#endif
    if (!one.holds(crossing, procedure)) return &one;
  }
  return nullptr;
}

}  // namespace onestop::crossing

#include "core/crossing/invariants.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "core/crossing/divergence.h"
#include "core/crossing/events.h"

namespace onestop::crossing {
namespace {

using law::Procedure;

bool of_side(const Half& half, const Procedure& procedure, Side side) { return half.state == procedure.state_of(side); }

constexpr Instant for_ever{std::numeric_limits<std::int64_t>::max()};

/// A time in which the entry side had the crossing: from a notice until the reversal that took it back.
struct HandOver {
  Instant from, until;
};

std::vector<HandOver> hand_overs(const Crossing& crossing, const Procedure& procedure) {
  std::vector<Instant> notices, reversals;
  for (const auto& half : crossing.halves) {
    if (of_side(half, procedure, Side::exit))
      for (const auto& one : half.notices) notices.push_back(one.at);
    for (const auto& one : half.reversals)
      if (one.granted) reversals.push_back(one.at);
  }
  std::sort(notices.begin(), notices.end());
  std::sort(reversals.begin(), reversals.end());
  std::vector<HandOver> out;
  for (std::size_t i = 0; i < notices.size(); ++i) out.push_back({notices[i], i < reversals.size() ? reversals[i] : for_ever});
  return out;
}

/// The notice that stands, none while it was taken back.
std::optional<Instant> notice_at(const Crossing& crossing, const Procedure& procedure) {
  const auto all = hand_overs(crossing, procedure);
  if (all.empty() || all.back().until != for_ever) return std::nullopt;
  return all.back().from;
}

bool handed_over_at(const std::vector<HandOver>& all, Instant at) {
  return std::any_of(all.begin(), all.end(), [&](const HandOver& one) { return at > one.from && at < one.until; });
}

/// Everything that ever belonged to the crossing: what arrived, what was registered later, parts that were split off.
std::vector<Subject> subjects_of(const Crossing& crossing) {
  auto all = crossing.opened()->opening->subjects;
  for (const auto& half : crossing.halves) {
    all.insert(all.end(), half.further.begin(), half.further.end());
    for (const auto& split : half.splits) all.push_back(split.part);
  }
  return all;
}

std::optional<Subject> subject_of(const Crossing& crossing, const Id& id) {
  if (!crossing.opened()) return std::nullopt;
  for (const auto& one : subjects_of(crossing))
    if (one.id == id) return one;
  return std::nullopt;
}

const SplitMark* split_to(const Crossing& crossing, const Id& part) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.splits)
      if (one.part.id == part) return &one;
  return nullptr;
}

bool has_fate(const Crossing& crossing, const Id& subject) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.fates)
      if (one.subject == subject) return true;
  return false;
}

/// Goes on without the vehicle: on foot, in the warehouse, or because the vehicle stays.
bool apart(const Crossing& crossing, const Id& subject) {
  for (const auto& half : crossing.halves) {
    if (std::find(half.detached.begin(), half.detached.end(), subject) != half.detached.end()) return true;
    for (const auto& deposit : half.deposits) {
      bool reloaded = deposit.consignment != subject;
      for (const auto& other : crossing.halves)
        reloaded = reloaded || std::find(other.reloaded.begin(), other.reloaded.end(), deposit.id) != other.reloaded.end();
      if (!reloaded) return true;
    }
  }
  const auto& vehicle = crossing.opened()->opening->vehicle;
  return subject != vehicle && has_fate(crossing, vehicle);
}

bool diverges(const Crossing& crossing, const Procedure& procedure, DivergenceKind kind, const Id& about) {
  for (const auto& one : divergences(crossing, procedure))
    if (one.kind == kind && one.about == about) return true;
  return false;
}

/// What became of the subject is named a divergence, and for shift heads to settle.
bool told_differently(const Crossing& crossing, const Procedure& procedure, const Id& subject) {
  for (const auto& one : settlements(crossing, procedure))
    if (one.kind != DivergenceKind::end && one.about == subject) return true;
  return diverges(crossing, procedure, DivergenceKind::fate, subject) || diverges(crossing, procedure, DivergenceKind::control, subject);
}

bool superseded(const Crossing& crossing, const Id& inspection) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.reexaminations)
      if (one.supersedes == inspection) return true;
  return false;
}

bool passed(const Crossing& crossing, const Procedure& procedure, const Code& control, const Id& subject, Side side) {
  for (const auto& half : crossing.halves) {
    if (!of_side(half, procedure, side)) continue;
    for (const auto& one : half.controls)
      if (one.control == control && one.subject == subject && one.status != ControlStatus::in_progress &&
          one.status != ControlStatus::held && one.status != ControlStatus::refused)
        return true;
  }
  const auto* split = split_to(crossing, subject);
  return split && passed(crossing, procedure, control, split->consignment, side);
}

bool was_refused(const Crossing& crossing, const Id& subject) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.refused)
      if (one.subject == subject) return true;
  return false;
}

/// Refused itself, or with the vehicle; detained, seized, abandoned; or going on apart.
bool refused_or_left(const Crossing& crossing, const Id& subject) {
  return was_refused(crossing, subject) || was_refused(crossing, crossing.opened()->opening->vehicle) || has_fate(crossing, subject) || apart(crossing, subject);
}

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
  for (const auto& claim : subject.claims) add(claim);
  for (const auto& one : opening.subjects)
    if (one.id == opening.vehicle)
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
  const auto* split = split_to(crossing, consignment);
  return split && concluded(crossing, split->consignment, control, side);
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
    for (const auto& subject : subjects_of(crossing)) {
      if (refused_or_left(crossing, subject.id)) continue;
      if (!closed_on(crossing, procedure, subject, Side::entry, for_ever)) return false;
    }
    return notice_at(crossing, procedure).has_value();
  }
  return true;
}

bool notice_only_when_controlled(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves)
    if (!half.notices.empty() && !of_side(half, procedure, Side::exit)) return false;
  const auto notice = notice_at(crossing, procedure);
  if (!notice) return true;
  for (const auto& subject : crossing.opened()->opening->subjects) {
    if (refused_or_left(crossing, subject.id)) continue;
    if (!closed_on(crossing, procedure, subject, Side::exit, *notice)) return false;
    for (const auto& holder : crossing.halves)
      for (const auto& one : holder.holds)
        if (of_side(holder, procedure, Side::exit) && one.covers.subject == subject.id && crossing.status_of(one) == HoldStatus::open) return false;
  }
  return true;
}

bool entry_takes_effect_after_exit(const Crossing& crossing, const Procedure& procedure) {
  const auto handed_over = hand_overs(crossing, procedure);
  const bool stands = notice_at(crossing, procedure).has_value();
  for (const auto& half : crossing.halves) {
    if (of_side(half, procedure, Side::exit)) {
      if (!half.acceptances.empty() || half.departure || !half.released.empty()) return false;
      continue;
    }
    if (!half.notices.empty()) return false;
    const auto settles = [&](const auto& mark) { return !told_differently(crossing, procedure, mark.subject); };
    const bool effective = half.departure || std::any_of(half.released.begin(), half.released.end(), settles) || std::any_of(half.refused.begin(), half.refused.end(), settles);
    if (effective && !stands) return false;
    for (const auto& one : half.acceptances)
      if (handed_over.empty() || one.at < handed_over.front().from) return false;
  }
  return true;
}

bool inspected_once(const Crossing& crossing, const Procedure&) {
  std::set<std::tuple<Id, Code, int>> rights;
  for (const auto& half : crossing.halves)
    for (const auto& one : half.inspections)
      if (!superseded(crossing, one.id) && !rights.insert({one.consignment, one.control, one.joint ? 2 : static_cast<int>(one.side)}).second) return false;
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
      const auto subject = subject_of(crossing, id);
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

bool every_person_has_one_fate(const Crossing& crossing, const Procedure& procedure) {
  const auto* half = crossing.opened();
  if (!half) return true;
  for (const auto& subject : subjects_of(crossing)) {
    if (told_differently(crossing, procedure, subject.id)) continue;
    bool released = false;
    int readmitted = 0, fates = 0;
    for (const auto& one : crossing.halves) {
      for (const auto& mark : one.released) released = released || (mark.subject == subject.id && mark.item == 0);
      readmitted += static_cast<int>(std::count(one.readmitted.begin(), one.readmitted.end(), subject.id));
      for (const auto& mark : one.fates) fates += mark.subject == subject.id ? 1 : 0;
    }
    // What was released alone stays when the vehicle is refused later.
    const bool refused = was_refused(crossing, subject.id) || (!released && was_refused(crossing, half->opening->vehicle));
    if ((released && refused) || fates > 1 || (fates && released)) return false;
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
  const auto handed_over = hand_overs(crossing, procedure);
  for (const auto& half : crossing.halves) {
    if (half.state != procedure.states[0] && half.state != procedure.states[1]) return false;
    if (!of_side(half, procedure, Side::exit)) {
      if (half.withdrawn || !half.readmitted.empty() || !half.requests.empty() || !half.reversal_requests.empty()) return false;
      continue;
    }
    if (!half.answers.empty() || !half.reversals.empty()) return false;
    for (const auto& one : half.controls) {
      const bool by_hand = one.status != ControlStatus::in_progress;  // in progress again is what the clock leaves
      if (handed_over_at(handed_over, one.begun) || (by_hand && handed_over_at(handed_over, one.at))) return false;
    }
    for (const auto& one : half.holds)
      if (handed_over_at(handed_over, one.placed)) return false;
    for (const auto& one : half.refused)
      if (handed_over_at(handed_over, one.at)) return false;
    for (const auto& one : half.fates)  // whom a host detains of its own nationals, it detains in any phase
      if (one.fate != Fate::detained && handed_over_at(handed_over, one.at)) return false;
    if (half.withdrawn && notice_at(crossing, procedure) && !diverges(crossing, procedure, DivergenceKind::end, crossing.opened()->opening->vehicle)) return false;
  }
  return true;
}

/// Plates under which the vehicle may have departed: the one it came with, and each that somebody else granted to put in its place.
bool plate_known(const Crossing& crossing, const std::string& plate) {
  if (plate == crossing.opened()->opening->plate) return true;
  for (const auto& half : crossing.halves)
    for (const auto& asked : half.corrections)
      for (const auto& other : crossing.halves)
        for (const auto& answer : other.corrected)
          if (asked.field == CorrectedField::plate && asked.value == plate && answer.correction == asked.id && answer.granted && answer.officer != asked.officer) return true;
  return false;
}

bool corrections_have_two(const Crossing& crossing, const Procedure&) {
  for (const auto& half : crossing.halves)
    for (const auto& answer : half.corrected) {
      bool fits = false;
      for (const auto& other : crossing.halves) {
        for (const auto& asked : other.corrections)
          fits = fits || (asked.id == answer.correction && asked.officer != answer.officer && other.state == half.state);
      }
      const auto same = [&](const CorrectionAnswer& other) { return other.correction == answer.correction; };
      if (!fits || std::count_if(half.corrected.begin(), half.corrected.end(), same) != 1) return false;
    }
  return true;
}

bool seals_are_those_recorded(const Crossing& crossing, const Procedure&) {
  for (const auto& half : crossing.halves) {
    if (!half.departure) continue;
    const auto& opening = *crossing.opened()->opening;
    if (!plate_known(crossing, half.departure->plate)) return false;
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

bool one_mark_one_way_out(const Crossing& crossing, const Procedure& procedure) {
  std::size_t ends = 0, openings = 0, notices = 0, acceptances = 0, reversals = 0, undone = 0;
  for (const auto& half : crossing.halves) {
    ends += (half.departure ? 1 : 0) + (half.withdrawn ? 1 : 0);
    openings += half.opening ? 1 : 0;
    notices += half.notices.size();
    acceptances += half.acceptances.size();
    for (const auto& one : half.reversals) {
      reversals += one.granted ? 1 : 0;
      undone += one.granted && one.was_accepted ? 1 : 0;
    }
  }
  const bool one_end = ends <= 1 || diverges(crossing, procedure, DivergenceKind::end, crossing.opened()->opening->vehicle);
  return one_end && openings <= 1 && notices <= 1 + reversals && reversals <= notices && acceptances <= 1 + undone;
}

/// Whoever came is aboard and released, refused, kept here, or goes on apart: the vehicle leaves with nobody else.
bool nobody_is_lost(const Crossing& crossing, const Procedure&) {
  for (const auto& half : crossing.halves) {
    if (!half.departure) continue;
    for (const auto& subject : subjects_of(crossing)) {
      bool released = false;
      for (const auto& one : crossing.halves)
        for (const auto& mark : one.released) released = released || (mark.subject == subject.id && mark.item == 0);
      if (!released && !refused_or_left(crossing, subject.id)) return false;
    }
  }
  return true;
}

bool offences_are_settled(const Crossing& crossing, const Procedure&) {
  for (const auto& half : crossing.halves)
    for (const auto& offence : half.offences) {
      bool settled = false;
      for (const auto& other : crossing.halves) {
        settled = settled || std::find(other.settled.begin(), other.settled.end(), offence.id) != other.settled.end();
        for (const auto& fate : other.fates) settled = settled || fate.offence == offence.id;
      }
      for (const auto& other : crossing.halves)
        for (const auto& release : other.released)
          if (!settled && release.subject == offence.subject && release.item == 0 && release.at > offence.at) return false;
    }
  return true;
}

bool done_again_by_others(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves)
    for (const auto& again : half.reexaminations)
      for (const auto& other : crossing.halves) {
        if (procedure.side_of(other.state) != procedure.side_of(half.state)) continue;
        for (const auto& mark : other.controls) {
          const bool passed = mark.status == ControlStatus::passed || mark.status == ControlStatus::passed_with_remarks;
          const bool same = mark.control == again.control && mark.subject == again.subject && mark.at > again.at;
          if (passed && same && std::find(again.not_by.begin(), again.not_by.end(), mark.officer) != again.not_by.end()) return false;
        }
      }
  return true;
}

/// No control of goods is passed while a sample of it is under way, or after the laboratory found them unfit.
bool samples_are_heeded(const Crossing& crossing, const Procedure&) {
  for (const auto& half : crossing.halves)
    for (const auto& sample : half.samples) {
      const SampleResultMark* result = nullptr;
      for (const auto& other : crossing.halves)
        for (const auto& one : other.sample_results)
          if (one.sample == sample.id) result = &one;
      for (const auto& mark : half.controls) {
        const bool passed = mark.status == ControlStatus::passed || mark.status == ControlStatus::passed_with_remarks;
        if (!passed || mark.control != sample.control || mark.subject != sample.consignment || mark.at < sample.at) continue;
        if (!result || result->at > mark.at) return false;
      }
    }
  return true;
}

bool deposits_are_paid_for(const Crossing& crossing, const Procedure&) {
  for (const auto& half : crossing.halves)
    for (const auto& deposit : half.deposits) {
      std::array<int, 4> costs{};
      bool reloaded = false;
      for (const auto& other : crossing.halves) {
        for (const auto& one : other.costs)
          if (one.deposit == deposit.id) ++costs[static_cast<std::size_t>(one.fee)];
        reloaded = reloaded || std::find(other.reloaded.begin(), other.reloaded.end(), deposit.id) != other.reloaded.end();
      }
      const auto paid = [&](law::Fee fee) { return costs[static_cast<std::size_t>(fee)]; };
      if (paid(law::Fee::unloading) != 1 || paid(law::Fee::placement) != 1 || paid(law::Fee::storage_day) < 1) return false;
      if (paid(law::Fee::reloading) != (reloaded ? 1 : 0)) return false;
    }
  return true;
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
    Invariant{"corrections_by_two", "A recorder decides on a correction once, by another officer of the state that asked for it.", corrections_have_two},
    Invariant{"seals_as_recorded", "A vehicle departs under its plate and the seals last recorded.", seals_are_those_recorded},
    Invariant{"no_release_under_hold", "Nothing is released while a hold on it is in force.", no_release_under_hold},
    Invariant{"acts_bear_signatures", "A joint act counts only with the genuine signatures of both sides, one each.", a_joint_act_bears_its_signatures},
    Invariant{"one_of_each", "A crossing is opened and ended once, and handed over and accepted once for each time it was not taken back.", one_mark_one_way_out},
    Invariant{"nobody_lost", "When the vehicle leaves, everybody who came is released, refused, detained or apart.", nobody_is_lost},
    Invariant{"offences_settled", "Nothing is released while an offence recorded against it is open.", offences_are_settled},
    Invariant{"again_by_others", "A control that was ordered again is done by other officers.", done_again_by_others},
    Invariant{"samples_heeded", "No control passes while its sample is under way.", samples_are_heeded},
    Invariant{"deposits_paid", "Each deposit has its costs on record, once each, storage by the day.", deposits_are_paid_for},
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

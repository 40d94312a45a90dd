#include "core/crossing/view.h"

#include <algorithm>

namespace onestop::crossing {
namespace {

constexpr Slots bit(int slot) { return Slots{1} << slot; }

bool is_passed(const ControlMark& mark) {
  return mark.status == ControlStatus::passed || mark.status == ControlStatus::passed_with_remarks;
}

Facts bits_of(const Procedure& procedure, const Claim& claim) {
  const auto* fact = procedure.fact(claim.fact);
  if (!fact) return 0;
  if (claim.side) return fact->bits[static_cast<int>(*claim.side)];
  return fact->bits[0] | fact->bits[1];
}

/// Whether the part comes, at whatever remove, from the consignment, and was split from it no earlier than this.
bool split_later(const View& view, const Id& part, const Id& consignment, Instant at) {
  auto id = part;
  for (std::size_t i = 0; i < view.subjects().size(); ++i) {  // a log may name parts in a circle
    const auto* split = view.split_of(id);
    if (!split) return false;
    if (split->consignment == consignment) return at <= split->at;
    id = split->consignment;
  }
  return false;
}

/// A part keeps what was closed on the whole before the split, until it is ordered again for the part itself.
bool inherits(const View& view, const Id& part, const Id& consignment, const Code& control, Side side, Instant at) {
  if (!split_later(view, part, consignment, at)) return false;
  for (const auto& half : view.crossing().halves)
    for (const auto& again : half.reexaminations)
      if (again.subject == part && again.control == control && view.side_of(half) == side && again.at > at) return false;
  return true;
}

}  // namespace

View::View(const Crossing& crossing, const Procedure& procedure) : crossing_(&crossing), procedure_(&procedure) {
  const auto* half = crossing.opened();
  if (!half) return;
  opening_ = &*half->opening;
  settlements_ = settlements(crossing, procedure);
  for (const auto& one : onestop::crossing::divergences(crossing, procedure))
    if (!one.kept) open_divergences_.push_back(one);
  read_subjects();
  read_facts();
  read_fates();
  read_controls();
  read_milestones();
}

void View::read_subjects() {
  subjects_.reserve(opening_->subjects.size());
  for (const auto& subject : opening_->subjects) subjects_.emplace_back().subject = &subject;
  for (const auto& half : crossing_->halves) {
    for (const auto& subject : half.further) subjects_.emplace_back().subject = &subject;
    for (const auto& split : half.splits) subjects_.emplace_back().subject = &split.part;
  }
}

void View::read_facts() {
  const auto class_bit = procedure_->class_bit(opening_->traffic_class);
  for (auto& one : subjects_) {
    one.facts = Procedure::kind_bit(one.subject->kind) | class_bit;
    for (const auto& claim : one.subject->claims) one.facts |= bits_of(*procedure_, claim);
  }
  for (const auto& half : crossing_->halves) {
    for (const auto& fact : half.facts)
      for (auto& one : subjects_)
        if (one.subject->id == fact.subject) one.facts |= bits_of(*procedure_, fact.claim);
    for (const auto& alarm : half.alarms) {
      const bool open = alarm_is_open(alarm.id);
      alarm_open_ = alarm_open_ || open;
      if (open || settled_as(alarm.id, Verdict::confirmed)) subjects_.front().facts |= procedure_->alarm_bits;
    }
  }
  // What is so of the vehicle bears on everything aboard.
  const auto shared = subjects_.front().facts & ~Procedure::kind_bit(SubjectKind::vehicle);
  for (auto& one : subjects_) {
    one.facts |= shared;
    one.standing = law::standing(*procedure_, one.facts);
  }
}

void View::read_fates() {
  std::size_t notices = 0, acceptances = 0, reversals = 0, acceptances_undone = 0;
  for (const auto& half : crossing_->halves) {
    notices += half.notices.size();
    acceptances += half.acceptances.size();
    for (const auto& reversal : half.reversals) {
      reversals += reversal.granted ? 1 : 0;
      acceptances_undone += reversal.granted && reversal.was_accepted ? 1 : 0;
    }
    departed_ = departed_ || (half.departure && !overruled(settlements_, DivergenceKind::end, opening_->vehicle, {}, half.recorder, half.departure->at));
    for (auto& one : subjects_) read_own_fate(half, one);
  }
  noticed_ = notices > reversals;
  accepted_ = acceptances > acceptances_undone;
  follow_vehicle();
}

void View::read_own_fate(const Half& half, SubjectView& one) const {
  const auto& id = one.subject->id;
  const auto holds = [&](Instant at) { return !overruled(settlements_, DivergenceKind::fate, id, {}, half.recorder, at); };
  for (const auto& refused : half.refused) {
    const bool stands = holds(refused.at) && !overruled(settlements_, DivergenceKind::control, id, refused.control, half.recorder, refused.at);
    if (refused.subject == id && stands) (side_of(half) == Side::exit ? one.refused_exit : one.refused_entry) = true;
  }
  for (const auto& readmitted : half.readmitted) one.readmitted = one.readmitted || readmitted == id;
  for (const auto& release : half.released) one.released = one.released || (release.subject == id && release.item == 0 && holds(release.at));
  for (const auto& mark : half.fates)
    if (mark.subject == id && holds(mark.at)) one.fate = mark.fate;
  for (const auto& detached : half.detached) one.apart = one.apart || detached == id;
  for (const auto& deposit : half.deposits) {
    if (deposit.consignment != id) continue;
    bool reloaded = false;
    for (const auto& other : crossing_->halves)
      reloaded = reloaded || std::find(other.reloaded.begin(), other.reloaded.end(), deposit.id) != other.reloaded.end();
    if (reloaded) continue;
    one.deposit = &deposit;
    one.apart = true;
  }
}

/// What is aboard shares the vehicle's refusal; what the vehicle can no longer carry goes on apart.
void View::follow_vehicle() {
  const auto vehicle = subjects_.front();
  released_ = vehicle.released;
  for (auto& one : subjects_) {
    if (one.subject == vehicle.subject) continue;
    one.apart = one.apart || vehicle.fate;
    if (one.released || one.apart) continue;  // has left the vehicle
    one.refused_exit = one.refused_exit || vehicle.refused_exit;
    one.refused_entry = one.refused_entry || vehicle.refused_entry;
    one.readmitted = one.readmitted || vehicle.readmitted;
  }
}

/// A hold that another recorder of the same side placed later opens a passed control again.
bool View::reopened(const Half& half, const ControlMark& passed) const {
  for (const auto& other : crossing_->halves)
    for (const auto& answer : other.corrected) {
      const auto* asked = answer.granted && answer_to(answer.correction) == &answer ? correction_asked(answer.correction) : nullptr;
      if (asked && asked->subject == passed.subject && answer.at >= passed.at) return true;
    }
  for (const auto& other : crossing_->halves) {
    if (&other == &half || other.state != half.state) continue;
    for (const auto& one : other.controls) {
      const bool later = one.control == passed.control && one.subject == passed.subject && !is_passed(one) && one.at > passed.at;
      if (later && !overruled(settlements_, DivergenceKind::control, one.subject, one.control, other.recorder, one.at)) return true;
    }
  }
  return false;
}

void View::read_controls() {
  for (const auto& half : crossing_->halves) {
    const auto side = side_of(half);
    for (const auto& control : half.controls) {
      const int slot = procedure_->slot_of(control.control, side);
      if (slot < 0 || procedure_->slots[slot].inspection) continue;
      if (is_passed(control) && !reopened(half, control)) close_by(half, control, slot);
    }
    for (const auto& hold : half.holds) {
      const int slot = hold.control.empty() ? -1 : procedure_->slot_of(hold.control, side);
      if (slot < 0 || crossing_->status_of(hold) != HoldStatus::open) continue;
      for (auto& one : subjects_)
        if (one.subject->id == hold.covers.subject) one.held |= bit(slot);
    }
    for (const auto& inspection : half.inspections) {
      if (!concluded(inspection) || superseded(inspection.id)) continue;
      for (const auto at : {Side::exit, Side::entry}) {
        const int slot = procedure_->slot_of(inspection.control, at);
        if (slot < 0 || (!inspection.joint && at != inspection.side)) continue;  // a joint one serves both rights
        for (auto& one : subjects_) {
          const auto& id = one.subject->id;
          if (id == inspection.consignment || inherits(*this, id, inspection.consignment, inspection.control, at, inspection.at)) one.closed |= bit(slot);
        }
      }
    }
  }
}

/// Closes the slot for the subject, and for the parts that were split from it later.
void View::close_by(const Half& half, const ControlMark& control, int slot) {
  if (overruled(settlements_, DivergenceKind::control, control.subject, control.control, half.recorder, control.at)) return;
  for (auto& one : subjects_) {
    const auto& id = one.subject->id;
    if (id == control.subject || inherits(*this, id, control.subject, control.control, side_of(half), control.at)) one.closed |= bit(slot);
  }
}

bool View::done_alone(const SubjectView& subject, int slot) const {
  const auto& at = procedure_->slots[slot];
  if (subject.gone()) return true;
  if (at.side == Side::exit && noticed_) return true;  // the hand-over is final
  if (subject.standing.required() & bit(slot)) return (subject.closed & bit(slot)) != 0;
  // What the exit side did not do before the hand-over it does no more; nobody waits for it to be recognised.
  if (subject.standing.recognise & bit(slot)) return (subject.closed & at.counterpart) != 0 || (at.side == Side::entry && noticed_);
  return true;
}

void View::read_milestones() {
  Slots all_done = 0;
  for (int slot = 0; slot < static_cast<int>(procedure_->slots.size()); ++slot) {
    const auto& at = procedure_->slots[slot];
    bool done = true;
    switch (at.milestone) {
      case post::Milestone::notice: done = noticed_; break;
      case post::Milestone::acceptance: done = accepted_; break;
      case post::Milestone::release: done = released_; break;
      case post::Milestone::departure: done = departed_; break;
      case post::Milestone::none:
        for (const auto& one : subjects_)
          if (one.subject->kind == at.of && !one.apart) done = done && done_alone(one, slot);
        break;
    }
    if (done) all_done |= bit(slot);
  }
  for (auto& one : subjects_) {
    one.done = all_done;
    for (int slot = 0; slot < static_cast<int>(procedure_->slots.size()); ++slot) {
      const auto& at = procedure_->slots[slot];
      if (at.milestone != post::Milestone::none || at.of != one.subject->kind) continue;
      one.done = done_alone(one, slot) ? one.done | bit(slot) : one.done & ~bit(slot);  // who goes apart is not done with the others
    }
  }
}

const SubjectView* View::subject(const Id& id) const {
  for (const auto& one : subjects_)
    if (one.subject->id == id) return &one;
  return nullptr;
}

namespace {

/// How the vehicle came to its end, or the party on foot by what became of each of its persons.
End end_of_vehicle(const View& view) {
  const auto& vehicle = view.vehicle();
  if (view.departed()) return End::departed;
  if (vehicle.refused_exit) return End::exit_refused;
  if (vehicle.refused_entry && vehicle.readmitted) return End::readmitted;
  if (vehicle.fate) return *vehicle.fate == Fate::abandoned ? End::abandoned : End::seized;
  if (!view.on_foot()) return End::none;
  End end = End::none;
  for (const auto& one : view.subjects()) {
    if (one.subject->kind != SubjectKind::person) continue;
    if (!one.settled() || (one.released && !one.apart)) return End::none;
    if (one.released || end == End::departed) end = End::departed;  // went on apart
    else if (one.readmitted) end = End::readmitted;
    else if (one.refused_exit && end != End::readmitted) end = End::exit_refused;
    else if (end == End::none) end = End::detained;
  }
  return end;
}

}  // namespace

/// Shift heads of both states, as many as the law asks for, say that another record tells of this crossing.
static bool joined_elsewhere(const Crossing& crossing, const Procedure& procedure) {
  for (const auto& half : crossing.halves)
    for (const auto& join : half.joins) {
      std::int64_t heads = 0;
      bool partner = false;
      for (const auto& other : crossing.halves)
        for (const auto& one : other.joins) {
          if (one.other != join.other) continue;
          ++heads;
          partner = partner || other.state != half.state;
        }
      const auto wanted = procedure.figure(law::Clause::two_supervisors);
      if ((partner || wanted < 2) && heads >= wanted) return true;
    }
  return false;
}

End View::end() const {
  if (!opening_) return End::none;
  if (joined_elsewhere(*crossing_, *procedure_)) return End::joined;
  if (!open_divergences_.empty()) return End::none;  // it ends when the shift heads have settled what happened
  for (const auto& half : crossing_->halves)
    if (half.withdrawn && !overruled(settlements_, DivergenceKind::end, opening_->vehicle, {}, half.recorder, *half.withdrawn)) return End::withdrawn;
  const auto end = end_of_vehicle(*this);
  if (end == End::none) return end;
  for (const auto& one : subjects_)
    if (one.apart && !one.settled()) return End::none;
  return end;
}

Phase View::phase() const {
  if (end() != End::none) return Phase::closed;
  if (accepted_) return Phase::entry;
  return noticed_ ? Phase::hand_over : Phase::exit;
}

const AlarmMark* View::alarm(const Id& alarm) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.alarms)
      if (one.id == alarm) return &one;
  return nullptr;
}

bool View::agreed(const Id& alarm, const Id& officer) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.closures)
      if (one.alarm == alarm && one.officer == officer) return true;
  return false;
}

bool View::settled_as(const Id& alarm, Verdict verdict) const {
  std::vector<Id> persons;
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.closures)
      if (one.alarm == alarm && one.verdict == verdict && std::find(persons.begin(), persons.end(), one.officer) == persons.end())
        persons.push_back(one.officer);
  return static_cast<std::int64_t>(persons.size()) >= procedure_->figure(law::Clause::alarm_two_persons);
}

bool View::alarm_is_open(const Id& alarm) const {
  return !settled_as(alarm, Verdict::innocent) && !settled_as(alarm, Verdict::confirmed);
}

const Half* View::half_with_hold(const Id& id) const {
  for (const auto& half : crossing_->halves)
    for (const auto& hold : half.holds)
      if (hold.id == id) return &half;
  return nullptr;
}

const HoldMark* View::hold(const Id& id) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.holds)
      if (one.id == id) return &one;
  return nullptr;
}

const HoldMark* View::open_hold_on(const Id& subject, std::uint32_t item) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.holds) {
      if (one.covers.subject != subject || crossing_->status_of(one) != HoldStatus::open) continue;
      if (item == 0 || one.covers.item == 0 || one.covers.item == item) return &one;
    }
  return nullptr;
}

const InspectionMark* View::inspection(const Id& id) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.inspections)
      if (one.id == id) return &one;
  return nullptr;
}

const InspectionMark* View::inspection_for(const Id& consignment, const Code& control, Side side) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.inspections)
      if (one.consignment == consignment && one.control == control && (one.joint || one.side == side) && !superseded(one.id)) return &one;
  return nullptr;
}

bool View::held_by(Side side, const Id& subject) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.holds)
      if (side_of(half) == side && one.covers.subject == subject && crossing_->status_of(one) == HoldStatus::open) return true;
  return false;
}

bool View::on_foot() const { return (procedure_->class_bit(opening_->traffic_class) & procedure_->on_foot) != 0; }

bool View::absence_reported(const Id& inspection) const {
  for (const auto& half : crossing_->halves)
    if (std::find(half.absences.begin(), half.absences.end(), inspection) != half.absences.end()) return true;
  return false;
}

bool View::attended(const Id& inspection, Side side) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.attended)
      if (one.inspection == inspection && side_of(half) == side) return true;
  return false;
}

bool View::attends(const Id& inspection, const Id& officer) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.attended)
      if (one.inspection == inspection && one.officer == officer) return true;
  return false;
}

bool View::declined(const Id& inspection, Side side) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.declined)
      if (one.inspection == inspection && side_of(half) == side) return true;
  return false;
}

const InspectionAct* View::act(const Id& inspection) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.acts)
      if (one.inspection == inspection) return &one;
  return nullptr;
}

bool View::signed_by(const Id& inspection, Side side) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.signatures)
      if (one.inspection == inspection && side_of(half) == side) return true;
  return false;
}

bool View::concluded(const InspectionMark& inspection) const {
  if (!act(inspection.id)) return false;
  std::int64_t needed = inspection.joint ? procedure_->figure(law::Clause::joint_act) : 1, signatures = 0;
  for (const auto side : {Side::exit, Side::entry}) {
    if (!inspection.joint && side != inspection.side) continue;
    needed -= declined(inspection.id, side) ? 1 : 0;
    signatures += signed_by(inspection.id, side) ? 1 : 0;
  }
  return signatures >= std::max<std::int64_t>(needed, 1);
}

View::OpenControl View::open_control(Side side) const {
  for (const auto& one : subjects_) {
    const auto open = (one.standing.required() | one.standing.recognise) & ~one.done;
    for (int slot = 0; slot < static_cast<int>(procedure_->slots.size()); ++slot)
      if ((open & bit(slot)) && procedure_->slots[slot].side == side) return {&one, slot};
  }
  return {};
}

View::OpenControl View::open_control(const SubjectView& subject) const {
  const auto open = (subject.standing.required() | subject.standing.recognise) & ~subject.done;
  for (int slot = 0; slot < static_cast<int>(procedure_->slots.size()); ++slot)
    if (open & bit(slot)) return {&subject, slot};
  return {};
}

bool View::item_released(const Id& consignment, std::uint32_t item) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.released)
      if (one.subject == consignment && one.item == item) return true;
  return false;
}

std::vector<std::string> View::seals() const {
  std::vector<std::string> seals = opening_ ? opening_->seals : std::vector<std::string>{};
  const InspectionAct* last = nullptr;
  for (const auto& half : crossing_->halves)
    for (const auto& act : half.acts) {
      const auto* inspection = this->inspection(act.inspection);
      if (!inspection || !concluded(*inspection)) continue;
      if (!last || last->at < act.at) last = &act;
    }
  if (last) seals = last->seals_affixed;
  std::sort(seals.begin(), seals.end());
  return seals;
}

bool View::identity_taken(const Id& id) const {
  if (subject(id) || hold(id) || inspection(id) || alarm(id) || offence(id) || deposit(id) || sample(id) || call(id) || reversal_asked(id)) return true;
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.requests)
      if (one.id == id) return true;
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.photographs)
      if (one.id == id) return true;
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.documents)
      if (one.id == id) return true;
  if (correction_asked(id)) return true;
  return false;
}

}  // namespace onestop::crossing

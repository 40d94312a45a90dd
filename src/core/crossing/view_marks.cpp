// What a View finds among the halves' marks of the rarer acts: splits, reversals, offences, deposits, samples, calls.
#include <algorithm>
#include <utility>

#include "core/crossing/view.h"


namespace onestop::crossing {
namespace {

bool holds(const std::vector<Id>& list, const Id& id) { return std::find(list.begin(), list.end(), id) != list.end(); }

/// The first mark with this id in the given list of any half.
template <class Mark>
const Mark* find(const Crossing& crossing, std::vector<Mark> Half::*list, const Id& id) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.*list)
      if (one.id == id) return &one;
  return nullptr;
}

}  // namespace

bool View::diverges_on(const Id& subject) const {
  return std::any_of(open_divergences_.begin(), open_divergences_.end(), [&](const Divergence& one) { return one.about == subject; });
}

const SplitMark* View::split_of(const Id& part) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.splits)
      if (one.part.id == part) return &one;
  return nullptr;
}

bool View::line_moved(const Id& consignment, std::uint32_t item) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.splits)
      if (one.consignment == consignment && std::find(one.items.begin(), one.items.end(), item) != one.items.end()) return true;
  return false;
}

bool View::reversal_asked(const Id& request) const {
  return std::any_of(crossing_->halves.begin(), crossing_->halves.end(), [&](const Half& half) { return holds(half.reversal_requests, request); });
}

bool View::reversal_answered(const Id& request) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.reversals)
      if (one.request == request) return true;
  return false;
}

const Id* View::open_reversal() const {
  for (const auto& half : crossing_->halves)
    for (const auto& request : half.reversal_requests)
      if (!reversal_answered(request)) return &request;
  return nullptr;
}

const OffenceMark* View::offence(const Id& id) const { return find(*crossing_, &Half::offences, id); }
const DepositMark* View::deposit(const Id& id) const { return find(*crossing_, &Half::deposits, id); }
const SampleMark* View::sample(const Id& id) const { return find(*crossing_, &Half::samples, id); }
const CallMark* View::call(const Id& id) const { return find(*crossing_, &Half::calls, id); }

bool View::is_settled(const OffenceMark& offence) const {
  for (const auto& half : crossing_->halves) {
    if (holds(half.settled, offence.id)) return true;
    for (const auto& one : half.fates)
      if (one.offence == offence.id) return true;
  }
  return false;
}

const OffenceMark* View::open_offence_on(const Id& subject) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.offences)
      if (one.subject == subject && !is_settled(one)) return &one;
  return nullptr;
}

const SampleResultMark* View::result_of(const Id& sample) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.sample_results)
      if (one.sample == sample) return &one;
  return nullptr;
}

const SampleMark* View::open_sample(const Id& consignment, const Code& control) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.samples)
      if (one.consignment == consignment && (control.empty() || one.control == control) && !result_of(one.id)) return &one;
  return nullptr;
}

/// A later fit sample outweighs an earlier unfit one: the newest result of the control counts.
const SampleMark* View::unfit_sample(const Id& consignment, const Code& control) const {
  const SampleMark* newest = nullptr;
  const SampleResultMark* result = nullptr;
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.samples) {
      const auto* its = one.consignment == consignment && one.control == control ? result_of(one.id) : nullptr;
      if (!its || (result && (its->at < result->at || (its->at == result->at && one.id < newest->id)))) continue;
      newest = &one;
      result = its;
    }
  return result && !result->fit ? newest : nullptr;
}

const WeighingMark* View::last_weighing() const {
  const WeighingMark* last = nullptr;
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.weighings)
      if (!last || last->at < one.at) last = &one;
  return last;
}

bool View::did_before(const Code& control, const Id& subject, Side side, const Id& officer) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.reexaminations)
      if (one.control == control && one.subject == subject && (side_of(half) == side || one.supersedes != Id{}) && holds(one.not_by, officer)) return true;
  return false;
}

const ReexaminationMark* View::superseded(const Id& inspection) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.reexaminations)
      if (one.supersedes == inspection) return &one;
  return nullptr;
}

bool View::inspection_open_on(const Id& consignment) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.inspections)
      if (one.consignment == consignment && !superseded(one.id) && !concluded(one)) return true;
  return false;
}

Headcount View::headcount() const {
  Headcount count;
  const auto end = this->end();
  if (end == End::joined) return count;  // they are counted in the other record
  for (const auto& one : subjects_) {
    if (one.subject->kind != SubjectKind::person) continue;
    ++count.in;
    if (one.fate == Fate::detained) ++count.detained;
    else if (one.refused_exit || one.readmitted || end == End::withdrawn) ++count.refused;
    else if (one.released && (departed_ || one.apart || vehicle().gone())) ++count.out;
    else ++count.inside;
  }
  return count;
}

const CorrectionMark* View::correction_asked(const Id& id) const {
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.corrections)
      if (one.id == id) return &one;
  return nullptr;
}

const CorrectionAnswer* View::answer_to(const Id& correction) const {
  const CorrectionAnswer* first = nullptr;  // hand-helds out of contact may both have answered
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.corrected)
      if (one.correction == correction && (!first || one.at < first->at)) first = &one;
  return first;
}

const CorrectionMark* View::correction(const Id& subject, CorrectedField field) const {
  const CorrectionMark* last = nullptr;
  Instant granted;
  for (const auto& half : crossing_->halves)
    for (const auto& one : half.corrections) {
      if (one.subject != subject || one.field != field) continue;
      const auto* answer = answer_to(one.id);
      if (!answer || !answer->granted || (last && std::pair(answer->at, one.id) < std::pair(granted, last->id))) continue;
      last = &one;
      granted = answer->at;
    }
  return last;
}

const std::string& View::plate() const {
  const auto* right = correction(opening_->vehicle, CorrectedField::plate);
  return right ? right->value : opening_->plate;
}

Code View::nationality(const Subject& person) const {
  const auto* right = correction(person.id, CorrectedField::nationality);
  return right && Code::fits(right->value) ? Code(right->value) : person.nationality;
}

Code View::registered_by(const Id& subject) const {
  for (const auto& half : crossing_->halves) {
    if (half.opening)
      for (const auto& one : half.opening->subjects)
        if (one.id == subject) return half.state;
    for (const auto& one : half.further)
      if (one.id == subject) return half.state;
    for (const auto& one : half.splits)
      if (one.part.id == subject) return half.state;
  }
  return {};
}

}  // namespace onestop::crossing

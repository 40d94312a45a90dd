#pragma once
// What is true of a crossing as a whole under its procedure: computed from the halves, never stored.
#include <array>
#include <optional>
#include <vector>

#include "core/crossing/crossing.h"
#include "core/crossing/divergence.h"
#include "core/law/procedure.h"

namespace onestop::crossing {

using law::Facts;
using law::Phase;
using law::Procedure;
using law::Slots;

struct SubjectView {
  const Subject* subject = nullptr;
  Facts facts = 0;              // with the bits of kind and class, and the vehicle's facts
  law::Standing standing;
  Slots closed = 0;             // own slots that are closed
  Slots held = 0;               // own slots under an open hold
  Slots done = 0;               // every slot of the procedure that is closed or not required, as this subject sees it
  bool refused_exit = false;    // stays in the exit state
  bool refused_entry = false;   // must go back
  bool readmitted = false;
  bool released = false;
  std::optional<Fate> fate;     // what keeps it here for good
  bool apart = false;           // goes on without the vehicle, or stays without it
  const DepositMark* deposit = nullptr;  // in a temporary warehouse
  /// Nothing more is controlled: it was refused, detained, seized or abandoned.
  bool gone() const { return refused_exit || refused_entry || fate; }
  /// Refused by the entry side and not yet taken back.
  bool goes_back() const { return refused_entry && !readmitted && !fate; }
  /// Nothing of it is left to do here.
  bool settled() const { return released || fate || refused_exit || readmitted; }
};

/// How many of the persons who came are where: in = out + refused + detained + inside.
struct Headcount {
  int in = 0, out = 0, refused = 0, detained = 0, inside = 0;
};

class View {
 public:
  View(const Crossing& crossing, const Procedure& procedure);

  const Crossing& crossing() const { return *crossing_; }
  const Procedure& procedure() const { return *procedure_; }
  const Opening* opening() const { return opening_; }
  const std::vector<SubjectView>& subjects() const { return subjects_; }
  /// What recorders tell differently and nobody has settled yet.
  const std::vector<Divergence>& divergences() const { return open_divergences_; }
  bool diverges_on(const Id& subject) const;
  const SubjectView* subject(const Id& id) const;
  const SubjectView& vehicle() const { return subjects_.front(); }  // only where an opening is there
  Side side_of(const Half& half) const { return procedure_->side_of(half.state); }

  Phase phase() const;
  End end() const;
  bool noticed() const { return noticed_; }
  bool accepted() const { return accepted_; }
  /// An alarm is open while fewer persons than the law wants have agreed on one verdict.
  bool alarm_open() const { return alarm_open_; }
  bool alarm_is_open(const Id& alarm) const;
  /// As many different persons as the law wants have agreed on this verdict.
  bool settled_as(const Id& alarm, Verdict verdict) const;
  const AlarmMark* alarm(const Id& alarm) const;
  bool agreed(const Id& alarm, const Id& officer) const;

  const HoldMark* hold(const Id& id) const;
  const Half* half_with_hold(const Id& id) const;
  /// An open hold that covers the subject (and the item, where one is asked for; item 0: any of them).
  const HoldMark* open_hold_on(const Id& subject, std::uint32_t item) const;
  /// Whether this side has an open hold on the subject or on any item of it.
  bool held_by(Side side, const Id& subject) const;
  /// A party of persons on foot: no plate, nobody who drives.
  bool on_foot() const;
  bool departed() const { return departed_; }
  bool line_moved(const Id& consignment, std::uint32_t item) const;  // into a part that was split off
  const SplitMark* split_of(const Id& part) const;

  bool reversal_asked(const Id& request) const;
  bool reversal_answered(const Id& request) const;
  /// A request of the exit side that waits for its answer, or nothing.
  const Id* open_reversal() const;

  const OffenceMark* offence(const Id& id) const;
  bool is_settled(const OffenceMark& offence) const;  // paid, or it led to detention or seizure
  const OffenceMark* open_offence_on(const Id& subject) const;
  const DepositMark* deposit(const Id& id) const;
  const SampleMark* sample(const Id& id) const;
  const SampleResultMark* result_of(const Id& sample) const;
  /// A sample of this control that is under way, or was found unfit and not taken again.
  const SampleMark* open_sample(const Id& consignment, const Code& control) const;
  const SampleMark* unfit_sample(const Id& consignment, const Code& control) const;
  const WeighingMark* last_weighing() const;
  const CallMark* call(const Id& id) const;
  /// Whether this officer did the control before it was ordered again.
  bool did_before(const Code& control, const Id& subject, Side side, const Id& officer) const;
  const ReexaminationMark* superseded(const Id& inspection) const;
  bool inspection_open_on(const Id& consignment) const;
  Headcount headcount() const;

  const InspectionMark* inspection(const Id& id) const;
  const InspectionMark* inspection_for(const Id& consignment, const Code& control, Side side) const;
  bool absence_reported(const Id& inspection) const;
  bool attended(const Id& inspection, Side side) const;
  bool attends(const Id& inspection, const Id& officer) const;
  bool declined(const Id& inspection, Side side) const;
  const InspectionAct* act(const Id& inspection) const;
  bool signed_by(const Id& inspection, Side side) const;
  /// Signed by every side that took part, and by as many as the law asks for.
  bool concluded(const InspectionMark& inspection) const;

  /// The first required slot of this side that is open on any subject that is not gone: its subject, or nothing.
  struct OpenControl {
    const SubjectView* subject = nullptr;
    int slot = -1;
  };
  OpenControl open_control(Side side) const;
  /// The same for one subject, both sides.
  OpenControl open_control(const SubjectView& subject) const;

  bool item_released(const Id& consignment, std::uint32_t item) const;
  /// A release of the vehicle that this recorder wrote then has not been overruled by the shift heads.
  bool release_stands(const Id& recorder, Instant at) const { return opening_ && !overruled(settlements_, DivergenceKind::fate, opening_->vehicle, {}, recorder, at); }
  /// What stands in the place of the wrong entry; null where it was right.
  const CorrectionMark* correction(const Id& subject, CorrectedField field) const;
  const CorrectionMark* correction_asked(const Id& id) const;
  const CorrectionAnswer* answer_to(const Id& correction) const;
  /// As registered, or as it was corrected to.
  const std::string& plate() const;
  Code nationality(const Subject& person) const;
  /// The state whose recorder registered the subject; empty for one that is not here.
  Code registered_by(const Id& subject) const;
  /// Seals as last recorded, sorted.
  std::vector<std::string> seals() const;
  bool identity_taken(const Id& id) const;

 private:
  void read_subjects();
  void read_facts();
  void read_controls();
  void read_milestones();
  void read_fates();
  bool reopened(const Half& half, const ControlMark& passed) const;
  bool done_alone(const SubjectView& subject, int slot) const;
  void close_by(const Half& half, const ControlMark& control, int slot);
  void read_own_fate(const Half& half, SubjectView& one) const;
  void follow_vehicle();

  const Crossing* crossing_;
  const Procedure* procedure_;
  const Opening* opening_ = nullptr;
  std::vector<SubjectView> subjects_;
  std::vector<Settlement> settlements_;
  std::vector<Divergence> open_divergences_;
  bool noticed_ = false, accepted_ = false, released_ = false, departed_ = false, alarm_open_ = false;
};

}  // namespace onestop::crossing

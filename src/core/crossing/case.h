#pragma once
// The case before the judge: one command of one actor on one crossing at one instant, and the questions that several
// judges ask. Included by the command files only.
#include <initializer_list>
#include <optional>

#include "core/crossing/decide.h"

namespace onestop::crossing {

#ifdef ONESTOP_MUTATION
// In the build for mutation tests one guard can be switched off, to see that something notices.
inline std::optional<RefusalCode> switched_off;
#endif

struct Case {
  const Crossing& crossing;
  const Procedure& procedure;
  const Actor& actor;
  Instant now;
  const View& view;

  Side side() const { return procedure.side_of(actor.state); }

  /// `if (auto no = c.refused(code, broken)) return *no;` — the refusal where the rule is broken, else nothing.
  std::optional<Refusal> refused(RefusalCode code, bool broken, Id subject = {}, Code control = {}) const {
#ifdef ONESTOP_MUTATION
    if (switched_off == code) return std::nullopt;
#endif
    if (!broken) return std::nullopt;
    return Refusal{code, procedure.cite(entry(code).clause).id, subject, control};
  }
  /// The same on the ground of one provision instead of the clause.
  std::optional<Refusal> refused_by(RefusalCode code, bool broken, std::uint16_t provision, Id subject = {}, Code control = {}) const {
    auto no = refused(code, broken, subject, control);
    if (no) no->provision = procedure.provisions[provision].id;
    return no;
  }

  /// Whether the actor may do the act here and now; on success `basis` is the provision that says so.
  std::optional<Refusal> powerless(law::Act act) { return powerless(act, nullptr); }
  /// The same for an act upon a person: some powers depend on whose national it is.
  std::optional<Refusal> powerless(law::Act act, const Subject* person);
  /// Whether the actor may work on this control of this subject now.
  std::optional<Refusal> unworkable(const Code& control, const Id& subject) const;
  /// Whether a hold or a request may name this.
  std::optional<Refusal> unfit(const Covered& covers) const;
  /// Whether the subject is there, of one of these kinds, and neither gone nor released.
  std::optional<Refusal> unreachable(const Id& subject, std::initializer_list<SubjectKind> kinds) const;
  std::optional<Refusal> reason_too_short(const std::string& reason) const;
  /// Whether the law keeps this control from being done on this side.
  std::optional<Refusal> not_demanded(const law::Cell& cell, const Id& subject, const Code& control) const;
  /// Whether a hold or a refusal may rest on this control: one of the actor's own agency and side that the law demands of
  /// this subject. An empty control passes: the act then rests on no single control.
  std::optional<Refusal> no_ground(const Code& control, const SubjectView& subject) const;

  By by() const { return {actor.officer, actor.state, actor.agency, actor.role, actor.desk, basis}; }
  /// Names of the facts that hold for the subject, as the law lists them.
  std::vector<Code> facts_of(const SubjectView& subject) const;

  /// Whether the offence was recorded by the actor's own agency and state.
  bool own_offence(const OffenceMark& offence) const;
  /// Whether detaining or seizing this subject may rest on this offence.
  std::optional<Refusal> unfounded(const Id& offence, const Id& subject) const;
  /// Adds the cost to what is accepted, on the provision that names the fee.
  std::optional<Refusal> charge(Accepted& accepted, const Id& deposit, law::Fee fee, Side by_side, Facts facts) const;
  /// The fact as this side's claim, where the two sides may hold different values.
  Claim claim_of(const Code& fact) const;

  Code basis;
};

inline Decision done(Event event) { return Accepted{{std::move(event)}, {}}; }

// One overload per command, each in the file of its name.
Decision judge(Case& c, const RegisterArrival& command);
Decision judge(Case& c, const BeginControl& command);
Decision judge(Case& c, const CloseControl& command);
Decision judge(Case& c, const PlaceHold& command);
Decision judge(Case& c, const LiftHold& command);
Decision judge(Case& c, const OrderControl& command);
Decision judge(Case& c, const OrderInspection& command);
Decision judge(Case& c, const AttendInspection& command);
Decision judge(Case& c, const DeclineAttendance& command);
Decision judge(Case& c, const DrawInspectionAct& command);
Decision judge(Case& c, const SignInspectionAct& command);
Decision judge(Case& c, const GiveExitNotice& command);
Decision judge(Case& c, const AcceptEntry& command);
Decision judge(Case& c, const RefuseSubject& command);
Decision judge(Case& c, const ReadmitSubject& command);
Decision judge(Case& c, const ReleaseSubject& command);
Decision judge(Case& c, const LetDepart& command);
Decision judge(Case& c, const Withdraw& command);
Decision judge(Case& c, const ReportAlarm& command);
Decision judge(Case& c, const AgreeAlarmClosure& command);
Decision judge(Case& c, const RequestHold& command);
Decision judge(Case& c, const AnswerRequest& command);
Decision judge(Case& c, const KeepDeadline& command);
Decision judge(Case& c, const RegisterFurther& command);
Decision judge(Case& c, const SplitConsignment& command);
Decision judge(Case& c, const DetachSubject& command);
Decision judge(Case& c, const OrderReexamination& command);
Decision judge(Case& c, const RequestReversal& command);
Decision judge(Case& c, const AnswerReversal& command);
Decision judge(Case& c, const RecordOffence& command);
Decision judge(Case& c, const SettleOffence& command);
Decision judge(Case& c, const DetainPerson& command);
Decision judge(Case& c, const SeizeSubject& command);
Decision judge(Case& c, const DepositGoods& command);
Decision judge(Case& c, const ReloadGoods& command);
Decision judge(Case& c, const DeclareAbandoned& command);
Decision judge(Case& c, const TakeSample& command);
Decision judge(Case& c, const ReportSample& command);
Decision judge(Case& c, const RecordWeighing& command);
Decision judge(Case& c, const CallPartner& command);
Decision judge(Case& c, const ResolveDivergence& command);
Decision judge(Case& c, const JoinRecords& command);
Decision judge(Case& c, const AttachPhotograph& command);
Decision judge(Case& c, const AttachDocument& command);
Decision judge(Case& c, const RequestCorrection& command);
Decision judge(Case& c, const AnswerCorrection& command);

/// Persons and goods as they are named to the post: what stands against registering them.
std::optional<Refusal> unfit_persons(const Case& c, const std::vector<NewPerson>& persons);
std::optional<Refusal> unfit_consignments(const Case& c, const std::vector<NewConsignment>& consignments);
std::vector<ArrivedPerson> arrived(const std::vector<NewPerson>& persons);
std::vector<ArrivedConsignment> arrived(const std::vector<NewConsignment>& consignments);

}  // namespace onestop::crossing

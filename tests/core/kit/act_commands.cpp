#include "kit/act_commands.h"

namespace onestop::testkit {

using namespace crossing;
using law::Act;

std::optional<Command> command_for(Act act, const Id& subject) {
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
    case Act::refuse: return RefuseSubject{subject, {}, {}, {}};
    case Act::readmit: return ReadmitSubject{subject};
    case Act::release: return ReleaseSubject{subject, 0};
    case Act::depart: return LetDepart{};
    case Act::report_alarm: return ReportAlarm{};
    case Act::close_alarm: return AgreeAlarmClosure{};
    case Act::request_hold: return RequestHold{};
    case Act::answer_request: return AnswerRequest{};
    case Act::withdraw: return Withdraw{};
    case Act::keep_deadline: return KeepDeadline{};
    case Act::register_further: return RegisterFurther{};
    case Act::split: return SplitConsignment{};
    case Act::detach: return DetachSubject{subject, {}};
    case Act::reexamine: return OrderReexamination{};
    case Act::request_reversal: return RequestReversal{};
    case Act::consent_reversal: return AnswerReversal{};
    case Act::record_offence: return RecordOffence{};
    case Act::settle_offence: return SettleOffence{};
    case Act::detain: return DetainPerson{subject, {}};
    case Act::seize: return SeizeSubject{};
    case Act::deposit: return DepositGoods{};
    case Act::reload: return ReloadGoods{};
    case Act::abandon: return DeclareAbandoned{};
    case Act::take_sample: return TakeSample{};
    case Act::report_sample: return ReportSample{};
    case Act::weigh: return RecordWeighing{};
    case Act::call_partner: return CallPartner{};
    case Act::resolve_divergence: return ResolveDivergence{};
    case Act::join_records: return JoinRecords{};
    case Act::attach_evidence: return AttachPhotograph{};
    case Act::request_correction: return RequestCorrection{};
    case Act::approve_correction: return AnswerCorrection{};
    case Act::operate_lane:
    case Act::assign_desk:
    case Act::report_device:
    case Act::staff_desk:
    case Act::keep_queue: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace onestop::testkit

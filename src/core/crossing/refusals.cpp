#include "core/crossing/refusals.h"

#include <array>

#include "base/check.h"

namespace onestop::crossing {
namespace {

using enum RefusalCode;
using enum law::Clause;

constexpr std::array entries{
    RefusalEntry{not_yours, "not_yours", powers_as_listed, "No provision gives this act to your agency, role and side."},
    RefusalEntry{wrong_zone, "wrong_zone", powers_as_listed, "You may do this, but not from the zone of your desk."},
    RefusalEntry{wrong_phase, "wrong_phase", powers_as_listed, "You may do this, but not in the present phase of the crossing."},
    RefusalEntry{ended, "ended", powers_as_listed, "This crossing has ended; nothing more can be done on it."},
    RefusalEntry{not_here, "not_here", powers_as_listed, "No such vehicle, person or consignment belongs to this crossing."},
    RefusalEntry{already_open, "already_open", powers_as_listed, "The arrival of this vehicle is registered already."},
    RefusalEntry{not_open, "not_open", powers_as_listed, "No arrival has been registered for this crossing."},
    RefusalEntry{unknown_class, "unknown_class", powers_as_listed, "The law of this post knows no such traffic class."},
    RefusalEntry{unknown_state, "unknown_state", powers_as_listed, "This post does not border the state that is named."},
    RefusalEntry{unknown_fact, "unknown_fact", powers_as_listed, "The law of this post knows no such fact."},
    RefusalEntry{fact_not_yours, "fact_not_yours", powers_as_listed, "This fact is not established in this way."},
    RefusalEntry{fact_not_for_this, "fact_not_for_this", powers_as_listed, "This fact does not belong to a subject of this kind."},
    RefusalEntry{twice_named, "twice_named", powers_as_listed, "Two subjects of the arrival bear the same identity."},
    RefusalEntry{nobody_aboard, "nobody_aboard", powers_as_listed, "A vehicle does not arrive without a person."},
    RefusalEntry{lane_not_for_class, "lane_not_for_class", powers_as_listed, "This lane is not for vehicles of this class."},
    RefusalEntry{not_required, "not_required", powers_as_listed, "The law asks for no such control of this subject on your side."},
    RefusalEntry{abolished, "abolished", powers_as_listed, "This control is abolished under joint control; it may be done only after an alarm or on a reasoned order."},
    RefusalEntry{waived, "waived", powers_as_listed, "This control is waived for such a subject and may not be demanded."},
    RefusalEntry{recognised, "recognised", powers_as_listed, "The control of the other side counts here; it is not done twice."},
    RefusalEntry{already_closed, "already_closed", order_of_controls, "This control is closed already."},
    RefusalEntry{not_yet, "not_yet", order_of_controls, "Earlier controls are still open."},
    RefusalEntry{isolated, "isolated", isolation, "The vehicle is isolated after an alarm; all controls rest."},
    RefusalEntry{not_your_control, "not_your_control", powers_as_listed, "This control belongs to another agency."},
    RefusalEntry{subject_gone, "subject_gone", readmission, "This subject was refused and goes back; no control follows."},
    RefusalEntry{act_required, "act_required", joint_act, "This inspection is closed by its signed act, not by one officer."},
    RefusalEntry{remarks_missing, "remarks_missing", reasoned_order, "A control that is passed with remarks needs the remarks."},
    RefusalEntry{reason_missing, "reason_missing", reasoned_order, "A reason is missing or too short."},
    RefusalEntry{expiry_passed, "expiry_passed", hold_limit, "The end of the hold lies in the past."},
    RefusalEntry{hold_too_long, "hold_too_long", hold_limit, "The hold is longer than the law allows."},
    RefusalEntry{already_known, "already_known", powers_as_listed, "This identity is taken already in this crossing."},
    RefusalEntry{scope_unfit, "scope_unfit", hold_blocks_scope, "What the hold names does not fit its scope."},
    RefusalEntry{already_released, "already_released", release_when_closed, "This subject has been released."},
    RefusalEntry{no_such_hold, "no_such_hold", hold_limit, "There is no such hold on this crossing."},
    RefusalEntry{not_your_hold, "not_your_hold", hold_blocks_scope, "Only the agency and state that placed a hold may lift it."},
    RefusalEntry{hold_not_open, "hold_not_open", hold_limit, "This hold is no longer in force."},
    RefusalEntry{no_such_request, "no_such_request", hand_over_is_final, "There is no such request on this crossing."},
    RefusalEntry{already_answered, "already_answered", hand_over_is_final, "This request has been answered."},
    RefusalEntry{not_an_inspection, "not_an_inspection", one_inspection, "This control is no physical inspection of goods."},
    RefusalEntry{inspected_once, "inspected_once", one_inspection, "The consignment is inspected once; an inspection is ordered already."},
    RefusalEntry{no_such_inspection, "no_such_inspection", one_inspection, "There is no such inspection on this crossing."},
    RefusalEntry{already_attending, "already_attending", joint_act, "You attend this inspection already, or your side has declined to."},
    RefusalEntry{not_joint, "not_joint", joint_act, "This inspection belongs to the other side alone."},
    RefusalEntry{partner_missing, "partner_missing", joint_act, "The other side neither attends nor has declined to."},
    RefusalEntry{not_attending, "not_attending", joint_act, "Only an officer who attends the inspection may do this."},
    RefusalEntry{act_drawn, "act_drawn", one_inspection, "The act of this inspection is drawn already."},
    RefusalEntry{no_act, "no_act", joint_act, "The act of this inspection has not been drawn yet."},
    RefusalEntry{act_differs, "act_differs", joint_act, "What you signed is not the act on record."},
    RefusalEntry{already_signed, "already_signed", joint_act, "Your side has signed this act."},
    RefusalEntry{signature_invalid, "signature_invalid", joint_act, "The signature does not fit your key and the act."},
    RefusalEntry{control_open, "control_open", release_when_closed, "A required control is still open."},
    RefusalEntry{hold_open, "hold_open", hold_blocks_scope, "A hold on this subject is in force."},
    RefusalEntry{notice_missing, "notice_missing", exit_before_entry, "The exit side has not given its notice yet."},
    RefusalEntry{already_given, "already_given", exit_before_entry, "This has been given already."},
    RefusalEntry{already_refused, "already_refused", readmission, "This subject has been refused already."},
    RefusalEntry{not_refused, "not_refused", readmission, "Only what the entry side refused is taken back."},
    RefusalEntry{not_accepted, "not_accepted", exit_before_entry, "The entry side has not accepted the crossing yet."},
    RefusalEntry{person_not_released, "person_not_released", release_when_closed, "A person aboard is not released."},
    RefusalEntry{consignment_not_released, "consignment_not_released", release_when_closed, "A consignment aboard is not released."},
    RefusalEntry{nobody_to_drive, "nobody_to_drive", release_when_closed, "Nobody aboard may drive on."},
    RefusalEntry{not_released, "not_released", release_when_closed, "The vehicle has not been released."},
    RefusalEntry{seal_differs, "seal_differs", seal_continuity, "The seals are not those last recorded."},
    RefusalEntry{plate_differs, "plate_differs", seal_continuity, "The plate is not the one registered on arrival."},
    RefusalEntry{alarm_open, "alarm_open", isolation, "A radiation alarm on this vehicle is open."},
    RefusalEntry{no_such_alarm, "no_such_alarm", isolation, "There is no such alarm on this crossing."},
    RefusalEntry{alarm_closed, "alarm_closed", alarm_two_persons, "This alarm is closed already."},
    RefusalEntry{second_person_needed, "second_person_needed", alarm_two_persons, "You have agreed already; another person must agree too."},
    RefusalEntry{not_due, "not_due", hold_limit, "The deadline has not been reached."},
    RefusalEntry{deadline_moot, "deadline_moot", hold_limit, "What the deadline was set for is settled."},
    RefusalEntry{post_closed, "post_closed", opening_hours, "Your side of the post is closed at this hour."},
    RefusalEntry{lane_not_this_way, "lane_not_this_way", order_of_controls, "This lane serves the other direction."},
    RefusalEntry{plate_unfit, "plate_unfit", order_of_controls, "A vehicle has a plate; a party on foot has neither plate nor seals."},
    RefusalEntry{wrong_subject, "wrong_subject", powers_as_listed, "This cannot be done with a subject of this kind."},
    RefusalEntry{wrong_nationality, "wrong_nationality", powers_as_listed, "You may do this, but not with a national of this state."},
    RefusalEntry{field_missing, "field_missing", results_recorded, "A result that this control must record is missing."},
    RefusalEntry{field_unfit, "field_unfit", results_recorded, "A recorded result is not of the form that its field asks for."},
    RefusalEntry{weighed_already, "weighed_already", weighing_once, "The vehicle has been weighed; its certificate counts for both sides."},
    RefusalEntry{weighing_unfit, "weighing_unfit", results_recorded, "The axle loads do not add up to the gross mass."},
    RefusalEntry{sample_open, "sample_open", sample_result, "A sample of these goods is still at the laboratory."},
    RefusalEntry{sample_unfit, "sample_unfit", sample_result, "The laboratory found the goods unfit."},
    RefusalEntry{no_such_sample, "no_such_sample", sample_result, "No such sample was taken on this crossing."},
    RefusalEntry{sample_reported, "sample_reported", sample_result, "The laboratory has reported on this sample."},
    RefusalEntry{not_closed, "not_closed", reexamination, "Only a control that is closed can be done again."},
    RefusalEntry{other_officer_needed, "other_officer_needed", reexamination, "You did this control before; another officer must do it again."},
    RefusalEntry{not_handed_over, "not_handed_over", reversal_by_consent, "The crossing has not been handed over; there is nothing to take back."},
    RefusalEntry{reversal_open, "reversal_open", reversal_by_consent, "A request to take the crossing back waits for its answer."},
    RefusalEntry{no_such_reversal, "no_such_reversal", reversal_by_consent, "There is no such request to take the crossing back."},
    RefusalEntry{inspection_open, "inspection_open", one_inspection, "An inspection of this consignment is under way."},
    RefusalEntry{deposited_already, "deposited_already", storage, "These goods are in a warehouse already."},
    RefusalEntry{no_such_deposit, "no_such_deposit", storage, "No such deposit of goods is open on this crossing."},
    RefusalEntry{vehicle_gone, "vehicle_gone", storage, "The vehicle has been released or has gone; it can take nothing more aboard."},
    RefusalEntry{apart_already, "apart_already", release_when_closed, "This subject goes on apart from the vehicle already."},
    RefusalEntry{too_early, "too_early", abandonment, "The days after which it may be declared abandoned have not passed."},
    RefusalEntry{fee_missing, "fee_missing", storage, "The law of your side names no fee for this; goods cannot be stored without a tariff."},
    RefusalEntry{offence_open, "offence_open", offence_settled, "An offence is recorded here and not settled."},
    RefusalEntry{no_such_offence, "no_such_offence", offence_settled, "No such offence is recorded on this crossing against this subject."},
    RefusalEntry{not_your_offence, "not_your_offence", offence_settled, "This offence was recorded by another agency or by the other side."},
    RefusalEntry{offence_closed, "offence_closed", offence_settled, "This offence has been settled."},
    RefusalEntry{partner_not_awaited, "partner_not_awaited", partner_absence, "No officer of the other side is awaited at this control now."},
    RefusalEntry{no_such_call, "no_such_call", partner_absence, "Nobody was called on this crossing under this identity."},
    RefusalEntry{divergence_open, "divergence_open", two_supervisors, "Two records of this subject contradict each other; the shift heads must settle it first."},
    RefusalEntry{no_such_divergence, "no_such_divergence", two_supervisors, "Nothing of this kind is told differently by these records."},
    RefusalEntry{second_head_needed, "second_head_needed", two_supervisors, "You have said so already; a shift head of the other state must agree."},
    RefusalEntry{same_record, "same_record", two_supervisors, "A record cannot be joined with itself."},
    RefusalEntry{departed, "departed", release_when_closed, "The vehicle has departed."},
    RefusalEntry{photograph_unfit, "photograph_unfit", results_recorded, "A photograph is a JPEG, PNG or WebP picture of at most 8 MiB, with a caption of at most 200 characters."},
    RefusalEntry{photograph_elsewhere, "photograph_elsewhere", one_inspection, "The inspection that is named is not of this subject."},
    RefusalEntry{photographed_already, "photographed_already", results_recorded, "This photograph is attached to this subject already."},
    RefusalEntry{photographs_full, "photographs_full", results_recorded, "This crossing has as many photographs as it can hold."},
    RefusalEntry{document_unfit, "document_unfit", results_recorded, "A document is a PDF, JPEG, PNG, XML or plain text file of at most 16 MiB, with a title of at most 200 characters."},
    RefusalEntry{document_attached, "document_attached", results_recorded, "This document is attached to this subject already."},
    RefusalEntry{documents_full, "documents_full", results_recorded, "This crossing has as many documents as it can hold."},
    RefusalEntry{recorded_by_others, "recorded_by_others", powers_as_listed, "This was recorded by the other state, and is corrected there."},
    RefusalEntry{correction_unfit, "correction_unfit", results_recorded, "This cannot be right for such an entry, or it stands there already."},
    RefusalEntry{correction_open, "correction_open", powers_as_listed, "Somebody has asked for a correction of this entry, and nobody has decided yet."},
    RefusalEntry{no_such_correction, "no_such_correction", powers_as_listed, "Nobody has asked for such a correction on this crossing."},
    RefusalEntry{own_request, "own_request", powers_as_listed, "Whoever asked for a correction does not decide on it."},
    RefusalEntry{decided_upon, "decided_upon", hand_over_is_final, "What rests on this entry cannot be done again: an inspection act is drawn, or the exit side has given its notice."},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (static_cast<std::size_t>(entries[i].code) != i) return false;
  return static_cast<std::size_t>(decided_upon) + 1 == entries.size();
}
static_assert(in_order(), "the table lists every refusal once, in the order of the enumeration");

}  // namespace

std::span<const RefusalEntry> refusal_entries() { return entries; }

const RefusalEntry& entry(RefusalCode code) { return entries[static_cast<std::size_t>(code)]; }

}  // namespace onestop::crossing

#pragma once
// The ways in which the core says no. The code is stable and shown by a scenario of its name; the sentence is for the
// officer who asked; the provision is the one on which the answer rests.
#include <span>
#include <string_view>

#include "core/law/law.h"

namespace onestop::crossing {

enum class RefusalCode : std::uint8_t {
  // who may, where and when
  not_yours, wrong_zone, wrong_phase, ended, not_here, already_open, not_open,
  // registering an arrival
  unknown_class, unknown_state, unknown_fact, fact_not_yours, fact_not_for_this, twice_named, nobody_aboard,
  lane_not_for_class,
  // controls
  not_required, abolished, waived, recognised, already_closed, not_yet, isolated, not_your_control, subject_gone,
  act_required, remarks_missing,
  // holds and requests
  reason_missing, expiry_passed, hold_too_long, already_known, scope_unfit, already_released, no_such_hold,
  not_your_hold, hold_not_open, no_such_request, already_answered,
  // inspections
  not_an_inspection, inspected_once, no_such_inspection, already_attending, not_joint, partner_missing, not_attending,
  act_drawn, no_act, act_differs, already_signed, signature_invalid,
  // hand-over and ends
  control_open, hold_open, notice_missing, already_given, already_refused, not_refused, not_accepted,
  person_not_released, consignment_not_released, nobody_to_drive, not_released, seal_differs, plate_differs,
  // alarms
  alarm_open, no_such_alarm, alarm_closed, second_person_needed,
  // the clock
  not_due, deadline_moot,
  // registering: hours, lanes, who is on foot
  post_closed, lane_not_this_way, plate_unfit, wrong_subject, wrong_nationality,
  // results of controls, weighing, samples
  field_missing, field_unfit, weighed_already, weighing_unfit, sample_open, sample_unfit, no_such_sample,
  sample_reported,
  // re-examination and reversal
  not_closed, other_officer_needed, not_handed_over, reversal_open, no_such_reversal,
  // split, apart, warehouse, abandonment
  inspection_open, deposited_already, no_such_deposit, vehicle_gone, apart_already, too_early, fee_missing,
  // offences
  offence_open, no_such_offence, not_your_offence, offence_closed,
  // colleagues, divergences, records
  partner_not_awaited, no_such_call, divergence_open, no_such_divergence, second_head_needed, same_record, departed,
  // photographs
  photograph_unfit, photograph_elsewhere, photographed_already, photographs_full,
  // documents
  document_unfit, document_attached, documents_full,
  // corrections
  recorded_by_others, correction_unfit, correction_open, no_such_correction, own_request, decided_upon
};

struct RefusalEntry {
  RefusalCode code;
  std::string_view name;      // stable, seen by the API as "crossing." + name
  law::Clause clause;         // cited where no single cell or power is the ground
  std::string_view sentence;  // {subject} and {control} stand for what the refusal is about
};

/// Every refusal of the vocabulary, in the order of the enumeration.
std::span<const RefusalEntry> refusal_entries();
const RefusalEntry& entry(RefusalCode code);

}  // namespace onestop::crossing

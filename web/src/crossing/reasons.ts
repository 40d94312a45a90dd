// Reasons that officers choose from. The server takes any code; these have words in every language.
export const reasons = {
  PlaceHold: ['documents_missing', 'documents_differ', 'permit_missing', 'certificate_missing', 'identity_check', 'watchlist_hit', 'goods_differ', 'mass_exceeded', 'seal_damaged', 'laboratory_result', 'payment_due', 'public_health', 'animal_health', 'other'],
  RequestHold: ['new_information', 'late_tip', 'documents_differ', 'goods_differ', 'watchlist_hit', 'other'],
  RefuseSubject: ['entry_not_permitted', 'no_visa', 'expired', 'exit_not_permitted', 'document_invalid', 'permit_missing', 'certificate_missing', 'goods_prohibited', 'mass_exceeded', 'other'],
  Withdraw: ['turned_back', 'documents_missing', 'other'],
} as const;

export const alarmKinds = ['gamma', 'neutron', 'gamma_neutron'];
export const hold_minutes = [30, 60, 120, 240, 480, 1440];
export const usual_hold_min = 120;

export const offenceKinds = ['false_declaration', 'undeclared_goods', 'prohibited_goods', 'forged_document', 'illegal_crossing', 'wanted', 'carriage_rules', 'other'];
export const settlements = ['fine', 'warning', 'duty_paid', 'handed_over', 'no_case', 'other'];
export const parts = ['driver', 'relief_driver', 'passenger', 'guide'];
export const partsOnFoot = ['traveller', 'guide'];

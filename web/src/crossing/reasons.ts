// Reasons that officers choose from. The server takes any code; these have words in every language.
export const reasons = {
  PlaceHold: ['documents_missing', 'documents_differ', 'permit_missing', 'certificate_missing', 'identity_check', 'watchlist_hit', 'goods_differ', 'mass_exceeded', 'seal_damaged', 'laboratory_result', 'payment_due', 'other'],
  RequestHold: ['new_information', 'documents_differ', 'goods_differ', 'watchlist_hit', 'other'],
  RefuseSubject: ['entry_not_permitted', 'exit_not_permitted', 'document_invalid', 'permit_missing', 'certificate_missing', 'goods_prohibited', 'mass_exceeded', 'other'],
  Withdraw: ['turned_back', 'documents_missing', 'other'],
} as const;

export const alarmKinds = ['gamma', 'neutron', 'gamma_neutron'];
export const hold_minutes = [30, 60, 120, 240, 480, 1440];
export const usual_hold_min = 120;

// Which acts the bar and the table of controls do not show, and to which family each belongs.
import type { Card, CommandType, Option } from '../api/messages';

export const families = ['subjects', 'orders', 'offences', 'storage', 'samples', 'partner', 'holds', 'records', 'usual'] as const;
export type Family = (typeof families)[number];

export const familyOf: Record<CommandType, Family> = {
  RegisterArrival: 'usual', BeginControl: 'usual', CloseControl: 'usual', OrderInspection: 'usual', AttendInspection: 'usual', DrawInspectionAct: 'usual', AttachPhotograph: 'usual', AttachDocument: 'usual',
  SignInspectionAct: 'usual', GiveExitNotice: 'usual', AcceptEntry: 'usual', ReleaseSubject: 'usual', LetDepart: 'usual', ReadmitSubject: 'usual',
  KeepDeadline: 'usual', AgreeAlarmClosure: 'usual', DeclineAttendance: 'usual',
  PlaceHold: 'holds', LiftHold: 'holds', RefuseSubject: 'holds', ReportAlarm: 'holds',
  OrderControl: 'orders', OrderReexamination: 'orders',
  RegisterFurther: 'subjects', SplitConsignment: 'subjects', DetachSubject: 'subjects', Withdraw: 'subjects',
  RequestReversal: 'partner', AnswerReversal: 'partner', CallPartner: 'partner', RequestHold: 'partner', AnswerRequest: 'partner',
  RecordOffence: 'offences', SettleOffence: 'offences', DetainPerson: 'offences', SeizeSubject: 'offences',
  DepositGoods: 'storage', ReloadGoods: 'storage', DeclareAbandoned: 'storage',
  TakeSample: 'samples', ReportSample: 'samples', RecordWeighing: 'samples',
  ResolveDivergence: 'records', JoinRecords: 'records', RequestCorrection: 'records', AnswerCorrection: 'records',
};

/// What the bar and the table do not show already.
export const rareOf = (card: Card): Option[] => card.options.filter((option) => option.allowed && !option.normal && familyOf[option.command.type] !== 'usual' && familyOf[option.command.type] !== 'holds');

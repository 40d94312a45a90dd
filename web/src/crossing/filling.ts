// From what an officer filled in to the command that is sent.
import { isMissing, mintId } from '../api/ids';
import type { Card, Command, ControlFieldView, CorrectedField, Covered, Option, Outcome, SubjectKind, Verdict } from '../api/messages';
import { splitWords } from '../frame/field';
import { type Goods, type Traveller, written } from './aboard';
import { usual_hold_min } from './reasons';

export interface Filled {
  subject: string;
  item: number;
  control: string;
  reason: string; // a code
  because: string; // a text
  note: string;
  evidence: string;
  minutes: number;
  outcome: Outcome;
  remarks: string;
  establishes: string[];
  results: Record<string, string>; // by field, in the form of the field
  findings: string;
  seals_found: string;
  seals_affixed: string;
  fact: string;
  verdict: Verdict;
  granted: boolean;
  plate: string;
  seals: string;
  kind: string;
  occupancy: string;
  persons: Traveller[];
  consignments: Goods[];
  items: string[]; // lines, counted from 1
  place: string;
  laboratory: string;
  seal: string;
  fit: boolean;
  certificate: string;
  gross_kg: string;
  axles_kg: string; // separated by commas
  how: string;
  reference: string;
  article: string;
  account: string;
  other: string;
  entry: CorrectedField | ''; // of a correction
  right: string;
}

const empty: Filled = {
  subject: '', item: 0, control: '', reason: '', because: '', note: '', evidence: '', minutes: usual_hold_min, outcome: 'passed', remarks: '',
  establishes: [], results: {}, findings: '', seals_found: '', seals_affixed: '', fact: '', verdict: 'innocent', granted: true, plate: '', seals: '',
  kind: '', occupancy: '', persons: [], consignments: [], items: [], place: '', laboratory: '', seal: '', fit: true, certificate: '', gross_kg: '',
  axles_kg: '', how: '', reference: '', article: '', account: '', other: '', entry: '', right: '',
};

const viewsOf = (card: Card, command: Command) =>
  command.type === 'CloseControl'
    ? (card.subjects.find((one) => one.id === command.subject)?.controls ?? []).filter((one) => one.control === command.control)
    : [];

/// What this control writes down.
export const fieldsOf = (card: Card, command: Command): ControlFieldView[] => viewsOf(card, command)[0]?.fields ?? [];

/// What either side wrote down before; where axles and a gross mass are asked for together, the weighing of the vehicle.
export function knownResults(card: Card, command: Command): Record<string, string> {
  const known: Record<string, string> = {};
  const fields = fieldsOf(card, command);
  const weighed = card.weighing;
  if (weighed && fields.some((one) => one.kind === 'numbers' && one.unit === 'kg')) {
    const gross = fields.find((one) => one.kind === 'number' && one.unit === 'kg');
    if (gross) known[gross.code] = String(weighed.gross_kg);
    for (const field of fields) if (field.kind === 'numbers' && field.unit === 'kg') known[field.code] = weighed.axles_kg.join(',');
  }
  for (const view of viewsOf(card, command)) for (const one of view.found) known[one.field] = one.value;
  return known;
}

export function startOf(card: Card, { command }: Option, seals: string[]): Filled {
  const filled = { ...empty, subject: card.subjects[0]?.id ?? '' };
  if ('control' in command) filled.control = command.control;
  if ('subject' in command) filled.subject = command.subject;
  if ('covers' in command && !isMissing(command.covers.subject)) Object.assign(filled, { subject: command.covers.subject, item: command.covers.item });
  if ('outcome' in command && command.outcome) filled.outcome = command.outcome;
  if ('fact' in command) filled.fact = command.fact;
  if ('granted' in command) filled.granted = command.granted;
  if (command.type === 'RequestCorrection') filled.entry = command.field;
  if (command.type === 'CloseControl') filled.results = knownResults(card, command);
  if (command.type === 'ReleaseSubject') filled.item = command.item;
  if (command.type === 'DrawInspectionAct') filled.seals_found = seals.join(' ');
  if (command.type === 'LetDepart') Object.assign(filled, { plate: command.plate, seals: (command.seals.length ? command.seals : seals).join(' ') });
  if (command.type === 'AgreeAlarmClosure' && command.verdict) filled.verdict = command.verdict;
  return filled;
}

function covers(card: Card, filled: Filled): Covered {
  const kind: SubjectKind = card.subjects.find((one) => one.id === filled.subject)?.kind ?? 'vehicle';
  return { scope: kind === 'consignment' && filled.item > 0 ? 'item' : kind, subject: filled.subject, item: kind === 'consignment' ? filled.item : 0 };
}

const minute_ms = 60_000;
const optional = (text: string) => (text.trim() ? text.trim() : undefined);
export const numbersIn = (text: string) => text.split(',').map((one) => one.trim()).filter(Boolean).map(Number);

/// Identities that the server left open are minted once per form, so that a retry names the same thing.
export interface Minted {
  id: string;
  at_ms: number;
}
export const mintFor = (now_ms: number): Minted => ({ id: mintId(now_ms), at_ms: now_ms });

export function commandOf(card: Card, { command }: Option, filled: Filled, minted: Minted): Command {
  const own = (id: string) => (isMissing(id) ? minted.id : id);
  const expires = new Date(minted.at_ms + filled.minutes * minute_ms).toISOString();
  switch (command.type) {
    case 'CloseControl': {
      const found = fieldsOf(card, command).flatMap(({ code }) => (filled.results[code]?.trim() ? [{ field: code, value: filled.results[code].trim() }] : []));
      return { ...command, outcome: filled.outcome, establishes: filled.establishes, remarks: optional(filled.remarks), found };
    }
    case 'PlaceHold':
      return { ...command, hold: own(command.hold), covers: covers(card, filled), control: filled.control, reason: filled.reason, evidence: filled.evidence.trim(), expires, note: optional(filled.note) };
    case 'LiftHold':
      return { ...command, note: optional(filled.note) };
    case 'OrderControl':
      return { ...command, fact: filled.fact, reason: filled.because.trim() };
    case 'OrderInspection':
      return { ...command, inspection: own(command.inspection), control: filled.control };
    case 'DeclineAttendance':
    case 'DetachSubject':
    case 'OrderReexamination':
    case 'DeclareAbandoned':
    case 'ResolveDivergence':
      return { ...command, reason: filled.because.trim() };
    case 'DrawInspectionAct':
      return { ...command, outcome: filled.outcome, findings: filled.findings.trim(), seals_found: splitWords(filled.seals_found), seals_affixed: splitWords(filled.seals_affixed) };
    case 'RefuseSubject':
      return { ...command, subject: filled.subject, control: filled.control, reason: filled.reason, note: optional(filled.note) };
    case 'ReleaseSubject':
      return { ...command, item: filled.item };
    case 'LetDepart':
      return { ...command, plate: filled.plate.trim(), seals: splitWords(filled.seals) };
    case 'Withdraw':
      return { ...command, reason: filled.reason };
    case 'ReportAlarm':
      return { ...command, alarm: own(command.alarm), kind: filled.kind, occupancy: filled.occupancy.trim() };
    case 'AgreeAlarmClosure':
      return { ...command, verdict: filled.verdict, findings: filled.findings.trim() };
    case 'RequestHold':
      return { ...command, request: own(command.request), covers: covers(card, filled), reason: filled.reason, note: optional(filled.note) };
    case 'AnswerRequest':
      return { ...command, granted: filled.granted, hold: own(command.hold), expires };
    case 'RegisterFurther':
      return { ...command, ...written(filled), reason: filled.because.trim() };
    case 'SplitConsignment':
      return { ...command, part: own(command.part), items: filled.items.map(Number).sort((a, b) => a - b) };
    case 'RequestReversal':
      return { ...command, request: own(command.request), reason: filled.because.trim() };
    case 'RecordOffence':
      return { ...command, offence: own(command.offence), kind: filled.kind, article: filled.article.trim(), account: optional(filled.account) };
    case 'SettleOffence':
      return { ...command, how: filled.how, reference: filled.reference.trim() };
    case 'DepositGoods':
      return { ...command, deposit: own(command.deposit), place: filled.place.trim() };
    case 'TakeSample':
      return { ...command, sample: own(command.sample), laboratory: filled.laboratory.trim(), seal: filled.seal.trim() };
    case 'ReportSample':
      return { ...command, fit: filled.fit, findings: filled.findings.trim() };
    case 'RecordWeighing':
      return { ...command, certificate: filled.certificate.trim(), gross_kg: Number(filled.gross_kg) || 0, axles_kg: numbersIn(filled.axles_kg) };
    case 'JoinRecords':
      return { ...command, other: filled.other, reason: filled.because.trim() };
    case 'CallPartner':
      return { ...command, call: own(command.call) };
    case 'RequestCorrection':
      return { ...command, correction: own(command.correction), field: filled.entry || command.field, value: filled.right.trim(), reason: filled.because.trim() };
    case 'RegisterArrival':
    case 'BeginControl':
    case 'AttendInspection':
    case 'SignInspectionAct':
    case 'AttachPhotograph':
    case 'AttachDocument':
    case 'GiveExitNotice':
    case 'AcceptEntry':
    case 'ReadmitSubject':
    case 'KeepDeadline':
    case 'AnswerReversal':
    case 'DetainPerson':
    case 'SeizeSubject':
    case 'ReloadGoods':
    case 'AnswerCorrection':
      return command;
  }
}

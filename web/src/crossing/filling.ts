// From what an officer filled in to the command that is sent.
import { isMissing, mintId } from '../api/ids';
import type { Card, Command, Covered, Option, Outcome, SubjectKind, Verdict } from '../api/messages';
import { splitWords } from '../frame/field';
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
}

const empty: Filled = {
  subject: '', item: 0, control: '', reason: '', because: '', note: '', evidence: '', minutes: usual_hold_min, outcome: 'passed', remarks: '',
  establishes: [], findings: '', seals_found: '', seals_affixed: '', fact: '', verdict: 'innocent', granted: true, plate: '', seals: '', kind: '',
  occupancy: '',
};

export function startOf(card: Card, { command }: Option, seals: string[]): Filled {
  const filled = { ...empty, subject: card.subjects[0]?.id ?? '' };
  if ('control' in command) filled.control = command.control;
  if ('subject' in command) filled.subject = command.subject;
  if ('covers' in command && !isMissing(command.covers.subject)) Object.assign(filled, { subject: command.covers.subject, item: command.covers.item });
  if ('outcome' in command && command.outcome) filled.outcome = command.outcome;
  if ('fact' in command) filled.fact = command.fact;
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
    case 'CloseControl':
      return { ...command, outcome: filled.outcome, establishes: filled.establishes, remarks: optional(filled.remarks) };
    case 'PlaceHold':
      return { ...command, hold: own(command.hold), covers: covers(card, filled), control: filled.control, reason: filled.reason, evidence: filled.evidence.trim(), expires, note: optional(filled.note) };
    case 'LiftHold':
      return { ...command, note: optional(filled.note) };
    case 'OrderControl':
      return { ...command, fact: filled.fact, reason: filled.because.trim() };
    case 'OrderInspection':
      return { ...command, inspection: own(command.inspection), control: filled.control };
    case 'DeclineAttendance':
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
    case 'RegisterArrival':
    case 'BeginControl':
    case 'AttendInspection':
    case 'SignInspectionAct':
    case 'GiveExitNotice':
    case 'AcceptEntry':
    case 'ReadmitSubject':
    case 'KeepDeadline':
      return command;
  }
}

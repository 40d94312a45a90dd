// An act in words: what it does and to what.
import { isMissing } from '../api/ids';
import type { Card, Command } from '../api/messages';
import type { Names } from '../post/post';
import type { Texts } from '../texts/texts';

export function subjectLabel(texts: Texts, card: Card, id: string): string {
  const subject = card.subjects.find((one) => one.id === id);
  if (!subject) return '';
  return subject.readable ? subject.label : texts.t('crossing.withheld');
}

export const subjectOf = (command: Command): string | undefined => {
  if ('subject' in command) return command.subject;
  if ('covers' in command) return isMissing(command.covers.subject) ? undefined : command.covers.subject;
  if ('consignment' in command) return command.consignment;
  return undefined;
};

export const controlOf = (command: Command): string | undefined => ('control' in command && command.control ? command.control : undefined);

export interface Description {
  verb: string;
  objects: string[];
}

export function describe(texts: Texts, names: Names, card: Card, command: Command): Description {
  const objects: string[] = [];
  const control = controlOf(command);
  const subject = subjectOf(command);
  if (control) objects.push(names.control(control));
  if ('fact' in command && command.fact) objects.push(names.fact(command.fact));
  if (subject) objects.push(subjectLabel(texts, card, subject));
  if ('hold' in command && command.type === 'LiftHold') {
    const hold = card.holds.find((one) => one.id === command.hold);
    if (hold) objects.push(texts.word('reason', hold.reason), subjectLabel(texts, card, hold.subject));
  }
  if ('inspection' in command && command.type !== 'OrderInspection') {
    const inspection = card.inspections.find((one) => one.id === command.inspection);
    if (inspection) objects.push(names.control(inspection.control), subjectLabel(texts, card, inspection.consignment));
  }
  if (command.type === 'AnswerRequest') {
    const request = card.requests.find((one) => one.id === command.request);
    if (request) objects.push(texts.word('reason', request.reason), subjectLabel(texts, card, request.subject));
  }
  if (command.type === 'ReleaseSubject' && command.item > 0) objects.push(texts.t('crossing.item', { item: command.item }));
  return { verb: texts.word('command', command.type), objects: objects.filter(Boolean) };
}

export const inOneLine = ({ verb, objects }: Description) => [verb, ...objects].join(' · ');

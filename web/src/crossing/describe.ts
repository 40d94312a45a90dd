// An act in words: what it does and to what.
import { isMissing } from '../api/ids';
import type { Card, Command } from '../api/messages';
import type { Names } from '../post/post';
import type { Texts } from '../texts/texts';

/// The plate; a party on foot has none.
export const titleOf = (texts: Texts, card: Card) => card.plate || texts.word('class', card.traffic_class);

export function subjectLabel(texts: Texts, card: Card, id: string): string {
  const subject = card.subjects.find((one) => one.id === id);
  if (!subject) return '';
  if (!subject.readable) return texts.t('crossing.withheld');
  return subject.label || titleOf(texts, card);
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
  if ('offence' in command && command.type !== 'RecordOffence') {
    const offence = card.offences.find((one) => one.id === command.offence);
    if (offence) objects.push(texts.word('offence', offence.kind));
    if (offence && !subject) objects.push(subjectLabel(texts, card, offence.subject));
  }
  if (command.type === 'ReportSample') {
    const sample = card.samples.find((one) => one.id === command.sample);
    if (sample) objects.push(names.control(sample.control), subjectLabel(texts, card, sample.consignment));
  }
  if (command.type === 'ReloadGoods') {
    const deposit = card.deposits.find((one) => one.id === command.deposit);
    if (deposit) objects.push(subjectLabel(texts, card, deposit.consignment), deposit.place);
  }
  if (command.type === 'AnswerReversal') objects.push(texts.word('answer', command.granted ? 'granted' : 'declined'));
  if (command.type === 'AnswerCorrection') {
    const correction = card.corrections.find((one) => one.id === command.correction);
    if (correction) objects.push(texts.word('field', correction.field), subjectLabel(texts, card, correction.subject));
    objects.push(texts.word('answer', command.granted ? 'granted' : 'declined'));
  }
  if (command.type === 'ResolveDivergence') {
    const divergence = card.divergences.find((one) => one.about === command.about && one.kind === command.kind && one.control === command.control);
    objects.push(subjectLabel(texts, card, command.about));
    if (divergence) objects.push(texts.t('more.whose', { state: command.keep === divergence.first ? divergence.first_state : divergence.second_state }));
  }
  if (command.type === 'ReleaseSubject' && command.item > 0) objects.push(texts.t('crossing.item', { item: command.item }));
  return { verb: texts.word('command', command.type), objects: objects.filter(Boolean) };
}

export const inOneLine = ({ verb, objects }: Description) => [verb, ...objects].join(' · ');

// Before the work: who ordered it and why, what is declared, and whether this officer takes part.
import { useState } from 'react';

import type { CommandType } from '../api/messages';
import { subjectLabel } from '../crossing/describe';
import { useSending } from '../crossing/sending';
import { Button } from '../frame/button';
import { TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ProvisionNote } from '../law/provision';
import { ProblemNote } from '../law/refusal';
import { useAge, useClock, useDomainNow, useNames } from '../post/post';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import type { StepProps } from './inspect_work';

export const optionFor = ({ card, inspection }: StepProps, type: CommandType) =>
  card.options.find(({ allowed, command }) => allowed && command.type === type && 'inspection' in command && command.inspection === inspection.id) ?? null;

export function OrderStep({ card, inspection }: StepProps) {
  const { t } = useTexts();
  const names = useNames();
  const clock = useClock();
  const age = useAge();
  const now = useDomainNow(10_000);
  const goods = card.subjects.find((one) => one.id === inspection.consignment);
  const control = goods?.controls.find((one) => one.control === inspection.control && one.state === inspection.state);
  return (
    <dl className="inspect-facts">
      <dt>{t('inspect.ordered_by')}</dt>
      <dd>{names.state(inspection.state)} · {clock.time(inspection.ordered, inspection.state)} · {age(now - Date.parse(inspection.ordered))}</dd>
      <dt>{t('inspect.kind')}</dt>
      <dd>{names.control(inspection.control)} · {inspection.joint ? t('inspection.joint') : t('inspection.single')}</dd>
      <dt>{t('inspect.why')}</dt>
      <dd>{goods?.facts.map(names.fact).join(', ') || t('inspect.no_reason')}{control && <><br /><ProvisionNote provision={control.provision} /></>}</dd>
    </dl>
  );
}

export function DeclaredStep({ card, inspection }: StepProps) {
  const texts = useTexts();
  const { t } = texts;
  const number = useNumber();
  const goods = card.subjects.find((one) => one.id === inspection.consignment);
  return (
    <dl className="inspect-facts">
      <dt>{t('arrival.reference')}</dt><dd className="mono">{subjectLabel(texts, card, inspection.consignment)}</dd>
      <dt>{t('arrival.goods')}</dt><dd>{goods?.goods || '—'}</dd>
      <dt>{t('arrival.commodity')}</dt><dd className="mono">{goods?.commodity || '—'}</dd>
      <dt>{t('arrival.items')}</dt><dd>{goods ? number(goods.items) : '—'}</dd>
      <dt>{t('crossing.seals')}</dt><dd className="mono">{card.seals.join(', ') || '—'}</dd>
      <dt>{t('form.gross_kg')}</dt><dd>{card.weighing ? number(card.weighing.gross_kg) : '—'}</dd>
      <dt>{t('form.axles_kg')}</dt><dd>{card.weighing?.axles_kg.map(number).join(' · ') || '—'}</dd>
    </dl>
  );
}

export function AttendStep({ card, inspection }: StepProps) {
  const { t, word } = useTexts();
  const [reason, setReason] = useState('');
  const [declining, setDeclining] = useState(false);
  const sending = useSending(card, {});
  const attend = optionFor({ card, inspection }, 'AttendInspection');
  const decline = optionFor({ card, inspection }, 'DeclineAttendance');
  const refuse = () => decline?.command.type === 'DeclineAttendance' && sending.mutate({ command: { ...decline.command, reason: reason.trim() } });
  return (
    <>
      <ul className="inspect-parties">
        {inspection.parties.map((one) => <li key={one.officer + one.did}><span className="state-tag">{one.state}</span> {one.officer}: <strong>{word('did', one.did)}</strong></li>)}
        {inspection.parties.length === 0 && <li>{t('inspection.nobody_yet')}</li>}
      </ul>
      {sending.error && <ProblemNote error={sending.error} />}
      {attend && <Button size="glove" look="primary" pending={sending.isPending} onPress={() => sending.mutate({ command: attend.command })}><Icon name="check" size={22} /> {word('command', 'AttendInspection')}</Button>}
      {decline && !declining && <Button size="glove" onPress={() => setDeclining(true)}>{word('command', 'DeclineAttendance')}</Button>}
      {decline && declining && (
        <>
          <TextField label={t('form.because')} value={reason} onChange={setReason} long required autoFocus />
          <Button size="glove" look="danger" disabled={!reason.trim()} pending={sending.isPending} onPress={refuse}>{word('command', 'DeclineAttendance')}</Button>
        </>
      )}
      {!attend && !decline && <p className="inspect-note">{t('inspect.nothing_here')}</p>}
    </>
  );
}

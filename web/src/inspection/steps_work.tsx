// The work: seals, findings, photographs, the act and its signature. What is typed is one draft through all screens.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';

import { useLink } from '../api/live';
import { mintId } from '../api/ids';
import type { Command, Outcome } from '../api/messages';
import { demoQuery } from '../api/queries';
import { useSending } from '../crossing/sending';
import { Button } from '../frame/button';
import { useDraft } from '../frame/draft';
import { OneOf, SomeOf, splitWords, TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useMintInstant, usePost } from '../post/post';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import type { StepProps } from './inspect_work';
import { PhotoStrip } from './photo_strip';
import { sendPhotographs, take, useWaitingPhotographs } from './photographs';
import { scaled } from './scale';
import { optionFor } from './steps_before';

const checks = ['seals_intact', 'packages_counted', 'goods_as_declared', 'weights_agree', 'no_hidden_places', 'no_damage'] as const;

interface Notes {
  seals_found: string;
  seals_affixed: string;
  ticks: string[];
  findings: string;
  outcome: Outcome;
}

function useNotes({ inspection }: StepProps) {
  const { officer } = useSession();
  const name = `${officer.id}.inspect.${inspection.id}`;
  const draft = useDraft<Notes>(name, () => ({ seals_found: '', seals_affixed: '', ticks: [], findings: '', outcome: 'passed' }));
  return { ...draft, name };
}

export function SealStep(props: StepProps) {
  const { t } = useTexts();
  const notes = useNotes(props);
  const declared = props.card.seals.join(' ');
  return (
    <>
      {declared && <p className="mono">{t('inspect.seals_declared')}: {declared} <Button size="small" onPress={() => notes.set({ seals_found: declared })}>{t('inspect.as_declared')}</Button></p>}
      <TextField label={t('form.seals_found')} value={notes.value.seals_found} onChange={(seals_found) => notes.set({ seals_found })} mono hint={t('form.seals_hint')} />
      <TextField label={t('form.seals_affixed')} value={notes.value.seals_affixed} onChange={(seals_affixed) => notes.set({ seals_affixed })} mono />
    </>
  );
}

export function FindStep(props: StepProps) {
  const { t, word } = useTexts();
  const notes = useNotes(props);
  return (
    <>
      <SomeOf label={t('inspect.checked')} values={notes.value.ticks} onChange={(ticks) => notes.set({ ticks })} choices={checks.map((value) => ({ value, text: word('inspect_check', value) }))} />
      <TextField label={t('form.findings')} value={notes.value.findings} onChange={(findings) => notes.set({ findings })} long />
    </>
  );
}

export function PhotoStep({ card, inspection }: StepProps) {
  const { t } = useTexts();
  const { officer } = useSession();
  const client = useQueryClient();
  const instant = useMintInstant();
  const live = useLink() === 'live';
  const waiting = useWaitingPhotographs().length;
  const [caption, setCaption] = useState('');
  const [trouble, setTrouble] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (live && waiting > 0) void sendPhotographs(client, officer.id);
  }, [client, live, officer.id, waiting]);
  const taken = async (files: FileList | null) => {
    let well = true;
    for (const file of files ?? []) {
      const picture = await scaled(file);
      const id = mintId(instant());
      well = picture !== null && (await take({ id, officer: officer.id, crossing: card.id, subject: inspection.consignment, inspection: inspection.id, caption, ...picture })) && well;
    }
    if (input.current) input.current.value = '';
    setTrouble(!well);
    if (well) setCaption('');
  };
  return (
    <>
      <TextField label={t('photo.caption')} value={caption} onChange={setCaption} />
      <label className="button primary glove photo-button">
        <Icon name="camera" size={24} /> {t('photo.take')}
        <input ref={input} type="file" accept="image/*" capture="environment" className="unseen" onChange={(event) => void taken(event.target.files)} />
      </label>
      {trouble && <p className="note bad" role="alert">{t('photo.trouble')}</p>}
      <PhotoStrip card={card} subject={inspection.consignment} />
      <p className="inspect-note">{t('photo.hint')}</p>
    </>
  );
}

export function ActStep(props: StepProps) {
  const { card, inspection } = props;
  const { t, word } = useTexts();
  const notes = useNotes(props);
  const { value } = notes;
  const sending = useSending(card, { done: notes.discard, kept: notes.discard });
  const option = optionFor(props, 'DrawInspectionAct');
  const findings = [...value.ticks.map((one) => `✓ ${word('inspect_check', one)}`), value.findings.trim()].filter(Boolean).join('\n');
  // Passed means that all of it was looked at; with remarks, that what was not is told of.
  const ticked = value.outcome === 'passed' ? checks.every((one) => value.ticks.includes(one)) : value.ticks.length > 0 && value.findings.trim() !== '';
  const draw = () => {
    if (option?.command.type !== 'DrawInspectionAct') return;
    const command: Command = { ...option.command, outcome: value.outcome, findings, seals_found: splitWords(value.seals_found), seals_affixed: splitWords(value.seals_affixed) };
    sending.mutate({ command, draft: { name: notes.name, value } });
  };
  const act = inspection.act;
  if (act) return <p className="findings inspect-act"><strong>{word('outcome', act.outcome)}</strong>{'\n'}{act.findings}{'\n'}{t('form.seals_found')}: {act.seals_found.join(', ') || '—'}{'\n'}{t('form.seals_affixed')}: {act.seals_affixed.join(', ') || '—'}</p>;
  return (
    <>
      <OneOf label={t('form.outcome')} value={value.outcome} onChange={(outcome) => notes.set({ outcome: outcome as Outcome })} choices={(['passed', 'passed_with_remarks'] as const).map((one) => ({ value: one, text: word('outcome', one) }))} />
      <p className="findings inspect-act">{findings || t('inspect.no_findings')}</p>
      <p className="mono">{t('form.seals_found')}: {value.seals_found || '—'}<br />{t('form.seals_affixed')}: {value.seals_affixed || '—'}</p>
      {!ticked && <p className="inspect-note" role="status">{t(value.outcome === 'passed' ? 'inspect.tick_all' : 'inspect.tick_remarks')}</p>}
      {sending.error && <ProblemNote error={sending.error} />}
      {option
        ? <Button size="glove" look="primary" disabled={!ticked} pending={sending.isPending} onPress={draw}><Icon name="pen" size={22} /> {word('command', 'DrawInspectionAct')}</Button>
        : <p className="inspect-note">{t('inspect.nothing_here')}</p>}
    </>
  );
}

export function SignStep(props: StepProps) {
  const { card, inspection } = props;
  const { t, word } = useTexts();
  const post = usePost();
  const { desk, officer } = useSession();
  const { data: demo } = useQuery({ ...demoQuery, enabled: post.demo });
  const [pin, setPin] = useState('');
  const sending = useSending(card, { done: () => setPin('') });
  const option = card.options.find(({ command }) => command.type === 'SignInspectionAct' && command.inspection === inspection.id);
  const signed = inspection.parties.some((one) => one.state === officer.state && one.did === 'signed');
  if (signed || inspection.concluded) return <p className="note good" role="status"><Icon name="check" /> {inspection.concluded ? t('inspection.concluded') : word('did', 'signed')}</p>;
  if (!inspection.act || !option) return <p className="inspect-note">{t('inspect.no_act')}</p>;
  const sign = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate({ command: option.command, pin });
  };
  const public_pin = demo?.officers.find((one) => one.desk === desk)?.pin;
  return (
    <form onSubmit={sign}>
      <p className="findings inspect-act">{inspection.act.findings}</p>
      <p className="mono whole-hash">{t('inspection.hash')}: {inspection.act.hash}</p>
      <TextField label={t('form.pin')} value={pin} onChange={setPin} kind="password" required hint={t('form.pin_hint')} />
      {public_pin && <p className="inspect-note">{t('session.demo_pin', { pin: public_pin })}</p>}
      {sending.error && <ProblemNote error={sending.error} />}
      <Button type="submit" size="glove" look="primary" pending={sending.isPending}><Icon name="pen" size={22} /> {word('command', 'SignInspectionAct')}</Button>
    </form>
  );
}

// One act's form: fill in, ask whether it may be done, send. Nothing typed is lost until the server has it.
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';

import type { Card, Command, CommandAnswer, Option, QuestionAnswer } from '../api/messages';
import { ask, demoQuery } from '../api/queries';
import { Button } from '../frame/button';
import { Dialog } from '../frame/dialog';
import { useDraft } from '../frame/draft';
import { TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ProvisionNote } from '../law/provision';
import { ProblemNote, RefusalNote } from '../law/refusal';
import { useDomainNow, useNames, usePost } from '../post/post';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { CommandFields } from './command_fields';
import { controlOf, describe, inOneLine, subjectOf, titleOf } from './describe';
import { commandOf, fieldsOf, mintFor, startOf } from './filling';
import { useSending } from './sending';

interface Props {
  card: Card;
  option: Option;
  seat: { state: string; agency: string };
  remarks?: boolean;
  onClose: () => void;
  onDone: (answer: CommandAnswer, option: Option) => void;
  onKept: () => void;
}

/// What an act settles or reports on, so that two open marks have two drafts. A new mark's identity changes with every
/// answer of the server and is none.
function markOf(command: Command): string {
  if (command.type === 'SettleOffence') return command.offence;
  if (command.type === 'ReportSample') return command.sample;
  if (command.type === 'ResolveDivergence') return command.about + command.keep;
  if (command.type === 'AnswerCorrection') return `${command.correction}${command.granted}`;
  return '';
}

const grave = new Set(['RefuseSubject', 'Withdraw', 'DetainPerson', 'SeizeSubject', 'DeclareAbandoned']);

export function CommandDialog({ card, option, seat, remarks, onClose, onDone, onKept }: Props) {
  const texts = useTexts();
  const { t, word } = texts;
  const names = useNames();
  const now_ms = useDomainNow(5_000);
  const { command } = option;
  const { officer } = useSession();
  const draftName = [officer.id, card.id, command.type, controlOf(command), subjectOf(command), 'inspection' in command ? command.inspection : '', markOf(command)].join('.');
  const draft = useDraft(draftName, () => ({ ...startOf(card, option, card.seals), ...(remarks && fieldsOf(card, command).length === 0 ? { outcome: 'passed_with_remarks' as const } : {}) }));
  const [pin, setPin] = useState('');
  const minted = useRef(mintFor(now_ms));
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending(card, {
    done: (answer) => {
      draft.discard();
      onDone(answer, option);
    },
    kept: () => {
      draft.discard();
      onKept();
    },
  });
  const filledCommand = () => commandOf(card, option, draft.value, minted.current);
  const asking = useMutation({ mutationFn: () => ask(card.id, filledCommand()) });
  const { reset } = asking;
  useEffect(() => reset(), [reset, draft.value]);
  const signing = command.type === 'SignInspectionAct';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate({ command: filledCommand(), pin: signing ? pin : undefined, draft: { name: draftName, value: draft.value } });
  };
  const { objects } = describe(texts, names, card, command);
  return (
    <Dialog title={word('command', command.type)} onClose={onClose}>
      <form ref={form} className="command-form" onSubmit={submit} data-command={command.type}>
        <p className="about"><span className="plate">{titleOf(texts, card)}</span> {objects.filter((one) => one !== titleOf(texts, card)).join(' · ')}</p>
        {!option.allowed && option.refusal && <div className="note warn"><Icon name="ban" /><RefusalNote refusal={option.refusal} /></div>}
        {signing ? <SignFields card={card} inspection={command.inspection} pin={pin} setPin={setPin} /> : <CommandFields card={card} option={option} seat={seat} filled={draft.value} set={draft.set} now_ms={now_ms} />}
        {asking.data && <Answer answer={asking.data} />}
        {sending.error && <ProblemNote error={sending.error} />}
        {asking.error && <ProblemNote error={asking.error} />}
        <footer className="dialog-foot">
          {!signing && <Button look="quiet" disabled={asking.isPending} onPress={() => form.current?.reportValidity() && asking.mutate()}>{t('act.may_i')}</Button>}
          <span className="grow" />
          <Button onPress={onClose}>{t('act.cancel')}</Button>
          <Button type="submit" look={grave.has(command.type) ? 'danger' : 'primary'} disabled={sending.isPending}>
            {sending.isPending ? t('act.sending') : command.type === 'AnswerCorrection' ? word('give', command.granted ? 'granted' : 'declined') : word('command', command.type)}
          </Button>
        </footer>
      </form>
      <p className="unseen">{inOneLine(describe(texts, names, card, command))}</p>
    </Dialog>
  );
}

function Answer({ answer }: { answer: QuestionAnswer }) {
  const { t } = useTexts();
  if (answer.refusal) return <div className="note warn" role="status"><Icon name="ban" /><RefusalNote refusal={answer.refusal} /></div>;
  return (
    <div className="note good" role="status">
      <Icon name="check" />
      <div>
        <p>{t('act.you_may')}</p>
        {answer.basis && <ProvisionNote provision={answer.basis} />}
      </div>
    </div>
  );
}

function SignFields({ card, inspection, pin, setPin }: { card: Card; inspection: string; pin: string; setPin: (pin: string) => void }) {
  const { t, word } = useTexts();
  const act = card.inspections.find((one) => one.id === inspection)?.act;
  const post = usePost();
  const { desk } = useSession();
  const { data: demo } = useQuery({ ...demoQuery, enabled: post.demo });
  const public_pin = demo?.officers.find((one) => one.desk === desk)?.pin;
  return (
    <>
      {act && (
        <div className="act">
          <h3>{t('inspection.act')}: {word('outcome', act.outcome)}</h3>
          <p className="findings">{act.findings}</p>
          <dl className="facts">
            <dt>{t('inspection.seals_found')}</dt><dd className="mono">{act.seals_found.join(', ') || '—'}</dd>
            <dt>{t('inspection.seals_affixed')}</dt><dd className="mono">{act.seals_affixed.join(', ') || '—'}</dd>
            <dt>{t('inspection.hash')}</dt><dd className="mono whole-hash">{act.hash}</dd>
          </dl>
        </div>
      )}
      <TextField label={t('form.pin')} value={pin} onChange={setPin} kind="password" autoFocus required hint={t('form.pin_hint')} />
      {public_pin && <p className="hint">{t('session.demo_pin', { pin: public_pin })}</p>}
    </>
  );
}

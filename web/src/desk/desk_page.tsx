// Desk: the officer's next crossing on one card, the usual step on one key.
import '../styles/work.css';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';

import { call } from '../api/client';
import type { Card, CommandAnswer, Option } from '../api/messages';
import { cardQuery, nextQuery, workQuery } from '../api/queries';
import { maskedOf } from '../api/right_messages';
import { ActsProvider } from '../crossing/acts';
import { Controls } from '../crossing/controls';
import { titleOf } from '../crossing/describe';
import { Holds, Requests } from '../crossing/holds';
import { Alarms, Inspections } from '../crossing/inspections';
import { Marks } from '../crossing/marks';
import { useSending } from '../crossing/sending';
import { Button } from '../frame/button';
import { Quiet } from '../frame/failure';
import { Icon } from '../frame/icon';
import { useKeys } from '../frame/keys';
import { ProblemNote } from '../law/refusal';
import { MaskedBar } from '../right/masked';
import { go, settle, useAddress } from '../route';
import { useSession } from '../session/session';
import { allTexts, lodgingTexts, useTexts } from '../texts/texts';
import { ActionBar, movesOf } from './action_bar';
import { CardHead } from './card_head';
import { rareOf } from './rare';
import { waitingOf, WorkQueue } from './work_queue';

// Drawn after the desk and fetched before anybody asks: a form opens even while the server is away.
const dialogs = async () => (await Promise.all([import('./dialogs'), allTexts()]))[0];
const CommandDialog = lazy(() => dialogs().then(({ CommandDialog: of }) => ({ default: of })));
const MoreActs = lazy(() => dialogs().then(({ MoreActs: of }) => ({ default: of })));
const WhySheet = lazy(() => dialogs().then(({ WhySheet: of }) => ({ default: of })));

const LodgedPanel = lazy(async () => (await Promise.all([import('../expected/lodged_panel'), lodgingTexts()]))[0]);
const Corrections = lazy(async () => (await Promise.all([import('../crossing/corrections'), allTexts()]))[0]);

const remembered = 'onestop.crossing';
const idle_ms = 5_000; // how often an idle desk asks by itself; the live stream is usually sooner

/// Which crossing lies on the desk, and how the next one comes.
function useCurrent() {
  const client = useQueryClient();
  const { searchParams } = useAddress();
  const asked = searchParams.get('crossing');
  const [current, setCurrent] = useState<string | null>(() => asked ?? sessionStorage.getItem(remembered));
  const take = useCallback((id: string | null) => {
    if (id) sessionStorage.setItem(remembered, id);
    else sessionStorage.removeItem(remembered);
    setCurrent(id);
  }, []);
  useEffect(() => {
    if (!asked) return;
    take(asked);
    settle('/desk'); // from here on the desk moves on by itself
  }, [asked, take]);
  const next = useQuery({ ...nextQuery, enabled: current === null, refetchInterval: idle_ms });
  useEffect(() => {
    if (current !== null || !next.data) return;
    client.setQueryData(cardQuery(next.data.id).queryKey, next.data);
    take(next.data.id);
  }, [client, current, next.data, take]);
  const takeNext = useCallback(async () => {
    let card: Card | null;
    try {
      card = await call<Card>('GET', '/desk/next');
    } catch {
      return; // what lies on the desk stays there while the server is away
    }
    client.setQueryData(nextQuery.queryKey, card);
    if (card) client.setQueryData(cardQuery(card.id).queryKey, card);
    take(card?.id ?? null);
  }, [client, take]);
  return { current, take, takeNext, waiting: next.isPending && current === null };
}

export default function DeskPage() {
  const { t } = useTexts();
  const { current, take, takeNext, waiting } = useCurrent();
  const work = useQuery(workQuery);
  const card = useQuery({ ...cardQuery(current ?? ''), enabled: current !== null });
  const drawn = card.isSuccess || (current === null && !waiting);
  useEffect(() => {
    if (drawn) void dialogs().catch(() => undefined); // after what the officer waits for
  }, [drawn]);
  const ended = card.data !== undefined && card.data.end !== 'none';
  useEffect(() => {
    if (ended) void takeNext(); // nothing is left to do with it
  }, [ended, takeNext]);
  const lines = waitingOf(work.data);
  const [done, setDone] = useState<string | null>(null);
  const step = (by: number) => {
    const at = lines.findIndex((line) => line.crossing === current);
    const line = lines[Math.min(Math.max(at + by, 0), lines.length - 1)];
    if (line) take(line.crossing);
  };
  useKeys({ KeyJ: () => step(1), KeyK: () => step(-1), KeyN: () => void takeNext() });
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(null), 6_000);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <div className="desk">
      <WorkQueue lines={lines} current={current} onPick={take} />
      <main id="page" className="desk-main" tabIndex={-1}>
        <p className="said" role="status">{done && <><Icon name="check" /> {done}</>}</p>
        {card.error && <ProblemNote error={card.error} />}
        {current && card.data && <DeskCard key={card.data.id} card={card.data} onDone={setDone} takeNext={takeNext} />}
        {current && !card.data && !card.error && <p className="waiting">{t('frame.loading')}</p>}
        {current && card.error && <Button onPress={() => void takeNext()}>{t('desk.next')}</Button>}
        {!current && (
          <div className="idle">
            <Icon name="desk" size={40} />
            <h1>{waiting ? t('frame.loading') : t('desk.idle')}</h1>
            <p>{t('desk.idle_hint')}</p>
            <Button shortcut="N" onPress={() => void takeNext()}>{t('desk.look_again')}</Button>
          </div>
        )}
      </main>
    </div>
  );
}

/// Signed with a PIN, or too grave for one press.
const forms = new Set(['SignInspectionAct', 'DetainPerson', 'SeizeSubject', 'AnswerCorrection']);

type Open = { kind: 'form'; option: Option; remarks?: boolean } | { kind: 'why'; about?: string[] } | { kind: 'more' } | null;

function DeskCard({ card, onDone, takeNext }: { card: Card; onDone: (text: string) => void; takeNext: () => Promise<void> }) {
  const texts = useTexts();
  const { t, word } = texts;
  const client = useQueryClient();
  const { officer } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const [leaving, setLeaving] = useState(false); // the next crossing is on its way
  const primaryRef = useRef<HTMLButtonElement>(null);
  const moves = movesOf(card);
  useEffect(() => primaryRef.current?.focus({ preventScroll: true }), []);

  const finished = async (answer: CommandAnswer) => {
    setOpen(null);
    onDone(`${titleOf(texts, card)}: ${answer.events.map((event) => word('event', event)).join(', ')}`);
    const now = client.getQueryData<Card>(cardQuery(card.id).queryKey);
    if (now && movesOf(now).primary) return primaryRef.current?.focus({ preventScroll: true });
    setLeaving(true);
    await takeNext();
    setLeaving(false);
  };
  const kept = () => {
    setOpen(null);
    onDone(t('link.kept_here'));
  };
  const sending = useSending(card, { done: (answer) => void finished(answer), kept });
  const busy = sending.isPending || leaving;
  const perform = (option: Option) => {
    sending.reset();
    if (option.asks.length > 0 || forms.has(option.command.type)) setOpen({ kind: 'form', option });
    else sending.mutate({ command: option.command });
  };
  const primary = () => {
    if (busy) return;
    if (moves.primary) perform(moves.primary);
    else void takeNext();
  };
  const either = (option: Option | null, about: string[]) => setOpen(option ? { kind: 'form', option } : { kind: 'why', about });
  const hold = () => either(moves.hold, ['PlaceHold', 'RequestHold']);
  const refuse = () => either(moves.refuse, ['RefuseSubject']);
  const remarks = () => moves.primary?.command.type === 'CloseControl' && setOpen({ kind: 'form', option: moves.primary, remarks: true });
  const why = () => setOpen({ kind: 'why' });
  const rare = rareOf(card).length;
  const more = () => setOpen({ kind: 'more' });
  const pick = (option: Option) => {
    setOpen(null);
    perform(option);
  };
  useKeys({ F2: primary, Enter: primary, Space: primary, KeyH: hold, KeyR: refuse, KeyL: () => void remarks(), KeyW: why, KeyM: more, KeyT: () => go(`/crossings/${card.id}`) });

  const seat = { state: officer.state, agency: officer.agency };
  const urgent = card.isolated || card.holds.some((one) => one.status === 'open') || card.inspections.some((one) => !one.concluded) || card.requests.some((one) => one.answer === 'open') || card.divergences.length > 0 || card.offences.some((one) => !one.settled) || card.reversals.some((one) => one.answer === 'open') || card.corrections.some((one) => one.answer === 'open');
  return (
    <ActsProvider value={{ card, perform, busy }}>
      <article className={`card${card.isolated ? ' isolated' : ''}`} aria-label={t('desk.card', { plate: titleOf(texts, card) })}>
        <CardHead card={card} timeline />
        {card.isolated && <p className="note bad"><Icon name="alarm" /> {t('crossing.isolated_text')}</p>}
        {sending.error && <ProblemNote error={sending.error} />}
        <MaskedBar masked={maskedOf(card)} />
        <div className="card-body">
          <Controls card={card} seat={seat} />
          <div className={`card-side${urgent ? ' urgent' : ''}`}>
            <Alarms card={card} />
            <Inspections card={card} />
            <Holds card={card} />
            <Requests card={card} />
            <Marks card={card} />
            {card.corrections.length > 0 && <Quiet><Suspense><Corrections card={card} /></Suspense></Quiet>}
            <Quiet><Suspense><LodgedPanel crossing={card.id} /></Suspense></Quiet>
          </div>
        </div>
        <ActionBar card={card} moves={moves} busy={busy} primaryRef={primaryRef} onPrimary={primary} onHold={hold} onRefuse={refuse} onRemarks={remarks} onWhy={why} onOther={perform} more={rare} onMore={more} />
      </article>
      <Suspense>
        {open?.kind === 'form' && <CommandDialog card={card} option={open.option} seat={seat} remarks={open.remarks} onClose={() => setOpen(null)} onDone={(answer) => void finished(answer)} onKept={kept} />}
        {open?.kind === 'more' && <MoreActs card={card} onClose={() => setOpen(null)} onPick={pick} />}
        {open?.kind === 'why' && <WhySheet card={card} about={open.about} onClose={() => setOpen(null)} onPick={perform} />}
      </Suspense>
    </ActsProvider>
  );
}

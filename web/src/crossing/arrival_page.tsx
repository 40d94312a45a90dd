// A vehicle or a party on foot stands at the gate: it, its persons and its goods are registered once, for both states.
import '../styles/work.css';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useRef } from 'react';

import { Problem } from '../api/client';
import { mintId } from '../api/ids';
import type { Command } from '../api/messages';
import { register, shiftQuery } from '../api/queries';
import { Button } from '../frame/button';
import { useDraft } from '../frame/draft';
import { Quiet } from '../frame/failure';
import { ChoiceField, OneOf, TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useAge, useDomainNow, useMintInstant, useNames, usePost } from '../post/post';
import { go } from '../route';
import { useSession } from '../session/session';
import { lodgingTexts, useTexts } from '../texts/texts';
import { Consignments, Persons } from './aboard_fields';
import { type Arrival, arrivalCommand, emptyArrival, lanesFor, onFoot } from './arrival';
import { Facts } from './arrival_facts';
import { keep } from './outbox';
import { parts, partsOnFoot } from './reasons';

const LodgedOffer = lazy(async () => (await Promise.all([import('../expected/lodged_offer'), lodgingTexts()]))[0]);

export default function ArrivalPage() {
  const { t } = useTexts();
  const post = usePost();
  const names = useNames();
  const client = useQueryClient();
  const { officer } = useSession();
  const instant = useMintInstant();
  const draftName = `${officer.id}.arrival`;
  const draft = useDraft<Arrival>(draftName, () => emptyArrival(post));
  const intent = useRef<{ text: string; key: string; crossing: string } | null>(null);
  const arrival = draft.value;
  const lanes = lanesFor(post, arrival);
  const foot = onFoot(post, arrival.traffic_class);
  const sending = useMutation({
    mutationFn: () => {
      const text = JSON.stringify(arrival);
      if (intent.current?.text !== text) intent.current = { text, key: crypto.randomUUID(), crossing: mintId(instant()) };
      return send(intent.current.crossing, arrivalCommand(post, arrival), intent.current.key);
    },
    onSuccess: (answer) => {
      draft.discard();
      intent.current = null;
      if (answer === null) return draft.set(emptyArrival(post)); // the next vehicle may be typed
      void client.invalidateQueries();
      go(`/desk?crossing=${answer.crossing}`);
    },
  });
  /// Nothing where the server is away and the arrival waits in the outbox.
  const send = async (crossing: string, command: Command, key: string) => {
    try {
      return await register(crossing, command, key);
    } catch (error) {
      const kept = error instanceof Problem && error.away && keep({ key, officer: officer.id, crossing, title: arrival.plate || names.trafficClass(arrival.traffic_class), command, version: 0, seen: null, draft: { name: draftName, value: arrival } });
      if (!kept) throw error;
      return null;
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate();
  };
  const choose = (traffic_class: string) => {
    const list = onFoot(post, traffic_class) ? partsOnFoot : parts;
    const persons = arrival.persons.map((one, index) => (list.includes(one.part) ? one : { ...one, part: list[index === 0 ? 0 : list.length - 1] ?? one.part }));
    draft.set({ traffic_class, lane: '', ticket: undefined, persons: list === partsOnFoot ? persons.map((one) => ({ ...one, part: partsOnFoot[0] ?? one.part })) : persons });
  };
  const mint = () => mintId(instant());
  return (
    <main id="page" className="page arrival" tabIndex={-1}>
      <div className="page-tools"><h1>{t('arrival.title')}</h1><span className="grow" /><Hours /></div>
      <form onSubmit={submit}>
        <section className="panel">
          <h2><Icon name={foot ? 'person' : 'truck'} /> {foot ? t('arrival.party') : t('arrival.vehicle')}</h2>
          <FromQueue arrival={arrival} choose={(found) => draft.set({ ...found, lane: '' })} />
          <div className="grid">
            <OneOf label={t('crossings.class')} value={arrival.traffic_class} onChange={choose} choices={post.classes.map(({ code }) => ({ value: code, text: names.trafficClass(code) }))} />
            <OneOf label={t('arrival.leaves')} value={arrival.exit_state} onChange={(exit_state) => draft.set({ exit_state, lane: '', ticket: undefined })} choices={post.states.map(({ code }) => ({ value: code, text: names.state(code) }))} />
            {!foot && <TextField label={t('arrival.plate')} value={arrival.plate} onChange={(plate) => draft.set({ plate: plate.toUpperCase(), ticket: undefined })} required mono autoFocus />}
            <ChoiceField label={t('arrival.lane')} value={lanes.some((one) => one.code === arrival.lane) ? arrival.lane : (lanes[0]?.code ?? '')} onChange={(lane) => draft.set({ lane })} choices={lanes.map(({ code }) => ({ value: code, text: code.replaceAll('_', ' ') }))} required />
            {!foot && <TextField label={t('crossing.seals')} value={arrival.seals} onChange={(seals) => draft.set({ seals })} mono hint={t('form.seals_hint')} />}
          </div>
          {!foot && arrival.plate && <Quiet><Suspense><LodgedOffer arrival={arrival} mint={mint} take={draft.set} /></Suspense></Quiet>}
          <Facts of="vehicle" claims={arrival.claims} exitState={arrival.exit_state} onChange={(claims) => draft.set({ claims })} />
        </section>

        <section className="panel">
          <h2><Icon name="person" /> {t('arrival.persons')} <span className="count">{arrival.persons.length}</span></h2>
          <Persons persons={arrival.persons} set={(persons) => draft.set({ persons })} parts={foot ? partsOnFoot.slice(0, 1) : parts.slice(0, 3)} exitState={arrival.exit_state} mint={mint} least={1} />
        </section>

        <section className="panel">
          <h2><Icon name="box" /> {t('arrival.consignments')}</h2>
          <Consignments consignments={arrival.consignments} set={(consignments) => draft.set({ consignments })} exitState={arrival.exit_state} mint={mint} />
        </section>

        {sending.error && <ProblemNote error={sending.error} />}
        {sending.data === null && <p className="note good" role="status"><Icon name="clock" /> {t('link.kept_here')}</p>}
        <footer className="form-foot">
          <Button type="submit" look="primary" size="large" disabled={sending.isPending}>{sending.isPending ? t('act.sending') : t('arrival.register')}</Button>
        </footer>
      </form>
    </main>
  );
}

/// Who waits before this state's gate, the longest waiting first: the ticket tells plate and class, and takes the wait along.
function FromQueue({ arrival, choose }: { arrival: Arrival; choose: (found: Pick<Arrival, 'ticket' | 'plate' | 'traffic_class' | 'exit_state'>) => void }) {
  const { t } = useTexts();
  const names = useNames();
  const { officer } = useSession();
  const age = useAge();
  const now = useDomainNow(10_000);
  const tickets = useQuery(shiftQuery).data?.tickets.filter((one) => one.exit_state === officer.state) ?? [];
  if (tickets.length === 0) return null;
  const choices = tickets.map((one) => ({ value: one.id, text: `${one.plate || names.trafficClass(one.traffic_class)} · ${names.trafficClass(one.traffic_class)} · ${age(now - Date.parse(one.since))}` }));
  const take = (id: string) => {
    const found = tickets.find((one) => one.id === id);
    if (found) choose({ ticket: found.id, plate: found.plate, traffic_class: found.traffic_class, exit_state: found.exit_state });
  };
  return <ChoiceField label={t('arrival.from_queue')} value={arrival.ticket ?? ''} onChange={take} choices={[{ value: '', text: '—' }, ...choices]} />;
}

const day_min = 1440;
const hour = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/// When each side opens crossings, by its own clock.
function Hours() {
  const { t } = useTexts();
  const post = usePost();
  return (
    <p className="hint hours">
      {t('arrival.hours')}{' '}
      {post.states.map((one) => (
        <span key={one.code} className="two-clock"><span className="state-tag">{one.code}</span> {one.opens_min === 0 && one.closes_min === day_min ? t('arrival.day_and_night') : `${hour(one.opens_min)}–${hour(one.closes_min)}`}</span>
      ))}
    </p>
  );
}

// A vehicle stands at the gate: it, its persons and its goods are registered once, for both states.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';

import { mintId } from '../api/ids';
import { register } from '../api/queries';
import { Button } from '../frame/button';
import { useDraft } from '../frame/draft';
import { ChoiceField, OneOf, TextField } from '../frame/field';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useMintInstant, useNames, usePost } from '../post/post';
import { go } from '../route';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { type Arrival, arrivalCommand, emptyArrival, emptyConsignment, emptyPerson, type Goods, type Traveller } from './arrival';
import { Facts } from './arrival_facts';

const nationalities = ['KAZ', 'KGZ', 'UZB', 'RUS', 'TJK', 'TUR', 'CHN', 'BLR', 'DEU'];

export default function ArrivalPage() {
  const { t, word } = useTexts();
  const post = usePost();
  const names = useNames();
  const client = useQueryClient();
  const { officer } = useSession();
  const instant = useMintInstant();
  const draft = useDraft<Arrival>(`${officer.id}.arrival`, () => emptyArrival(post));
  const intent = useRef<{ text: string; key: string; crossing: string } | null>(null);
  const arrival = draft.value;
  const lanes = post.lanes.filter((lane) => lane.classes.length === 0 || lane.classes.includes(arrival.traffic_class));
  const sending = useMutation({
    mutationFn: () => {
      const text = JSON.stringify(arrival);
      if (intent.current?.text !== text) intent.current = { text, key: crypto.randomUUID(), crossing: mintId(instant()) };
      return register(intent.current.crossing, arrivalCommand(arrival, lanes[0]?.code ?? ''), intent.current.key);
    },
    onSuccess: (answer) => {
      draft.discard();
      void client.invalidateQueries();
      go(`/?crossing=${answer.crossing}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate();
  };
  const mint = () => mintId(instant());
  const person = (index: number, change: Partial<Traveller>) => draft.set({ persons: arrival.persons.map((one, i) => (i === index ? { ...one, ...change } : one)) });
  const goods = (index: number, change: Partial<Goods>) => draft.set({ consignments: arrival.consignments.map((one, i) => (i === index ? { ...one, ...change } : one)) });
  return (
    <main id="page" className="page arrival" tabIndex={-1}>
      <h1>{t('arrival.title')}</h1>
      <form onSubmit={submit}>
        <section className="panel">
          <h2><Icon name="truck" /> {t('arrival.vehicle')}</h2>
          <div className="grid">
            <TextField label={t('arrival.plate')} value={arrival.plate} onChange={(plate) => draft.set({ plate: plate.toUpperCase() })} required mono autoFocus />
            <OneOf label={t('crossings.class')} value={arrival.traffic_class} onChange={(traffic_class) => draft.set({ traffic_class, lane: '' })} choices={post.classes.map(({ code }) => ({ value: code, text: names.trafficClass(code) }))} />
            <OneOf label={t('arrival.leaves')} value={arrival.exit_state} onChange={(exit_state) => draft.set({ exit_state })} choices={post.states.map(({ code }) => ({ value: code, text: names.state(code) }))} />
            <ChoiceField label={t('arrival.lane')} value={arrival.lane || (lanes[0]?.code ?? '')} onChange={(lane) => draft.set({ lane })} choices={lanes.map(({ code }) => ({ value: code, text: code.replaceAll('_', ' ') }))} required />
            <TextField label={t('crossing.seals')} value={arrival.seals} onChange={(seals) => draft.set({ seals })} mono hint={t('form.seals_hint')} />
          </div>
          <Facts of="vehicle" claims={arrival.claims} exitState={arrival.exit_state} onChange={(claims) => draft.set({ claims })} />
        </section>

        <section className="panel">
          <h2><Icon name="person" /> {t('arrival.persons')}</h2>
          {arrival.persons.map((one, index) => (
            <fieldset key={one.id} className="row">
              <legend className="unseen">{t('arrival.person', { number: index + 1 })}</legend>
              <ChoiceField label={t('arrival.part')} value={one.part} onChange={(part) => person(index, { part })} choices={['driver', 'passenger'].map((value) => ({ value, text: word('part', value) }))} />
              <TextField label={t('arrival.name')} value={one.name} onChange={(name) => person(index, { name })} required />
              <TextField label={t('arrival.nationality')} value={one.nationality} onChange={(nationality) => person(index, { nationality: nationality.toUpperCase() })} required mono list={nationalities} />
              <TextField label={t('arrival.document')} value={one.document} onChange={(document) => person(index, { document: document.toUpperCase() })} required mono />
              <Remove disabled={arrival.persons.length === 1} onPress={() => draft.set({ persons: arrival.persons.filter((_, i) => i !== index) })} />
            </fieldset>
          ))}
          <Button size="small" onPress={() => draft.set({ persons: [...arrival.persons, { ...emptyPerson(mint()), part: 'passenger' }] })}><Icon name="plus" /> {t('arrival.add_person')}</Button>
        </section>

        <section className="panel">
          <h2><Icon name="box" /> {t('arrival.consignments')}</h2>
          {arrival.consignments.map((one, index) => (
            <fieldset key={one.id} className="row goods">
              <legend className="unseen">{t('arrival.consignment', { number: index + 1 })}</legend>
              <TextField label={t('arrival.reference')} value={one.reference} onChange={(reference) => goods(index, { reference })} required mono />
              <TextField label={t('arrival.goods')} value={one.goods} onChange={(text) => goods(index, { goods: text })} required />
              <TextField label={t('arrival.commodity')} value={one.commodity} onChange={(commodity) => goods(index, { commodity })} required mono />
              <TextField label={t('arrival.items')} value={String(one.items)} onChange={(items) => goods(index, { items: Number(items) || 1 })} kind="number" required />
              <Remove onPress={() => draft.set({ consignments: arrival.consignments.filter((_, i) => i !== index) })} />
              <Facts of="consignment" claims={one.claims} exitState={arrival.exit_state} onChange={(claims) => goods(index, { claims })} />
            </fieldset>
          ))}
          <Button size="small" onPress={() => draft.set({ consignments: [...arrival.consignments, emptyConsignment(mint())] })}><Icon name="plus" /> {t('arrival.add_consignment')}</Button>
        </section>

        {sending.error && <ProblemNote error={sending.error} />}
        <footer className="form-foot">
          <Button type="submit" look="primary" size="large" disabled={sending.isPending}>{sending.isPending ? t('act.sending') : t('arrival.register')}</Button>
        </footer>
      </form>
    </main>
  );
}

function Remove({ onPress, disabled }: { onPress: () => void; disabled?: boolean }) {
  const { t } = useTexts();
  return <Button look="quiet" size="small" label={t('arrival.remove')} disabled={disabled} onPress={onPress} className="remove"><Icon name="cross" /></Button>;
}

// At the gate: what was lodged for the plate that is being typed, to be taken over instead of typed again.
import '../styles/lodging.css';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';

import { Problem } from '../api/client';
import type { LodgementItem } from '../api/lodging_messages';
import { lodgementQuery, lodgementsQuery } from '../api/lodging_queries';
import { emptyPerson, type Goods } from '../crossing/aboard';
import type { Arrival } from '../crossing/arrival';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { ChannelBadge } from '../lodging/channel';
import { useClock } from '../post/post';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';

let none_here = false; // at a post where nothing is lodged nobody asks twice
const shortest_plate = 4;
const most_persons = 60; // rows that a form is filled with at once
interface Props {
  arrival: Arrival;
  mint: () => string;
  take: (found: Partial<Arrival>) => void;
}

export default function LodgedOffer({ arrival, mint, take }: Props) {
  const { t } = useTexts();
  const plate = useDeferredValue(arrival.plate.trim());
  const search = new URLSearchParams({ plate, standing: 'waiting', exit_state: arrival.exit_state }).toString();
  const found = useQuery({ ...lodgementsQuery(`?${search}`), enabled: plate.length >= shortest_plate && !none_here, retry: false, refetchInterval: false });
  if (found.error instanceof Problem && found.error.status === 404) none_here = true;
  const items = plate.length >= shortest_plate ? (found.data?.items.filter((one) => one.kind !== 'certificate') ?? []) : [];
  if (items.length === 0) return null;
  return (
    <section className="note good lodged-offer" role="status" aria-label={t('offer.title')}>
      <Icon name="list" />
      <div>
        <p><strong>{t('offer.title')}</strong></p>
        <ul className="plain-list">{items.slice(0, 3).map((one) => <Offer key={one.id} item={one} mint={mint} take={take} arrival={arrival} />)}</ul>
      </div>
    </section>
  );
}

function Offer({ item, arrival, mint, take }: Props & { item: LodgementItem }) {
  const { t, word, language } = useTexts();
  const clock = useClock();
  const { officer } = useSession();
  const [done, setDone] = useState(false);
  const view = useQuery(lodgementQuery(item.id, language));
  const own = item.channels.find((one) => one.state === officer.state && one.agency === officer.agency);
  const declared = view.data?.declared;
  const takeOver = () => {
    if (!declared) return;
    const consignment: Goods = {
      id: mint(),
      reference: declared.consignment || item.reference,
      goods: declared.items.map((one) => one.description).join('; ').slice(0, 200),
      commodity: (declared.items[0]?.commodity ?? '').slice(0, 6),
      items: Math.max(1, declared.items.length),
      claims: [],
    };
    const kept = arrival.consignments.filter((one) => one.reference !== consignment.reference);
    const lacking = Math.min(declared.persons, most_persons) - arrival.persons.length;
    const persons = [...arrival.persons, ...Array.from({ length: Math.max(0, lacking) }, () => emptyPerson(mint(), 'passenger'))];
    take({ persons, plate: declared.plates[0] ?? arrival.plate, ...(declared.items.length > 0 ? { consignments: [...kept, consignment] } : {}) });
    setDone(true);
  };
  return (
    <li>
      <p>
        <span className="mono">{item.reference}</span> · {word('lodged_kind', item.kind)} · {item.firm_name}
        {item.expected && ` · ${item.entry_state} ${clock.dayTime(item.expected, item.entry_state)}`} {own && <ChannelBadge channel={own.channel} />}
      </p>
      {declared && <p className="hint">{t('offer.says', { goods: declared.items.length, persons: declared.persons })}: {declared.items.map((one) => one.description).join('; ').slice(0, 160)}</p>}
      <Button size="small" onPress={takeOver} disabled={!declared} className="take-over"><Icon name={done ? 'check' : 'arrow'} /> {t(done ? 'offer.taken' : 'offer.take')}</Button>
    </li>
  );
}

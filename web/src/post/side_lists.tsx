// What the picture shows, as lists: holds by age, queues by length, every vehicle by plate. For the keyboard, for readers,
// and for whoever wants numbers.
import { useState } from 'react';

import type { Plan, VehicleView } from '../api/messages';
import { Plate } from '../crossing/status';
import { useTexts } from '../texts/texts';
import { lookOf } from './picture';
import { useAge, useDomainNow, useNames } from './post';

interface Props {
  plan: Plan;
  vehicles: VehicleView[];
  chosen: string | null;
  onChoose: (id: string) => void;
}

const most_listed = 200;

export function SideLists({ plan, vehicles, chosen, onChoose }: Props) {
  const { t } = useTexts();
  const held = vehicles.filter((one) => one.held).sort((a, b) => Date.parse(a.held!.since) - Date.parse(b.held!.since));
  return (
    <>
      <details className="panel" open>
        <summary>{t('live.holds')} <span className="count">{held.length}</span></summary>
        <HoldLines held={held} chosen={chosen} onChoose={onChoose} />
      </details>
      <details className="panel" open>
        <summary>{t('live.queues')}</summary>
        <Queues plan={plan} vehicles={vehicles} />
      </details>
      <details className="panel">
        <summary>{t('live.vehicles')} <span className="count">{vehicles.length}</span></summary>
        <Vehicles vehicles={vehicles} chosen={chosen} onChoose={onChoose} />
      </details>
    </>
  );
}

function HoldLines({ held, chosen, onChoose }: { held: VehicleView[]; chosen: string | null; onChoose: (id: string) => void }) {
  const { t } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(5_000);
  if (held.length === 0) return <p className="hint">{t('live.no_holds')}</p>;
  return (
    <ul className="vehicle-lines">
      {held.map((one) => (
        <li key={one.id}>
          <button type="button" className="line" aria-pressed={one.id === chosen} onClick={() => onChoose(one.id)}>
            <Plate text={one.plate || names.trafficClass(one.traffic_class)} />
            <span>{names.agency(one.held!.agency)} <span className="state-tag">{one.held!.state}</span></span>
            <span className="age">{age(now - Date.parse(one.held!.since))}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface Queue {
  station: string;
  state: string;
  count: number;
  oldest: number;
}

function queuesOf(plan: Plan, vehicles: VehicleView[]): Queue[] {
  const queues = new Map<string, Queue>();
  for (const one of vehicles) {
    if (one.in_work || !one.station) continue;
    const key = `${one.station}/${one.turn}`;
    const queue = queues.get(key) ?? { station: one.station, state: one.turn, count: 0, oldest: Infinity };
    queues.set(key, { ...queue, count: queue.count + 1, oldest: Math.min(queue.oldest, Date.parse(one.since)) });
  }
  const order = new Map(plan.stations.map((one, i) => [one.code, i]));
  return [...queues.values()].sort((a, b) => b.count - a.count || (order.get(a.station) ?? 0) - (order.get(b.station) ?? 0));
}

function Queues({ plan, vehicles }: { plan: Plan; vehicles: VehicleView[] }) {
  const { t } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(5_000);
  const queues = queuesOf(plan, vehicles);
  if (queues.length === 0) return <p className="hint">{t('live.no_queues')}</p>;
  return (
    <table className="queues">
      <thead>
        <tr><th scope="col">{t('live.station')}</th><th scope="col" className="number">{t('live.length')}</th><th scope="col" className="number">{t('live.oldest')}</th></tr>
      </thead>
      <tbody>
        {queues.map((one) => (
          <tr key={`${one.station}/${one.state}`}>
            <th scope="row">{names.station(one.station)} <span className="state-tag">{one.state}</span></th>
            <td className="number">{one.count}</td>
            <td className="number">{age(now - one.oldest)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Vehicles({ vehicles, chosen, onChoose }: Omit<Props, 'plan'>) {
  const { t, word } = useTexts();
  const names = useNames();
  const [wanted, setWanted] = useState('');
  const found = vehicles.filter((one) => one.plate.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <>
      <label className="field"><span className="unseen">{t('live.filter')}</span>
        <input type="search" value={wanted} placeholder={t('live.filter')} onChange={(event) => setWanted(event.target.value)} />
      </label>
      <ul className="vehicle-lines">
        {found.slice(0, most_listed).map((one) => (
          <li key={one.id}>
            <button type="button" className="line" aria-pressed={one.id === chosen} onClick={() => onChoose(one.id)}>
              <Plate text={one.plate || names.trafficClass(one.traffic_class)} />
              <span>{names.trafficClass(one.traffic_class)}, {word('look', lookOf(one))}</span>
              <span className="hint">{names.station(one.station)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > most_listed && <p className="hint">{t('live.list_more', { number: found.length - most_listed })}</p>}
    </>
  );
}

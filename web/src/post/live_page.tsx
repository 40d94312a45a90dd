// The live post: who is where, since when, and who holds whom. It shows what was recorded, moves only when something is
// recorded, and looks the same after a reload.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';

import type { Plan, VehicleView } from '../api/messages';
import { cardQuery, shiftQuery } from '../api/queries';
import { Plate } from '../crossing/status';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { link } from '../route';
import { useNumber } from '../texts/money';
import '../styles/live.css';
import { useTexts } from '../texts/texts';
import { Legend } from './legend';
import { type Look, lookOf, looks, usePicture } from './picture';
import { PlanView } from './plan';
import { useAge, useClock, useDomainNow, useNames } from './post';
import { SideLists } from './side_lists';

const Forecast = lazy(() => import('./forecast'));
const ShiftActs = lazy(() => import('./shift_acts'));

export default function LivePage() {
  const { t } = useTexts();
  const { query, inside, vehicles } = usePicture();
  const [chosen, setChosen] = useState<string | null>(null);
  const plan = usePlan(query.data?.plan);
  const one = chosen ? vehicles.find((other) => other.id === chosen) : undefined;
  return (
    <main id="page" className="page live-page" tabIndex={-1}>
      <h1 className="unseen">{t('live.title')}</h1>
      <Numbers vehicles={vehicles} />
      {query.error && <ProblemNote error={query.error} />}
      {query.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {plan && (
        <div className="live-body">
          <PlanView plan={plan} inside={inside} vehicles={vehicles} chosen={chosen} onChoose={(vehicle) => setChosen(vehicle?.id ?? null)} />
          <aside className="live-side" aria-label={t('live.lists')}>
            {one && <Chosen vehicle={one} onClose={() => setChosen(null)} />}
            <SideLists plan={plan} vehicles={vehicles} chosen={chosen} onChoose={setChosen} />
            <Suspense><Forecast /></Suspense>
            <Suspense><ShiftActs /></Suspense>
            <Legend />
          </aside>
        </div>
      )}
      {query.data?.more && <p className="hint">{t('live.more')}</p>}
    </main>
  );
}

/// The open holds of its crossing, as whoever placed them wrote them down.
function WhyHeld({ vehicle }: { vehicle: VehicleView }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  const card = useQuery(cardQuery(vehicle.id)).data;
  const open = card?.holds.filter((one) => one.status === 'open') ?? [];
  return (
    <ul className="why-held">
      {open.map((one) => (
        <li key={one.id}>
          <p><strong>{t('live.why_held')}:</strong> {word('reason', one.reason)}{one.control && `, ${names.control(one.control)}`} ({names.agency(one.agency)}, {names.state(one.state)})</p>
          {one.evidence && <p><strong>{t('live.needs')}:</strong> {one.evidence}</p>}
          <p className="hint">{clock.dayTime(one.placed, one.state)} {t('live.placed_by', { officer: one.officer })} · {t('live.until', { at: clock.dayTime(one.expires, one.state) })}</p>
        </li>
      ))}
    </ul>
  );
}

/// The plan with every desk at the station where it works now.
function usePlan(plan: Plan | undefined): Plan | undefined {
  const shift = useQuery(shiftQuery).data;
  const sent = JSON.stringify(shift?.desks.filter((one) => one.station !== one.home).map((one) => [one.code, one.station]) ?? []);
  return useMemo(() => {
    const stations = new Map(JSON.parse(sent) as [string, string][]);
    return plan && { ...plan, seats: plan.seats.map((seat) => ({ ...seat, station: stations.get(seat.desk) ?? seat.station })) };
  }, [plan, sent]);
}

function Numbers({ vehicles }: { vehicles: VehicleView[] }) {
  const { t, word } = useTexts();
  const number = useNumber();
  const names = useNames();
  const byLook = new Map<Look, number>();
  const byClass = new Map<string, number>();
  for (const one of vehicles) {
    byLook.set(lookOf(one), (byLook.get(lookOf(one)) ?? 0) + 1);
    byClass.set(one.traffic_class, (byClass.get(one.traffic_class) ?? 0) + 1);
  }
  return (
    <dl className="numbers" aria-live="off">
      <div><dt>{t('live.inside_now')}</dt><dd>{number(vehicles.length)}</dd></div>
      {looks.map((look) => (
        <div key={look} data-look={look}><dt>{word('look', look)}</dt><dd>{number(byLook.get(look) ?? 0)}</dd></div>
      ))}
      {[...byClass].sort().map(([code, count]) => (
        <div key={code} className="by-class"><dt>{names.trafficClass(code)}</dt><dd>{number(count)}</dd></div>
      ))}
    </dl>
  );
}

/// The vehicle that was pressed: what there is to know at a glance, and the ways to its crossing.
function Chosen({ vehicle, onClose }: { vehicle: VehicleView; onClose: () => void }) {
  const { t, word } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(5_000);
  return (
    <section className="panel chosen" aria-label={t('live.chosen')}>
      <div className="chosen-head">
        <Plate text={vehicle.plate || names.trafficClass(vehicle.traffic_class)} />
        <span className="grow">{names.trafficClass(vehicle.traffic_class)}, {vehicle.exit_state} → {vehicle.entry_state}</span>
        <Button look="quiet" size="small" label={t('live.close')} onPress={onClose}><Icon name="cross" /></Button>
      </div>
      <p>{word('look', lookOf(vehicle))}{vehicle.doing && `: ${names.control(vehicle.doing)} (${names.state(vehicle.turn)})`}</p>
      {vehicle.station && <p>{names.station(vehicle.station)}, {t('live.since', { age: age(now - Date.parse(vehicle.since)) })}</p>}
      {vehicle.held && <p className="held-line">{t('live.held_by', { agency: names.agency(vehicle.held.agency), state: names.state(vehicle.held.state), age: age(now - Date.parse(vehicle.held.since)) })}</p>}
      {vehicle.held && <WhyHeld vehicle={vehicle} />}
      <p>{t('live.inside_for', { age: age(now - Date.parse(vehicle.arrived)) })}</p>
      <p className="chosen-links">
        <a className="button small" {...link(`/crossings/${vehicle.id}`)}><Icon name="list" /> {t('live.to_crossing')}</a>
        <a className="button small" {...link(`/desk?crossing=${vehicle.id}`)}><Icon name="desk" /> {t('live.to_desk')}</a>
      </p>
    </section>
  );
}

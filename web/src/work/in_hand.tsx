// What was handed over to this desk and waits to be confirmed, and what the desk has in hand.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { InHandView } from '../api/work_messages';
import { inHandQuery } from '../api/work_queries';
import { Plate } from '../crossing/status';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { ProblemNote } from '../law/refusal';
import { useAge, useDomainNow, useNames } from '../post/post';
import { link } from '../route';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';
import { useWorkAct } from './acts';
import { HandOverDialog } from './hand_over';

const places = (items: InHandView[]) => items.map(({ crossing, station }) => ({ crossing, station }));

export function InHand() {
  const { t } = useTexts();
  const { data } = useQuery(inHandQuery);
  const { station } = useSession();
  const [handing, setHanding] = useState(false);
  const act = useWorkAct();
  const offered = data?.items.filter((one) => one.hand.offered) ?? [];
  const own = data?.items.filter((one) => one.hand.mine) ?? [];
  if (offered.length + own.length === 0) return null;
  return (
    <>
      {offered.length > 0 && (
        <section className="note warn offered" aria-labelledby="offered-title">
          <Icon name="swap" />
          <div>
            <h2 id="offered-title">{t('work.offered', { count: offered.length })}</h2>
            {offered[0]!.note_on_all && <p className="said">{offered[0]!.from}: {offered[0]!.note_on_all}</p>}
            <Items items={offered} />
            {act.error && <ProblemNote error={act.error} />}
            <Button look="primary" pending={act.isPending} onPress={() => act.mutate({ type: 'ConfirmWork', places: places(offered) })}>{t('work.confirm_all')}</Button>
          </div>
        </section>
      )}
      {own.length > 0 && (
        <section className="panel own-work" aria-labelledby="own-title">
          <h2 id="own-title">{t('work.own', { count: own.length })}</h2>
          <Items items={own} />
          <Button onPress={() => setHanding(true)}>{t('work.hand_over_all')}</Button>
          {handing && <HandOverDialog places={[]} everything={own} station={own[0]?.station ?? station} title={t('work.everything')} onClose={() => setHanding(false)} />}
        </section>
      )}
    </>
  );
}

function Items({ items }: { items: InHandView[] }) {
  const { t } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(10_000);
  return (
    <ul className="plain-list">
      {items.map((one) => (
        <li key={`${one.crossing} ${one.station}`}>
          <a {...link(`/crossings/${one.crossing}`)}><Plate text={one.plate || names.trafficClass(one.traffic_class)} /></a>
          <span> {names.station(one.station)} · {age(now - Date.parse(one.hand.since))}{one.from && !one.hand.confirmed ? ` · ${t('work.from', { officer: one.from })}` : ''}</span>
          {one.note && <p className="said">{one.note}</p>}
        </li>
      ))}
    </ul>
  );
}

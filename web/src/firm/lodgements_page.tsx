// The firm's lodgements: where each stands and what comes next.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';

import type { LodgementItem } from '../api/lodging_messages';
import { ownLodgementsQuery } from '../api/lodging_queries';
import { Button } from '../frame/button';
import { Icon } from '../frame/icon';
import { ChannelBadge } from '../lodging/channel';
import { useClock } from '../post/post';
import { Plate } from '../crossing/status';
import { link, settle, useAddress } from '../route';
import { useTexts } from '../texts/texts';
import { FirmProblem } from './problem';
import { LateBadge, NextStep, StandingBadge } from './standing';

const standings = ['', 'waiting', 'arrived', 'cancelled'] as const;

export default function LodgementsPage() {
  const { t } = useTexts();
  const { searchParams } = useAddress();
  const standing = searchParams.get('standing') ?? '';
  const [plate, setPlate] = useState(searchParams.get('plate') ?? '');
  const wanted = useDeferredValue(plate.trim());
  const [pages, setPages] = useState<string[]>([]);
  const query = new URLSearchParams(pages.at(-1));
  if (standing) query.set('standing', standing);
  if (wanted) query.set('plate', wanted);
  const page = useQuery({ ...ownLodgementsQuery(query.size ? `?${query}` : ''), placeholderData: keepPreviousData });
  const choose = (value: string) => {
    setPages([]);
    settle(value ? `/firm?standing=${value}` : '/firm');
  };
  return (
    <main id="page" className="page firm-page" tabIndex={-1}>
      <div className="page-tools">
        <h1>{t('firm.lodgements')}</h1>
        <span className="grow" />
        <a className="button primary" {...link('/firm/lodge')}><Icon name="plus" /> {t('firm.lodge')}</a>
      </div>
      <div className="filters">
        <label className="field"><span>{t('lodged.standing')}</span>
          <select value={standing} onChange={(event) => choose(event.target.value)}>
            {standings.map((one) => <option key={one} value={one}>{one ? t(`standing.${one}`) : t('lodged.all')}</option>)}
          </select>
        </label>
        <label className="field"><span>{t('lodged.plate')}</span>
          <input type="search" className="mono" value={plate} onChange={(event) => { setPages([]); setPlate(event.target.value.toUpperCase()); }} />
        </label>
      </div>
      {page.error && <FirmProblem error={page.error} />}
      {page.data?.items.length === 0 && <p className="hint empty">{standing || wanted ? t('lodged.none_found') : t('lodged.none_yet')}</p>}
      {page.data && page.data.items.length > 0 && <ul className="lodgements">{page.data.items.map((one) => <Line key={one.id} item={one} />)}</ul>}
      <div className="page-tools">
        {pages.length > 0 && <Button onPress={() => setPages(pages.slice(0, -1))}>{t('crossings.newer')}</Button>}
        {page.data?.next && <Button onPress={() => setPages([...pages, page.data.next!])}>{t('crossings.older')}</Button>}
      </div>
    </main>
  );
}

function Line({ item }: { item: LodgementItem }) {
  const { t, word } = useTexts();
  const clock = useClock();
  return (
    <li data-reference={item.reference}>
      <a {...link(`/firm/lodgements/${item.id}`)}>
        <span className="line-head"><Plate text={item.plate || t('lodged.no_plate')} /> <span className="mono reference">{item.reference}</span></span>
        <span className="marks"><StandingBadge standing={item.standing} /><LateBadge late={item.late && item.standing === 'waiting'} />{item.closest && <ChannelBadge channel={item.closest} short />}</span>
        <span className="hint">
          {word('lodged_kind', item.kind)} · {item.exit_state} → {item.entry_state}
          {item.expected && ` · ${t('lodged.expected_at', { time: `${item.entry_state} ${clock.dayTime(item.expected, item.entry_state)}` })}`}
          {item.number > 1 && ` · ${t('lodged.version', { number: item.number })}`}
        </span>
        <span className="next-step"><NextStep item={item} /></span>
      </a>
    </li>
  );
}

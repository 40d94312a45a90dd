// Crossings: who is inside now, and the search by plate that leads to a crossing's page.
import '../styles/work.css';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState } from 'react';

import type { CrossingItem } from '../api/messages';
import { crossingsQuery } from '../api/queries';
import { Button } from '../frame/button';
import { ProblemNote } from '../law/refusal';
import { useAge, useClock, useDomainNow, useNames } from '../post/post';
import { go, link, useAddress } from '../route';
import { useTexts } from '../texts/texts';
import { SearchBox } from './search_box';
import { Badge, Plate } from './status';

export default function CrossingsPage() {
  const { t } = useTexts();
  const { searchParams } = useAddress();
  const [plate, setPlate] = useState(searchParams.get('plate') ?? '');
  const [inside, setInside] = useState(searchParams.get('all') === null);
  const wanted = useDeferredValue(plate.trim());
  const [pages, setPages] = useState<string[]>([]);
  useEffect(() => setPages([]), [wanted, inside]);

  const query = new URLSearchParams();
  if (inside) query.set('inside', 'true');
  if (wanted) query.set('plate', wanted);
  // `next` names only the place in the list; what was searched stays.
  for (const [name, value] of new URLSearchParams(pages.at(-1))) query.set(name, value);
  const page = useQuery({ ...crossingsQuery(query.size ? `?${query}` : ''), placeholderData: keepPreviousData });
  return (
    <main id="page" className="page crossings" tabIndex={-1}>
      <div className="page-tools">
        <h1>{t('crossings.title')}</h1>
        <a {...link('/expected')}>{t('frame.expected')}</a>
        <span className="grow" />
        <label className="tick">
          <input type="checkbox" checked={inside} onChange={(event) => setInside(event.target.checked)} />
          <span>{t('crossings.inside')}</span>
        </label>
        <label className="search">
          <span className="unseen">{t('crossings.filter')}</span>
          <input type="search" className="mono" value={plate} placeholder={t('crossings.filter')} onChange={(event) => setPlate(event.target.value.toUpperCase())} />
        </label>
      </div>
      <SearchBox />
      {page.error && <ProblemNote error={page.error} />}
      {page.data && <Items items={page.data.items} />}
      <div className="page-tools">
        {pages.length > 0 && <Button onPress={() => setPages(pages.slice(0, -1))}>{t('crossings.newer')}</Button>}
        {page.data?.next && <Button onPress={() => setPages([...pages, page.data.next!])}>{t('crossings.older')}</Button>}
      </div>
    </main>
  );
}

function Items({ items }: { items: CrossingItem[] }) {
  const { t, word } = useTexts();
  const names = useNames();
  const clock = useClock();
  const age = useAge();
  const now = useDomainNow(10_000);
  if (items.length === 0) return <p className="hint empty">{t('crossings.none')}</p>;
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{t('crossings.plate')}</th>
          <th scope="col">{t('crossings.class')}</th>
          <th scope="col">{t('crossings.direction')}</th>
          <th scope="col">{t('crossing.phase')}</th>
          <th scope="col">{t('crossings.marks')}</th>
          <th scope="col">{t('crossing.arrived')}</th>
          <th scope="col" className="number">{t('crossings.time_inside')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => {
          const states = item.direction.split('-');
          const address = `/crossings/${item.id}`;
          return (
            <tr key={item.id} onClick={() => go(address)}>
              <td><a {...link(address)} onClick={(event) => { event.stopPropagation(); link(address).onClick(event); }}><Plate text={item.plate || names.trafficClass(item.traffic_class)} /></a></td>
              <td>{names.trafficClass(item.traffic_class)}</td>
              <td className="mono">{states.join(' → ')}</td>
              <td>{word('phase', item.phase)}</td>
              <td>
                <span className="marks">
                  {item.isolated && <Badge tone="bad" picture="alarm">{t('crossing.isolated')}</Badge>}
                  {item.held && <Badge tone="warn" picture="pause">{t('crossings.held')}</Badge>}
                </span>
              </td>
              <td>{states.map((state) => <span key={state} className="two-clock">{state} {clock.dayTime(item.arrived, state)}</span>)}</td>
              <td className="number">{age((item.ended ? Date.parse(item.ended) : now) - Date.parse(item.arrived))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

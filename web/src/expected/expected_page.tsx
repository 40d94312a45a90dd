// What is lodged and on its way: both states, soonest first, the own agency's channel first.
import '../styles/work.css';
import '../styles/lodging.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';

import { Problem } from '../api/client';
import type { LodgementItem } from '../api/lodging_messages';
import { lodgementsQuery } from '../api/lodging_queries';
import { Badge, Plate } from '../crossing/status';
import { Button } from '../frame/button';
import { ProblemNote } from '../law/refusal';
import { ChannelBadge, channels, inOrder } from '../lodging/channel';
import { useAge, useClock, useDomainNow, useNames, usePost } from '../post/post';
import { go, link, settle, useAddress } from '../route';
import { useSession } from '../session/session';
import { useTexts } from '../texts/texts';

const hour_ms = 3_600_000;
const behind_h = 12, ahead_h = 24;
const grain_ms = 300_000; // so that the question stays the same for a while

export default function ExpectedPage() {
  const { t } = useTexts();
  const post = usePost();
  const names = useNames();
  const { searchParams } = useAddress();
  const [plate, setPlate] = useState(searchParams.get('plate') ?? '');
  const wanted = useDeferredValue(plate.trim());
  const [pages, setPages] = useState<string[]>([]);
  const now = Math.floor(useDomainNow(60_000) / grain_ms) * grain_ms;
  const exit = searchParams.get('exit_state') ?? '', closest = searchParams.get('closest') ?? '', span = searchParams.get('span') ?? '';
  const query = new URLSearchParams(pages.at(-1));
  query.set('order', 'expected');
  query.set('standing', 'waiting');
  if (exit) query.set('exit_state', exit);
  if (closest) query.set('closest', closest);
  if (wanted) query.set('plate', wanted);
  if (!span) {
    query.set('expected_from', new Date(now - behind_h * hour_ms).toISOString().replace('.000', ''));
    query.set('expected_to', new Date(now + ahead_h * hour_ms).toISOString().replace('.000', ''));
  }
  const page = useQuery({ ...lodgementsQuery(`?${query}`), placeholderData: keepPreviousData });
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(searchParams);
    if (value) next.set(name, value);
    else next.delete(name);
    setPages([]);
    settle(`/expected${next.size ? `?${next}` : ''}`);
  };
  const select = (name: string, label: string, value: string, choices: [string, string][]) => (
    <label className="field"><span>{label}</span><select value={value} onChange={(event) => choose(name, event.target.value)}>{choices.map(([code, text]) => <option key={code} value={code}>{text}</option>)}</select></label>
  );
  const none = page.error instanceof Problem && page.error.status === 404;
  return (
    <main id="page" className="page expected" tabIndex={-1}>
      <h1>{t('expected.title')}</h1>
      <p className="hint">{t('expected.about')}</p>
      <div className="filters">
        {select('exit_state', t('crossings.direction'), exit, [['', t('lodged.all')], ...post.states.map(({ code }): [string, string] => [code, `${names.state(code)} → ${names.state(post.states.find((one) => one.code !== code)?.code ?? '')}`])])}
        {select('closest', t('expected.closest'), closest, [['', t('lodged.all')], ...channels.map((code): [string, string] => [code, t(`channel.${code}`)])])}
        {select('span', t('expected.span'), span, [['', t('expected.next_day')], ['all', t('lodged.all')]])}
        <label className="field"><span>{t('lodged.plate')}</span><input type="search" className="mono" value={plate} onChange={(event) => { setPages([]); setPlate(event.target.value.toUpperCase()); }} /></label>
      </div>
      {none && <p className="hint empty">{t('expected.not_here')}</p>}
      {page.error && !none && <ProblemNote error={page.error} />}
      {page.data?.items.length === 0 && <p className="hint empty">{t('expected.none')}</p>}
      {page.data && page.data.items.length > 0 && <Items items={page.data.items} />}
      <div className="page-tools">
        {pages.length > 0 && <Button onPress={() => setPages(pages.slice(0, -1))}>{t('expected.sooner')}</Button>}
        {page.data?.next && <Button onPress={() => setPages([...pages, page.data.next!])}>{t('expected.later')}</Button>}
      </div>
    </main>
  );
}

function Items({ items }: { items: LodgementItem[] }) {
  const { t, word } = useTexts();
  const clock = useClock();
  const age = useAge();
  const names = useNames();
  const { officer } = useSession();
  const now = useDomainNow(30_000);
  return (
    <table className="list">
      <thead><tr><th scope="col">{t('lodged.plate')}</th><th scope="col">{t('crossings.direction')}</th><th scope="col">{t('lodged.kind')}</th><th scope="col">{t('expected.firm')}</th><th scope="col">{t('lodged.expected')}</th><th scope="col">{t('expected.own')}</th><th scope="col">{t('expected.closest')}</th></tr></thead>
      <tbody>
        {items.map((item) => {
          const address = `/expected/${item.id}`;
          const own = item.channels.find((one) => one.state === officer.state && one.agency === officer.agency);
          const [first] = inOrder(item.channels);
          const away_ms = item.expected ? Date.parse(item.expected) - now : 0;
          return (
            <tr key={item.id} onClick={() => go(address)} data-reference={item.reference}>
              <td><a {...link(address)} onClick={(event) => { event.stopPropagation(); link(address).onClick(event); }}><Plate text={item.plate || t('lodged.no_plate')} /></a></td>
              <td className="mono">{item.exit_state} → {item.entry_state}</td>
              <td>{word('lodged_kind', item.kind)}{item.warnings > 0 && <span className="hint"> {t('findings.warning', { count: item.warnings })}</span>}</td>
              <td>{item.firm_name}</td>
              <td>
                {item.expected ? <>{item.entry_state} {clock.dayTime(item.expected, item.entry_state)} <span className="hint">{away_ms >= 0 ? t('expected.in', { age: age(away_ms) }) : t('expected.overdue', { age: age(-away_ms) })}</span></> : t('lodged.not_stated')}
                {item.late && <> <Badge tone="warn" picture="alarm">{t('lodged.late')}</Badge></>}
              </td>
              <td>{own && <ChannelBadge channel={own.channel} />}</td>
              <td>{item.closest && <ChannelBadge channel={item.closest} short />}{first && item.closest !== 'green' && <span className="hint"> {first.state} {names.agency(first.agency)}</span>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

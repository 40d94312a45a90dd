// What waits to be done, with counts and ages: for an officer his station and his agency, for a shift head all of his state.
import '../styles/work.css';
import '../styles/work_list.css';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { WorkCounts, WorkLineView } from '../api/work_messages';
import { workCountsQuery, workPageQuery } from '../api/work_queries';
import { Badge, Plate } from '../crossing/status';
import { Button } from '../frame/button';
import { ProblemNote } from '../law/refusal';
import { useAge, useDomainNow, useNames, usePost } from '../post/post';
import { link, settle, useAddress } from '../route';
import { useTexts } from '../texts/texts';
import { HandOverDialog } from './hand_over';
import { HandCell } from './hand_cell';
import { InHand } from './in_hand';

const scopes = ['mine', 'agency', 'state'] as const;
const ages = ['', '15', '30', '60', '180'] as const;
const filters = ['scope', 'station', 'control', 'traffic_class', 'older_than', 'held', 'assigned'] as const;

export default function WorkPage() {
  const { t } = useTexts();
  const { searchParams } = useAddress();
  const [pages, setPages] = useState<string[]>([]);
  const [handing, setHanding] = useState<WorkLineView | null>(null);
  const asked = new URLSearchParams();
  for (const name of filters) if (searchParams.get(name)) asked.set(name, searchParams.get(name)!);
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(asked);
    if (value) next.set(name, value);
    else next.delete(name);
    setPages([]);
    settle(`/work${next.size ? `?${next}` : ''}`);
  };
  const counts_asked = new URLSearchParams(asked);
  for (const name of ['station', 'control']) counts_asked.delete(name); // the table of counts is how these are chosen
  const text = (of: URLSearchParams) => (of.size ? `?${of}` : '');
  const listed = new URLSearchParams(asked);
  if (pages.at(-1)) listed.set('after', pages.at(-1)!);
  const counts = useQuery({ ...workCountsQuery(text(counts_asked)), placeholderData: keepPreviousData });
  const page = useQuery({ ...workPageQuery(text(listed)), placeholderData: keepPreviousData });
  return (
    <main id="page" className="page work-page" tabIndex={-1}>
      <h1>{t('work.title')}</h1>
      <InHand />
      <Filters asked={asked} scope={counts.data?.scope ?? 'mine'} set={set} />
      {counts.error && <ProblemNote error={counts.error} />}
      {counts.data && <Counts counts={counts.data} asked={asked} set={set} />}
      {page.error && !counts.error && <ProblemNote error={page.error} />}
      {page.data && <Lines items={page.data.items} onHandOver={setHanding} />}
      <div className="page-tools">
        {pages.length > 0 && <Button onPress={() => setPages(pages.slice(0, -1))}>{t('work.earlier')}</Button>}
        {page.data?.next && <Button onPress={() => setPages([...pages, page.data.next!])}>{t('work.later')}</Button>}
      </div>
      {handing && <HandOverDialog places={[{ crossing: handing.crossing, station: handing.station }]} station={handing.station} title={handing.plate} onClose={() => setHanding(null)} />}
    </main>
  );
}

function Filters({ asked, scope, set }: { asked: URLSearchParams; scope: string; set: (name: string, value: string) => void }) {
  const { t, word } = useTexts();
  const post = usePost();
  const names = useNames();
  return (
    <div className="filters">
      <label className="field"><span>{t('work.scope')}</span>
        <select value={asked.get('scope') ?? scope} onChange={(event) => set('scope', event.target.value)}>{scopes.filter((one) => one !== 'state' || scope === 'state').map((one) => <option key={one} value={one}>{word('work_scope', one)}</option>)}</select>
      </label>
      <label className="field"><span>{t('crossings.class')}</span>
        <select value={asked.get('traffic_class') ?? ''} onChange={(event) => set('traffic_class', event.target.value)}><option value="">{t('work.any')}</option>{post.classes.map(({ code }) => <option key={code} value={code}>{names.trafficClass(code)}</option>)}</select>
      </label>
      <label className="field"><span>{t('work.waits_longer')}</span>
        <select value={asked.get('older_than') ?? ''} onChange={(event) => set('older_than', event.target.value)}>{ages.map((one) => <option key={one} value={one}>{one ? t('age.minutes', { m: one }) : t('work.any')}</option>)}</select>
      </label>
      <label className="field"><span>{t('work.held')}</span>
        <select value={asked.get('held') ?? ''} onChange={(event) => set('held', event.target.value)}><option value="">{t('work.any')}</option><option value="true">{t('work.held_only')}</option><option value="false">{t('work.held_not')}</option></select>
      </label>
      <label className="field"><span>{t('work.in_whose_hand')}</span>
        <select value={asked.get('assigned') ?? ''} onChange={(event) => set('assigned', event.target.value)}>{['', 'none', 'me', 'others'].map((one) => <option key={one} value={one}>{one ? t(`work.assigned_${one as 'none' | 'me' | 'others'}`) : t('work.any')}</option>)}</select>
      </label>
    </div>
  );
}

function Counts({ counts, asked, set }: { counts: WorkCounts; asked: URLSearchParams; set: (name: string, value: string) => void }) {
  const { t } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(10_000);
  if (counts.count === 0) return <p className="hint empty" role="status">{t('work.nothing')}</p>;
  const choose = (station: string, control: string) => {
    const chosen = asked.get('station') === station && asked.get('control') === control;
    const next = new URLSearchParams(asked);
    for (const [name, value] of [['station', station], ['control', control]] as const) if (chosen) next.delete(name); else next.set(name, value);
    settle(`/work${next.size ? `?${next}` : ''}`);
  };
  return (
    <div className="scrolls">
      <table className="list counts">
        <caption className="unseen">{t('work.counts')}</caption>
        <thead><tr><th scope="col">{t('work.station')}</th><th scope="col">{t('work.control')}</th><th scope="col">{t('work.agency')}</th><th scope="col" className="number">{t('work.waiting')}</th><th scope="col" className="number">{t('work.oldest')}</th><th scope="col" className="number">{t('work.in_hand_short')}</th><th scope="col" className="number">{t('work.held')}</th></tr></thead>
        <tbody>
          {counts.lines.map((one) => (
            <tr key={`${one.station} ${one.control} ${one.agency}`} aria-selected={asked.get('station') === one.station && asked.get('control') === one.control}>
              <td>{names.station(one.station)}</td>
              <td><button type="button" className="as-link" aria-pressed={asked.get('control') === one.control && asked.get('station') === one.station} onClick={() => choose(one.station, one.control)}>{names.control(one.control)}</button></td>
              <td>{names.agency(one.agency)}</td>
              <td className="number">{one.count}</td>
              <td className="number">{age(now - Date.parse(one.oldest))}</td>
              <td className="number">{one.in_hand || ''}</td>
              <td className="number">{one.held || ''}</td>
            </tr>
          ))}
        </tbody>
        <tfoot><tr><th scope="row" colSpan={3}>{t('work.together')}</th><td className="number">{counts.count}</td><td className="number">{counts.oldest && age(now - Date.parse(counts.oldest))}</td><td className="number">{counts.in_hand || ''}</td><td className="number">{counts.held || ''}</td></tr></tfoot>
      </table>
      {(asked.get('station') || asked.get('control')) && <Button size="small" onPress={() => { set('station', ''); choose('', ''); }}>{t('work.all_controls')}</Button>}
    </div>
  );
}

function Lines({ items, onHandOver }: { items: WorkLineView[]; onHandOver: (line: WorkLineView) => void }) {
  const { t } = useTexts();
  const names = useNames();
  const age = useAge();
  const now = useDomainNow(10_000);
  if (items.length === 0) return null;
  return (
    <div className="scrolls">
      <table className="list work-lines">
        <caption className="unseen">{t('work.list')}</caption>
        <thead><tr><th scope="col">{t('crossings.plate')}</th><th scope="col">{t('work.control')}</th><th scope="col">{t('work.station')}</th><th scope="col" className="number">{t('work.waits')}</th><th scope="col">{t('crossings.marks')}</th><th scope="col">{t('work.in_whose_hand')}</th></tr></thead>
        <tbody>
          {items.map((one) => (
            <tr key={`${one.crossing} ${one.control} ${one.subject}`} data-crossing={one.crossing} data-control={one.control}>
              <td><a {...link(`/crossings/${one.crossing}`)}><Plate text={one.plate || names.trafficClass(one.traffic_class)} /></a> <span className="hint">{names.trafficClass(one.traffic_class)} · {one.direction.replace('-', ' → ')}</span></td>
              <td>{names.control(one.control)}</td>
              <td>{names.station(one.station)}</td>
              <td className="number">{age(now - Date.parse(one.since))}</td>
              <td><span className="marks">
                {one.deadline && <Badge tone={Date.parse(one.deadline) - now < 30 * 60_000 ? 'bad' : 'warn'} picture="clock">{t('work.deadline_in', { age: age(Date.parse(one.deadline) - now) })}</Badge>}
                {one.isolated && <Badge tone="bad" picture="alarm">{t('crossing.isolated')}</Badge>}
                {one.held && <Badge tone="warn" picture="pause">{t('crossings.held')}</Badge>}
                {one.rank > 0 && <Badge tone="info" picture="arrow">{t('work.goes_first')}</Badge>}
              </span></td>
              <td><HandCell line={one} onHandOver={() => onHandOver(one)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

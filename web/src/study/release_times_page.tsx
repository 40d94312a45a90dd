// Release times before and after joint control, in the form of the founding study, and to whom the minutes belong.
import '../styles/study.css';
import '../styles/work.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { Problem } from '../api/client';
import type { ReleaseRow, ReleaseTimes, Summary } from '../api/messages';
import { releaseTimesQuery } from '../api/queries';
import { ChoiceField } from '../frame/field';
import { ProblemNote } from '../law/refusal';
import { usePost } from '../post/post';
import { link, settle, useAddress } from '../route';
import { useDuration, usePercent } from '../texts/durations';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import { asking, questionOf } from './asked';
import { CostTable } from './cost_table';
import { Waterfalls } from './waterfall';

const asked = ['before', 'after', 'direction', 'from', 'to'] as const;

export default function ReleaseTimesPage() {
  const { t } = useTexts();
  const { pathname, searchParams } = useAddress();
  const query = questionOf(searchParams, asked);
  const { demo_plan } = usePost();
  const chosen = (name: string) => searchParams.get(name) ?? '';
  const plays = demo_plan && !chosen('from') && !chosen('to'); // the same vehicles in both halves, and no others
  if (plays) query.set('to', demo_plan.halves.at(-1)!.until);
  const table = useQuery({ ...releaseTimesQuery(query.size ? `?${query}` : ''), placeholderData: keepPreviousData });
  const none = table.error instanceof Problem && table.error.status === 404;
  const ask = (name: string, value: string) => settle(asking(pathname, searchParams, name, value));
  return (
    <main id="page" className="page release-times" tabIndex={-1}>
      <div className="page-tools"><h1>{t('study.title')}</h1><a {...link('/study')}>{t('segments.title')}</a><a {...link('/layouts')}>{t('layouts.title')}</a></div>
      {none && <p className="hint empty">{t('study.none')}</p>}
      {table.error && !none && <ProblemNote error={table.error} />}
      {table.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {table.data && (
        <>
          <Wishes table={table.data} ask={ask} from={searchParams.get('from') ?? ''} to={searchParams.get('to') ?? ''} />
          {plays && <p className="hint">{t('study.played')}</p>}
          <FoundingTable table={table.data} />
          <p className="hint">{t('study.mean_misleads')}</p>
          {table.data.costs.map((cost) => <CostTable key={cost.code} cost={cost} />)}
          <Waterfalls table={table.data} />
        </>
      )}
    </main>
  );
}

function Wishes({ table, ask, from, to }: { table: ReleaseTimes; ask: (name: string, value: string) => void; from: string; to: string }) {
  const { t, word } = useTexts();
  const number = useNumber();
  const layouts = [{ value: '', text: '—' }, ...table.layouts.map(({ code, title, stays }) => ({ value: code, text: `${word('layout', code, title)} (${number(stays)})` }))];
  const [one = '', other = ''] = table.states;
  const directions = [{ value: '', text: t('study.both_directions') }, ...[[one, other], [other, one]].map(([exit, entry]) => ({ value: `${exit}-${entry}`, text: `${exit} → ${entry}` }))];
  return (
    <form className="wishes" onSubmit={(event) => event.preventDefault()}>
      <ChoiceField label={t('study.before')} value={table.before ?? ''} onChange={(value) => ask('before', value)} choices={layouts} />
      <ChoiceField label={t('study.after')} value={table.after ?? ''} onChange={(value) => ask('after', value)} choices={layouts} />
      <ChoiceField label={t('crossings.direction')} value={table.direction ?? ''} onChange={(value) => ask('direction', value)} choices={directions} />
      <DayField label={t('study.from')} value={from} onChange={(value) => ask('from', value)} />
      <DayField label={t('study.to')} value={to} onChange={(value) => ask('to', value)} />
    </form>
  );
}

function DayField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className="field">
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function FoundingTable({ table }: { table: ReleaseTimes }) {
  const { t, word } = useTexts();
  const layout = (code: string | null | undefined) => (code ? word('layout', code, table.layouts.find((one) => one.code === code)?.title) : t('study.no_layout'));
  return (
    <section className="panel">
      <table className="founding">
        <caption>{t('study.caption')}</caption>
        <thead>
          <tr>
            <td rowSpan={2} />
            <th scope="colgroup" colSpan={4}>{t('study.before')}<span className="hint">{layout(table.before)}</span></th>
            <th scope="colgroup" colSpan={2}>{t('study.after')}<span className="hint">{layout(table.after)}</span></th>
            <th scope="col" rowSpan={2}>{t('study.economy')}</th>
          </tr>
          <tr>
            {table.states.map((state) => <th key={state} scope="col">{word('state', state)}</th>)}
            <th scope="col">{t('study.total')}</th>
            <th scope="col" className="apart">{t('study.between')}</th>
            <th scope="col">{table.states.join(' + ')}</th>
            <th scope="col">{t('study.total')}</th>
          </tr>
        </thead>
        <tbody>{table.rows.map((row) => <Row key={row.code} row={row} />)}</tbody>
      </table>
      {table.cut && <p className="hint">{t('study.cut')}</p>}
    </section>
  );
}

function Row({ row }: { row: ReleaseRow }) {
  const { t, word } = useTexts();
  const duration = useDuration();
  const percent = usePercent();
  const number = useNumber();
  const left_out = row.before.coverage.left_out + row.after.coverage.left_out;
  const all = left_out + row.before.coverage.counted + row.after.coverage.counted;
  return (
    <tr>
      <th scope="row">
        {word('study_row', row.code, row.title)}
        {left_out > 0 && <span className="hint">{t('study.left_out', { number: number(left_out), all: number(all) })}</span>}
      </th>
      {row.before.states.map((one) => <Figures key={one.state} time={one.time} />)}
      <Figures time={row.before.total} strong />
      <Figures time={row.before.between} apart />
      <Figures time={row.after.together} />
      <Figures time={row.after.total} strong />
      <td className="number economy">
        {row.economy ? <><strong>{t(row.economy.ms < 0 ? 'study.more' : 'study.less', { time: duration(Math.abs(row.economy.ms)) })}</strong><span className="hint">{percent(-row.economy.percent_tenths)}</span></> : <span className="hint">—</span>}
      </td>
    </tr>
  );
}

function Figures({ time, strong, apart }: { time?: Summary | null | undefined; strong?: boolean; apart?: boolean }) {
  const { t } = useTexts();
  const duration = useDuration();
  const number = useNumber();
  const look = `number${strong ? ' strong' : ''}${apart ? ' apart' : ''}`;
  if (!time) return <td className={look}><span className="hint">{t('study.no_vehicle')}</span></td>;
  return (
    <td className={look}>
      <span className="mean">{duration(time.mean_ms)}</span>
      <span className="hint">{t('study.figures', { n: number(time.n), median: duration(time.median_ms), p90: duration(time.p90_ms) })}</span>
    </td>
  );
}

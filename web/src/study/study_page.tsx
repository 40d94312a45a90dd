// Statistics over stays: segments with their intervals, weekdays by hours, before against after. All figures are the server's.
import '../styles/work.css';
import '../styles/study.css';
import '../styles/segments.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { SegmentsView } from '../api/messages';
import { segmentsQuery } from '../api/queries';
import { ChoiceField, TextField } from '../frame/field';
import { ProblemNote } from '../law/refusal';
import { link, settle, useAddress } from '../route';
import { useDuration } from '../texts/durations';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';
import { ActivityTable } from './activity_table';
import { asking, questionOf } from './asked';
import { ComparisonTable } from './comparison_table';
import { HeatMap } from './heat_map';
import { SegmentTable } from './segment_table';

const measures = ['release', 'in_post', 'queue', 'dwell', 'exit_side', 'entry_side', 'wait', 'crossing', 'between', 'inspection', 'storage'] as const;
const groupings = ['traffic_class', 'traffic_class,direction', 'traffic_class,layout', 'traffic_class,direction,layout', 'direction,layout', 'traffic_class,laden', 'channel,layout', 'sps,prearrival,layout', 'traffic_class,direction,channel,layout', 'fact,layout', 'layout,hour', 'layout,weekday'];

const asked = ['measure', 'layout', 'before', 'after', 'from', 'to'] as const;
const tables = [['activities.csv', 'export_activities'], ['costs.csv', 'export_costs'], ['comparison.csv', 'export_comparison']] as const;

export default function StudyPage() {
  const { t, language } = useTexts();
  const { pathname, searchParams } = useAddress();
  const question = questionOf(searchParams, asked);
  const report = questionOf(searchParams, ['before', 'after', 'from', 'to', 'sample']);
  report.set('language', language);
  const by = searchParams.get('by') ?? 'traffic_class,layout';
  const segments = useQuery({ ...segmentsQuery(`?by=${by}&${question}`), placeholderData: keepPreviousData });
  const ask = (name: string, value: string) => settle(asking(pathname, searchParams, name, value));
  return (
    <main id="page" className="page study-page" tabIndex={-1}>
      <div className="page-tools">
        <h1>{t('segments.title')}</h1>
        <a {...link('/release-times')}>{t('study.title')}</a>
        <a href={`/api/v1/study/segments.csv?by=${by}&${question}`} download>{t('segments.export_csv')}</a>
        <a href={`/api/v1/study/report?${report}`} download>{t('segments.export_report')}</a>
        {tables.map(([file, name]) => <a key={file} href={`/api/v1/study/report/${file}?${report}`} download>{t(`segments.${name}`)}</a>)}
      </div>
      {segments.error && <ProblemNote error={segments.error} />}
      {segments.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {segments.data && <Wishes view={segments.data} by={by} params={searchParams} ask={ask} />}
      {segments.data && <SegmentTable view={segments.data} />}
      {segments.data && <Gaps view={segments.data} />}
      <ActivityTable question={questionOf(searchParams, ['layout', 'from', 'to'])} />
      {segments.data?.layouts.filter((one) => one === (segments.data.layout ?? one)).map((one) => <HeatMap key={one} question={question} layout={one} />)}
      <ComparisonTable question={question} />
      <p className="hint">{t('segments.independence')}</p>
    </main>
  );
}

/// What no figure holds, and why.
function Gaps({ view }: { view: SegmentsView }) {
  const { t } = useTexts();
  const number = useNumber();
  const duration = useDuration();
  return (
    <>
      <p className="hint unreleased">{t('segments.unreleased', { inside: number(view.unreleased.inside), ended: number(view.unreleased.ended) })}</p>
      {view.clocks.filter((one) => one.backwards > 0).map((one) => (
        <p key={one.one + one.other} className="hint">{t('segments.clocks', { one: one.one, other: one.other, backwards: number(one.backwards), pairs: number(one.pairs), time: duration(one.largest_back_ms) })}</p>
      ))}
    </>
  );
}

function Wishes({ view, by, params, ask }: { view: SegmentsView; by: string; params: URLSearchParams; ask: (name: string, value: string) => void }) {
  const { t, word } = useTexts();
  const names = (list: string) => list.split(',').map((one) => word('dimension', one)).join(' × ');
  const layouts = [{ value: '', text: t('segments.all') }, ...view.layouts.map((code) => ({ value: code, text: word('layout', code) }))];
  return (
    <form className="wishes" onSubmit={(event) => event.preventDefault()}>
      <ChoiceField label={t('segments.measure')} value={view.measure} onChange={(value) => ask('measure', value)} choices={measures.map((one) => ({ value: one, text: word('measure', one) }))} />
      <ChoiceField label={t('segments.by')} value={by} onChange={(value) => ask('by', value)} choices={groupings.map((one) => ({ value: one, text: names(one) }))} />
      <ChoiceField label={word('dimension', 'layout')} value={params.get('layout') ?? ''} onChange={(value) => ask('layout', value)} choices={layouts} />
      <TextField kind="date" label={t('study.from')} value={params.get('from') ?? ''} onChange={(value) => ask('from', value)} />
      <TextField kind="date" label={t('study.to')} value={params.get('to') ?? ''} onChange={(value) => ask('to', value)} />
    </form>
  );
}

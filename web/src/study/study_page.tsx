// Statistics over stays: segments with their intervals, weekdays by hours, before against after. All figures are the server's.
import '../styles/study.css';
import '../styles/segments.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { SegmentsView } from '../api/messages';
import { segmentsQuery } from '../api/queries';
import { ChoiceField, TextField } from '../frame/field';
import { ProblemNote } from '../law/refusal';
import { link, settle, useAddress } from '../route';
import { useTexts } from '../texts/texts';
import { ComparisonTable } from './comparison_table';
import { HeatMap } from './heat_map';
import { SegmentTable } from './segment_table';

const measures = ['release', 'in_post', 'queue', 'dwell', 'exit_side', 'entry_side'] as const;
const groupings = ['traffic_class', 'traffic_class,direction', 'traffic_class,layout', 'traffic_class,direction,layout', 'direction,layout', 'traffic_class,laden', 'fact,layout', 'layout,hour', 'layout,weekday'];

/// What the address asks for, as the server reads it.
function questionOf(searchParams: URLSearchParams) {
  const question = new URLSearchParams();
  for (const name of ['measure', 'layout', 'before', 'after']) {
    const value = searchParams.get(name);
    if (value) question.set(name, value);
  }
  for (const name of ['from', 'to']) {
    const day = searchParams.get(name);
    if (day) question.set(name, `${day}T00:00:00Z`);
  }
  return question;
}

export default function StudyPage() {
  const { t } = useTexts();
  const { pathname, searchParams } = useAddress();
  const question = questionOf(searchParams);
  const by = searchParams.get('by') ?? 'traffic_class,layout';
  const segments = useQuery({ ...segmentsQuery(`?by=${by}&${question}`), placeholderData: keepPreviousData });
  const ask = (name: string, value: string) => {
    const next = new URLSearchParams(searchParams);
    if (value) next.set(name, value);
    else next.delete(name);
    settle(next.size ? `${pathname}?${next}` : pathname);
  };
  return (
    <main id="page" className="page study-page" tabIndex={-1}>
      <div className="page-tools">
        <h1>{t('segments.title')}</h1>
        <a {...link('/release-times')}>{t('study.title')}</a>
        <a href={`/api/v1/study/segments.csv?by=${by}&${question}`} download>{t('segments.export_csv')}</a>
        <a href={`/api/v1/study/report?${question}`} download>{t('segments.export_report')}</a>
      </div>
      {segments.error && <ProblemNote error={segments.error} />}
      {segments.isPending && <p className="waiting" role="status">{t('frame.loading')}</p>}
      {segments.data && <Wishes view={segments.data} by={by} params={searchParams} ask={ask} />}
      {segments.data && <SegmentTable view={segments.data} />}
      {segments.data?.layouts.filter((one) => one === (segments.data.layout ?? one)).map((one) => <HeatMap key={one} question={question} layout={one} />)}
      <ComparisonTable question={question} />
      <p className="hint">{t('segments.independence')}</p>
    </main>
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

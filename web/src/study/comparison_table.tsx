// Before against after, class by class: a difference stands with its interval, and is called none where chance may have made it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { ComparedView, DifferenceView } from '../api/messages';
import { comparisonQuery } from '../api/queries';
import { useDuration, usePercent } from '../texts/durations';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

export function ComparisonTable({ question }: { question: URLSearchParams }) {
  const { t, word } = useTexts();
  const { data } = useQuery({ ...comparisonQuery(`?${question}`), placeholderData: keepPreviousData });
  if (!data) return null;
  if (!data.before || !data.after) return <p className="hint">{t('segments.one_layout')}</p>;
  return (
    <section className="panel">
      <table className="segments compared">
        <caption>{t('segments.compared', { before: word('layout', data.before), after: word('layout', data.after) })}</caption>
        <thead>
          <tr>
            <th scope="col">{word('dimension', 'traffic_class')}</th>
            <th scope="col">{t('study.before')}</th>
            <th scope="col">{t('study.after')}</th>
            <th scope="col">{t('segments.difference')}</th>
            <th scope="col">{t('segments.by_days')}</th>
            <th scope="col">{t('segments.without_outliers')}</th>
            <th scope="col">{t('segments.rank_test')}</th>
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row) => <Row key={row.traffic_class} row={row} />)}
          {data.adjusted && (
            <tr><th scope="row">{t('segments.adjusted')}</th><td /><td /><td className="number"><Difference of={data.adjusted} /></td><td /><td /><td /></tr>
          )}
        </tbody>
      </table>
      {data.left_out.length > 0 && <p className="hint">{t('segments.left_out', { classes: data.left_out.map((one) => word('class', one)).join(', ') })}</p>}
      <p className="hint">{t('segments.chance')}</p>
    </section>
  );
}

function Row({ row }: { row: ComparedView }) {
  const { t, word, language } = useTexts();
  const duration = useDuration();
  const number = useNumber();
  const chance = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { maximumFractionDigits: 4, minimumFractionDigits: 4 });
  const side = (figures: ComparedView['before'], n: number) => (
    <td className="number">{figures ? duration(figures.mean_ms) : '—'}<span className="hint">n {number(n)}</span></td>
  );
  return (
    <tr>
      <th scope="row">{row.traffic_class === 'all' ? t('segments.all') : word('class', row.traffic_class)}</th>
      {side(row.before, row.n_before)}
      {side(row.after, row.n_after)}
      <td className="number">{row.mean ? <Difference of={row.mean} /> : '—'}</td>
      <td className="number">{row.mean ? <ByDays row={row} /> : '—'}</td>
      <td className="number">{row.without_outliers ? <Difference of={row.without_outliers} /> : '—'}</td>
      <td className="number">{row.p_millionths === undefined || row.p_millionths === null ? '—' : row.p_millionths < 100 ? `p < ${chance.format(0.0001)}` : `p ${chance.format(row.p_millionths / 1e6)}`}</td>
    </tr>
  );
}

function Difference({ of }: { of: DifferenceView }) {
  const { t } = useTexts();
  const duration = useDuration();
  const percent = usePercent();
  const verdict = !of.interval ? 'too_few' : !of.distinguishable ? 'not_distinguishable' : of.ms < 0 ? 'shorter' : 'longer';
  return (
    <>
      <strong>{duration(of.ms)}</strong> ({percent(of.percent_tenths)})
      {of.interval && <span className="hint">{duration(of.interval.low_ms)} … {duration(of.interval.high_ms)}</span>}
      <span className={`verdict ${verdict}`}>{t(`segments.${verdict}`)}</span>
    </>
  );
}

function ByDays({ row }: { row: ComparedView }) {
  const { t } = useTexts();
  const duration = useDuration();
  const span = row.mean_by_days;
  const verdict = !span ? 'too_few_days' : !row.distinguishable_by_days ? 'not_distinguishable' : (row.mean?.ms ?? 0) < 0 ? 'shorter' : 'longer';
  return (
    <>
      {span && <span className="hint">{duration(span.low_ms)} … {duration(span.high_ms)}</span>}
      <span className={`verdict ${verdict}`}>{t(`segments.${verdict}`)}</span>
    </>
  );
}

// Segments as a table that can be put in order by each column; the interval of the mean is drawn beside its numbers.
import { useState } from 'react';

import type { FiguresView, SegmentsView, SegmentView } from '../api/messages';
import { useDuration } from '../texts/durations';
import { useNumber } from '../texts/money';
import { useTexts } from '../texts/texts';

const columns = ['segment', 'n', 'mean', 'median', 'mode', 'p90', 'within', 'outliers', 'coverage'] as const;
type Column = (typeof columns)[number];

const known = ({ counted }: SegmentView) => counted.counted / Math.max(1, counted.counted + counted.missing + counted.backwards);

function orderOf(one: SegmentView, column: Column): number | string {
  switch (column) {
    case 'segment': return one.values.join(' ');
    case 'n': return one.all?.n ?? 0;
    case 'mean': return one.all?.mean_ms ?? -1;
    case 'median': return one.all?.median_ms ?? -1;
    case 'mode': return one.all?.mode_low_ms ?? -1;
    case 'within': return one.all?.within_target_thousandths ?? -1;
    case 'p90': return one.all?.p90_ms ?? -1;
    case 'outliers': return one.outliers;
    case 'coverage': return known(one);
  }
}

export function useValueName() {
  const { word, t, language } = useTexts();
  const weekday = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { weekday: 'short', timeZone: 'UTC' });
  return (dimension: string, value: string) => {
    if (value === '-') return t('segments.none');
    if (dimension === 'traffic_class') return word('class', value);
    if (dimension === 'layout' || dimension === 'fact') return word(dimension, value);
    if (dimension === 'channel') return word('mark_value', value);
    if (dimension === 'sps' || dimension === 'prearrival') return `${word('dimension', dimension)}: ${word('mark_value', value)}`;
    if (dimension === 'laden') return t(value === 'laden' ? 'segments.laden' : 'segments.empty');
    if (dimension === 'weekday') return weekday.format(new Date(Date.UTC(2024, 0, Number(value)))); // 2024 began on a Monday
    return value;
  };
}

export function SegmentTable({ view }: { view: SegmentsView }) {
  const { t } = useTexts();
  const number = useNumber();
  const [{ column, down }, order] = useState<{ column: Column; down: boolean }>({ column: 'segment', down: false });
  if (view.segments.length === 0) return <p className="hint empty">{t('segments.nothing')}</p>;
  const rows = [...view.segments].sort((a, b) => {
    const [one, other] = [orderOf(a, column), orderOf(b, column)];
    return (one < other ? -1 : one > other ? 1 : 0) * (down ? -1 : 1);
  });
  const longest = Math.max(1, ...rows.map(({ all }) => all?.mean_interval?.high_ms ?? all?.mean_ms ?? 0));
  return (
    <section className="panel">
      <table className="segments">
        <caption>{t('segments.caption', { stays: number(view.stays) })}</caption>
        <thead>
          <tr>
            {columns.map((one) => (
              <th key={one} scope="col" aria-sort={one !== column ? 'none' : down ? 'descending' : 'ascending'}>
                <button type="button" className="quiet" onClick={() => order({ column: one, down: one === column ? !down : one !== 'segment' })}>
                  {t(`segments.${one}`)}<span aria-hidden="true">{one !== column ? '' : down ? ' ▾' : ' ▴'}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Row key={row.values.join('/')} row={row} by={view.by} longest={longest} />)}</tbody>
      </table>
      {view.cut && <p className="hint">{t('study.cut')}</p>}
    </section>
  );
}

function Row({ row, by, longest }: { row: SegmentView; by: string[]; longest: number }) {
  const { t, language } = useTexts();
  const duration = useDuration();
  const number = useNumber();
  const nameOf = useValueName();
  const percent = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { style: 'percent', maximumFractionDigits: 1 });
  const name = row.values.map((value, i) => nameOf(by[i] ?? '', value)).join(' · ');
  return (
    <tr>
      <th scope="row">{name || t('segments.all')}</th>
      <td className="number">{number(row.all?.n ?? 0)}</td>
      <td className="number">{row.all ? <Mean figures={row.all} longest={longest} /> : '—'}</td>
      <td className="number">
        {row.all ? duration(row.all.median_ms) : '—'}
        {row.all?.median_interval && <span className="hint">{duration(row.all.median_interval.low_ms)} – {duration(row.all.median_interval.high_ms)}</span>}
      </td>
      <td className="number">{row.all ? <>{duration(row.all.mode_low_ms)} – {duration(row.all.mode_low_ms + row.all.mode_width_ms)}<span className="hint">n {number(row.all.mode_n)}</span></> : '—'}</td>
      <td className="number">{row.all ? duration(row.all.p90_ms) : '—'}</td>
      <td className="number">{typeof row.all?.within_target_thousandths === 'number' ? percent.format(row.all.within_target_thousandths / 1000) : '—'}</td>
      <td className="number">
        {number(row.outliers)}
        {row.without && <span className="hint">{t('segments.without', { mean: duration(row.without.mean_ms) })}</span>}
      </td>
      <td className="number">{percent.format(known(row))}</td>
    </tr>
  );
}

function Mean({ figures, longest }: { figures: FiguresView; longest: number }) {
  const { t } = useTexts();
  const duration = useDuration();
  const at = (ms: number) => `${(100 * ms) / longest}%`;
  const span = figures.mean_interval;
  return (
    <>
      {duration(figures.mean_ms)}
      <span className="hint">{t('segments.trimmed')} {duration(figures.trimmed_mean_ms)}</span>
      <span className="hint">{span ? `${duration(span.low_ms)} – ${duration(span.high_ms)}` : t('segments.too_few')}</span>
      <span className="whisker" aria-hidden="true">
        {span && <span className="span" style={{ left: at(span.low_ms), width: at(span.high_ms - span.low_ms) }} />}
        <span className="dot" style={{ left: at(figures.mean_ms) }} />
      </span>
    </>
  );
}

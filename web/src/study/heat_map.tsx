// Median by weekday and hour of arrival, by the clock of the state that is left. A table, so that it is read without its colours.
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { segmentsQuery } from '../api/queries';
import { useDuration } from '../texts/durations';
import { useTexts } from '../texts/texts';
import { useValueName } from './segment_table';

const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
const days = ['1', '2', '3', '4', '5', '6', '7'];

export function HeatMap({ question, layout }: { question: URLSearchParams; layout: string }) {
  const { t, word, language } = useTexts();
  const duration = useDuration();
  const nameOf = useValueName();
  const of = new URLSearchParams(question);
  of.set('layout', layout);
  const { data } = useQuery({ ...segmentsQuery(`?by=weekday,hour&${of}`), placeholderData: keepPreviousData });
  if (!data || data.segments.length === 0) return null;
  const at = new Map(data.segments.map((one) => [one.values.join(' '), one.all]));
  const longest = Math.max(1, ...data.segments.map(({ all }) => all?.median_ms ?? 0));
  const minutes = new Intl.NumberFormat(language === 'en' ? 'en-GB' : language, { maximumFractionDigits: 0 });
  return (
    <section className="panel heat-panel">
      <table className="heat">
        <caption>{word('layout', layout)}: {t('segments.heat')}</caption>
        <thead><tr><td />{hours.map((hour) => <th key={hour} scope="col">{Number(hour)}</th>)}</tr></thead>
        <tbody>
          {days.map((day) => (
            <tr key={day}>
              <th scope="row">{nameOf('weekday', day)}</th>
              {hours.map((hour) => {
                const one = at.get(`${day} ${hour}`);
                if (!one) return <td key={hour}>·</td>;
                const share = Math.round((55 * one.median_ms) / longest);
                return (
                  <td key={hour} title={`${duration(one.median_ms)}, n ${one.n}`} style={{ background: `color-mix(in srgb, var(--warn) ${share}%, transparent)` }}>
                    {minutes.format(one.median_ms / 60_000)}{one.mean_interval ? '' : '*'}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{t('segments.heat_hint')}</p>
    </section>
  );
}

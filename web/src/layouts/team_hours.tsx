// Queue before a team and how busy it is, hour by hour: the middle of the replications and the band of nine tenths of them.
import { useState } from 'react';

import type { HourView, Simulated, TeamView } from '../api/messages';
import { ChoiceField } from '../frame/field';
import { useNames } from '../post/post';
import { useTexts } from '../texts/texts';
import { useDecimal, usePercentOf } from './numbers';
import { useLayoutName } from './result';

const keyOf = (team: TeamView) => `${team.state} ${team.agency} ${team.station}`;
const wide = 480, tall = 120, left = 34, foot = 18;
const of_hour = (hour: number) => left + ((wide - left) * (hour + 0.5)) / 24;

export function TeamHours({ result }: { result: Simulated }) {
  const { t } = useTexts();
  const names = useNames();
  const all = result.layouts.flatMap((one) => one.teams);
  const busiest = all.reduce<TeamView | undefined>((most, one) => (!most || one.queue_thousandths > most.queue_thousandths ? one : most), undefined);
  const [chosen, choose] = useState('');
  if (!busiest || busiest.hours.length === 0) return null;
  const key = chosen || keyOf(busiest);
  const teams = new Map(all.map((one) => [keyOf(one), one]));
  const nameOf = (team: TeamView) => `${team.state}, ${names.agency(team.agency)}, ${names.station(team.station)}`;
  const choices = [...teams].map(([value, team]) => ({ value, text: nameOf(team) })).sort((a, b) => a.text.localeCompare(b.text));
  return (
    <section className="panel team-hours">
      <h2>{t('layouts.hours')}</h2>
      <div className="wishes"><ChoiceField label={t('layouts.team')} value={key} onChange={choose} choices={choices} /></div>
      <Bands result={result} team={key} figure="queue" />
      <Bands result={result} team={key} figure="utilisation" />
      <p className="hint">{t('layouts.hours_hint')}</p>
      <HourTable result={result} team={key} />
    </section>
  );
}

interface Shown {
  result: Simulated;
  team: string;
}

interface Column {
  title: string;
  hours: HourView[];
}

/// One for each team of that name: a layout may have one on each side, or one for each direction.
function useColumns({ result, team }: Shown): Column[] {
  const { t } = useTexts();
  const names = useNames();
  const named = useLayoutName(result);
  return result.layouts.flatMap((layout, i) => {
    const teams = layout.teams.filter((one) => keyOf(one) === team);
    if (teams.length === 0) return [{ title: named(i), hours: [] }];
    return teams.map((one) => {
      const where = teams.length > 1 && one.soil ? `, ${t('layouts.on_soil', { state: names.state(one.soil) })}` : '';
      return { title: named(i) + where + (one.serves ? `, ${one.serves} →` : ''), hours: one.hours };
    });
  });
}

function Bands({ result, team, figure }: Shown & { figure: 'queue' | 'utilisation' }) {
  const { t } = useTexts();
  const columns = useColumns({ result, team });
  const percent = usePercentOf();
  const decimal = useDecimal(1);
  const most = Math.max(figure === 'queue' ? 1000 : 100, ...columns.flatMap(({ hours }) => hours.map((hour) => hour[figure].p95)));
  const y = (thousandths: number) => (tall - foot) * (1 - thousandths / most) + 4;
  const label = (thousandths: number) => (figure === 'queue' ? decimal(thousandths / 1000) : percent(thousandths));
  return (
    <div className="bands">
      <h3>{t(figure === 'queue' ? 'layouts.queue' : 'layouts.utilisation')}</h3>
      <div className="beside">
        {columns.map(({ title, hours }) => (
          <figure key={title}>
            <figcaption>{title}</figcaption>
            {hours.length > 0 ? <Band hours={hours} figure={figure} y={y} most={label(most)} label={t('layouts.band_label', { layout: title })} /> : <p className="hint">{t('layouts.no_team')}</p>}
          </figure>
        ))}
      </div>
    </div>
  );
}

function Band({ hours, figure, y, most, label }: { hours: HourView[]; figure: 'queue' | 'utilisation'; y: (thousandths: number) => number; most: string; label: string }) {
  const line = (pick: (hour: HourView) => number) => hours.map((hour, i) => `${of_hour(i)},${y(pick(hour))}`);
  const band = [...line((hour) => hour[figure].p95), ...line((hour) => hour[figure].p5).reverse()].join(' ');
  return (
    <svg className="band" viewBox={`0 0 ${wide} ${tall}`} role="img" aria-label={label}>
      <path d={`M${left} 4V${tall - foot + 4}H${wide}`} className="axis" />
      <text x={left - 4} y={12} textAnchor="end">{most}</text>
      <text x={left - 4} y={tall - foot + 4} textAnchor="end">0</text>
      {[0, 6, 12, 18, 23].map((hour) => <text key={hour} x={of_hour(hour)} y={tall - 2} textAnchor="middle">{hour}</text>)}
      <polygon points={band} className="spread" />
      <polyline points={line((hour) => hour[figure].mean).join(' ')} className="middle" />
    </svg>
  );
}

/// The same as numbers, for keyboard and readers.
function HourTable({ result, team }: Shown) {
  const { t } = useTexts();
  const columns = useColumns({ result, team });
  const percent = usePercentOf();
  const decimal = useDecimal(1);
  return (
    <details>
      <summary>{t('layouts.as_table')}</summary>
      <div className="scrolls" tabIndex={0} role="region" aria-label={t('layouts.hours')}>
        <table className="figures">
          <thead>
            <tr><th scope="col">{t('layouts.hour')}</th>{columns.map(({ title }) => <th key={title} scope="col">{title}<span className="hint">{t('layouts.queue')} · {t('layouts.utilisation')}</span></th>)}</tr>
          </thead>
          <tbody>
            {Array.from({ length: 24 }, (_, hour) => (
              <tr key={hour}>
                <th scope="row">{hour}</th>
                {columns.map(({ title, hours }) => {
                  const one = hours[hour];
                  if (!one) return <td key={title}>—</td>;
                  return <td key={title}>{decimal(one.queue.mean / 1000)} ({decimal(one.queue.p5 / 1000)} … {decimal(one.queue.p95 / 1000)}) · {percent(one.utilisation.mean)} ({percent(one.utilisation.p5)} … {percent(one.utilisation.p95)})</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
